"""Whether a holiday's date is an estimate becomes a column; it stood in the name before."""

import re
from typing import Any

from django.db import migrations, models

_ESTIMATE = re.compile(r"\s*\((perkiraan|estimated)\)$")


def out_of_the_name(apps: Any, _editor: Any) -> None:
    """Imported ones alone: what the host calls its own days stays."""
    imported = apps.get_model("scheduling", "Closure").objects.filter(source__startswith="holidays:")
    for closure in imported:
        if _ESTIMATE.search(closure.name):
            closure.name = _ESTIMATE.sub("", closure.name)
            closure.name_en = _ESTIMATE.sub("", closure.name_en)
            closure.certainty = "estimated"
            closure.save(update_fields=["name", "name_en", "certainty"])


def into_the_name(apps: Any, _editor: Any) -> None:
    """The way back."""
    for closure in apps.get_model("scheduling", "Closure").objects.filter(certainty="estimated"):
        closure.name = f"{closure.name[:108]} (perkiraan)"
        closure.name_en = closure.name_en and f"{closure.name_en[:108]} (estimated)"
        closure.save(update_fields=["name", "name_en"])


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0006_open_holidays'),
    ]

    operations = [
        migrations.AddField(
            model_name='closure',
            name='certainty',
            field=models.CharField(blank=True, choices=[('', 'certain'), ('estimated', 'estimated'), ('confirmed', 'estimated, confirmed by the host')], db_default='', default='', editable=False, max_length=10, verbose_name='certainty'),
        ),
        migrations.RunPython(out_of_the_name, into_the_name),
    ]
