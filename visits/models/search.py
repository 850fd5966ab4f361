"""What a visit is found by; written by visits/search/index.py alone."""

from django.db import models

from visits.models.visit import Visit


class SearchEntry(models.Model):
    """A visit's words, apart by blanks and with one before the first: " st 2026 7k4q2m ..."."""

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
