"""What came in about a visit, until somebody read it; messages of today that nobody answered too."""

import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def keep_unanswered(apps, schema_editor):
    """Delegations' messages of the last 30 days without a later one of the host's; and the count."""
    events = apps.get_model("visits", "VisitEvent").objects
    since = timezone.now() - dt.timedelta(days=30)
    open_for = {}
    for event in events.filter(kind="messaged", at__gte=since).order_by("id").iterator():
        if event.actor_kind == "delegation":
            open_for.setdefault(event.visit_id, []).append(event.pk)
        else:
            open_for.pop(event.visit_id, None)
    incoming = apps.get_model("visits", "Incoming")
    incoming.objects.bulk_create(
        incoming(event_id=pk, visit_id=visit) for visit, found in open_for.items() for pk in found
    )
    apps.get_model("visits", "DeskCount").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0018_longer_names_and_address_fields"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("others", models.PositiveIntegerField(default=0)),
                ("event_id", models.BigIntegerField(default=0)),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Incoming",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="incoming",
                        serialize=False,
                        to="visits.visitevent",
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "read_name",
                    models.CharField(blank=True, max_length=120, verbose_name="read by"),
                ),
                ("answered", models.BooleanField(default=False, verbose_name="answered")),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incoming",
                        to="visits.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "thing that came in",
                "verbose_name_plural": "things that came in",
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["visit", "event"],
                        name="incoming_unread",
                    ),
                    models.Index(fields=["read_at"], name="incoming_by_reading"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("read_at__isnull", False),
                            models.Q(("answered", False), ("read_name", "")),
                            _connector="OR",
                        ),
                        name="who_read_it_did_so_some_time",
                    )
                ],
            },
        ),
        migrations.RunPython(keep_unanswered, migrations.RunPython.noop),
    ]
