import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def mark_again(apps, schema_editor):
    """Mark papers whose number an earlier one bears: what was issued stays, and no third comes.

    Papers of different kinds could once be given the same number; what is printed cannot change.
    """
    paper = apps.get_model("visits", "Paper")
    seen, again = set(), []
    for pk, number in paper.objects.exclude(number="").order_by("pk").values_list("pk", "number"):
        if number in seen:
            again.append(pk)
            print(f"\n    Paper {pk} bears the number {number}, which an earlier paper bears too.", end="")
        seen.add(number)
    paper.objects.filter(pk__in=again).update(number_again=True)


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0042_letter_required'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberStart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', 'Reply letter'), ('rundown', 'Rundown'), ('attendance', 'Attendance list'), ('certificate', 'Certificate of visit'), ('visum', 'SPPD visum sheet'), ('order', "Order for the host's officers (surat tugas)")], max_length=12, verbose_name='kind')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('passed', models.PositiveIntegerField(verbose_name='first number passed over')),
                ('first', models.PositiveIntegerField(verbose_name='first number')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('said_at', models.DateTimeField(verbose_name='said at')),
            ],
            options={
                'verbose_name': 'later beginning of numbers',
                'verbose_name_plural': 'later beginnings of numbers',
                'ordering': ['id'],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("DROP INDEX IF EXISTS a_number_once", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name="paper", name="a_number_once")
            ],
        ),
        migrations.AddField(
            model_name='paper',
            name='number_again',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(mark_again, migrations.RunPython.noop, elidable=False),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), ('number_again', False)), fields=('number',), name='a_number_once'),
        ),
        migrations.AddField(
            model_name='numberstart',
            name='said_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='numberstart',
            constraint=models.CheckConstraint(condition=models.Q(('first__gt', models.F('passed'))), name='numbers_begin_later'),
        ),
    ]
