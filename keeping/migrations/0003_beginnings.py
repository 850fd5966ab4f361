"""Where something was erased already, erasing goes on; elsewhere it begins with a notice."""

from django.db import migrations, models
from django.utils import timezone

# The kinds that the release before erased by itself.
_ERASED = ("unconfirmed", "people", "mail-folder", "account-mails", "addresses", "log")


def go_on(apps, schema_editor):
    run, beginning = apps.get_model("keeping", "Run"), apps.get_model("keeping", "Beginning")
    if not run.objects.filter(job="erase").exclude(ended_at=None).exists():
        return
    now = timezone.now()
    beginning.objects.bulk_create(
        beginning(kind=kind, announced_at=now, begins_at=now, found=0) for kind in _ERASED
    )


class Migration(migrations.Migration):
    dependencies = [("keeping", "0002_recount")]

    operations = [
        migrations.CreateModel(
            name="Beginning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24, unique=True)),
                ("announced_at", models.DateTimeField()),
                ("begins_at", models.DateTimeField()),
                ("found", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(go_on, migrations.RunPython.noop),
    ]
