"""What visits are found by. The rows of visits that are there already are written by the next
passes of deliver_due (visits/search/index.py `fill`)."""

import django.db.models.deletion
from django.db import migrations, models

_INDEX = "visits_search_words"


def add_index(apps, schema_editor):
    """PostgreSQL alone has an index for words; SQLite reads the rows."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {_INDEX} ON visits_searchentry USING GIN (to_tsvector('simple', words))"
        )


def drop_index(apps, schema_editor):
    """It goes with its table otherwise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {_INDEX}")


class Migration(migrations.Migration):
    dependencies = [("visits", "0015_everything_ends")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="visits.visit",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("length", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["length", "word"], name="words_by_length")],
            },
        ),
        migrations.RunPython(add_index, drop_index),
    ]
