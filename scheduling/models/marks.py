"""The marks by which others see that something changed."""

from django.db import models


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
