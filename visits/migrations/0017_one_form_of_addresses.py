from django.db import migrations

from visits.language.emails import mail_address


def one_form(apps, schema_editor):
    """Bring addresses that are there into the form in which new ones are stored and looked for.

    Of two officers whose addresses become the same, both stay as they are: a person decides.
    """
    for app, name, field, unique in (
        ("visits", "Visit", "contact_email", False),
        ("visits", "Host", "email", False),
        ("visits", "Officer", "email", True),
        ("auth", "User", "email", False),
    ):
        rows = apps.get_model(app, name).objects
        for pk, address in list(rows.exclude(**{field: ""}).values_list("pk", field)):
            wanted = mail_address(address)
            if wanted == address or (unique and rows.filter(**{field: wanted}).exists()):
                continue
            rows.filter(pk=pk).update(**{field: wanted})


class Migration(migrations.Migration):
    # By itself: PostgreSQL alters no table in a transaction that has changed its rows.

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("visits", "0016_search"),
    ]

    operations = [migrations.RunPython(one_form, migrations.RunPython.noop, elidable=True)]
