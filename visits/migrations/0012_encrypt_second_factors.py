"""Seeds of second factors that lie in plain text are encrypted; back, they are plain again."""

from django.db import migrations

from visits.sign_in import seeds


def encrypt(apps, schema_editor):
    _change(apps, seeds.under_first_key)


def decrypt(apps, schema_editor):
    _change(apps, seeds.in_clear)


def _change(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.select_for_update():
        row.data = change(row.data)
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0011_survey_answers"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt, decrypt)]
