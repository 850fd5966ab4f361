"""The marks by which others see that something changed."""

from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
_MARK = "(SELECT CAST(SUM(stamp) AS bigint) FROM scheduling_changemark WHERE topic = %s)"


class ChangeMark(models.Model):
    """A part of the mark of one topic; written by triggers alone (scheduling/database/marks.py).

    A topic has one row, and further ones where transactions changed it at the same time: nobody
    waits for another's mark.
    """

    topic = models.CharField(max_length=12)
    stamp = models.BigIntegerField()

    class Meta:
        verbose_name = "change mark"
        verbose_name_plural = "change marks"

    def __str__(self) -> str:
        return f"{self.topic} {self.stamp}"


def first_with_marks(model: type[M], *topics: str) -> tuple[M | None, dict[str, int]]:
    """The row of `model` with the id 1, and those topics' marks at that moment; one query."""
    # Nearly every answer begins with it, and composing it anew takes longer than its answer.
    names = [field.attname for field in model._meta.concrete_fields]
    marks = ", ".join([_MARK] * len(topics))
    statement = f"SELECT {', '.join(names)}, {marks} FROM {model._meta.db_table} WHERE id = 1"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(statement, topics)
        row = cursor.fetchone()
    if row is None:
        return None, {}
    stamps = zip(topics, row[len(names) :], strict=True)
    found = model.from_db(connection.alias, names, row[: len(names)])
    return found, {topic: stamp for topic, stamp in stamps if stamp is not None}
