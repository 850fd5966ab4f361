"""What a visit is found and sorted by, where that lies in other tables than its own."""

from django.db import models
from django.db.models import F, Func

from visits.models.visit import Visit


class SearchEntry(models.Model):
    """A visit's words, apart by blanks and with one before the first: " st 2026 7k4q2m ...".

    Written by visits/search/index.py alone.
    """

    visit = models.OneToOneField(
        Visit, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    words = models.TextField()

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.words[:60]}"


class SearchWord(models.Model):
    """A word that some visit is or was found by: what a slip of the finger may have meant."""

    word = models.CharField(max_length=40, primary_key=True)
    length = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["length", "word"], name="words_by_length")]

    def __str__(self) -> str:
        return self.word


def or_last(column: str, last: str) -> Func:
    """The column, with what sorts behind everything else where it is empty.

    That value stands in the SQL, since SQLite takes no other index for it.
    """
    return Func(
        F(column),
        template=f"(COALESCE(NULLIF(%(expressions)s, ''), '{last}'))",
        output_field=models.CharField(),
    )


# Behind every moment, and behind every name.
LAST_BEGIN, LAST_NAME = "9999", "\U0010fffd"


class ListKey(models.Model):
    """What lists sort and narrow a visit by that other tables say; empty where it has none.

    When its session begins ("2026-12-08T09:00:00"), and who receives it, in small letters. Written
    by the database itself, whoever changes what it follows (search/list_keys.py).
    """

    # The database takes it away with its visit.
    visit = models.OneToOneField(
        Visit, on_delete=models.DO_NOTHING, primary_key=True, related_name="list_key"
    )
    begins = models.CharField(max_length=32)
    receiver = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(fields=["begins", "visit"], name="visits_by_session"),
            models.Index(or_last("begins", LAST_BEGIN), "visit", name="visits_by_session_up"),
            models.Index(fields=["receiver", "visit"], name="visits_by_receiver"),
            models.Index(or_last("receiver", LAST_NAME), "visit", name="visits_by_receiver_up"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.begins} {self.receiver}"
