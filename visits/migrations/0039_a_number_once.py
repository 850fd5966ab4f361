from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, Q

_ONCE = models.UniqueConstraint(
    condition=Q(("number", ""), _negated=True), fields=("number",), name="a_number_once"
)


def add_where_it_holds(apps, schema_editor):
    """Forbid equal numbers, unless there are some: 0043 then says which, and forbids others."""
    paper = apps.get_model("visits", "Paper")
    twice = paper.objects.exclude(number="").values("number").annotate(count=Count("pk"))
    if not twice.filter(count__gt=1).exists():
        schema_editor.add_constraint(paper, _ONCE)


def remove_if_there(apps, schema_editor):
    """It is an index with a condition, on either database."""
    schema_editor.execute("DROP INDEX IF EXISTS a_number_once")


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0038_papers_not_needed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="paper", name="a_typed_number_once_a_kind"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add_where_it_holds, remove_if_there)],
            state_operations=[migrations.AddConstraint(model_name="paper", constraint=_ONCE)],
        ),
    ]
