"""What the filters of the list of visits can be chosen from, without those that typing finds."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from visits.models import Agency, Assignment, Officer, Rank, Topic
from visits.pages.desk.visits.filters import WAITED_WORDS


@dataclass(frozen=True)
class Choices:
    """Each with what it is called; topics and agencies also that are no longer in use."""

    officers: QuerySet[Officer]
    topics: QuerySet[Topic]
    agencies: QuerySet[Agency]
    ranks: list[tuple[str, str]]
    waited: list[tuple[str, str]]


def choices() -> Choices:
    """Three queries, as the page shows them."""
    # Those in use, and those that past visits had.
    named = Q(active=True) | Exists(Assignment.objects.filter(officer=OuterRef("pk")))
    return Choices(
        officers=Officer.objects.filter(named),
        topics=Topic.objects.all(),
        agencies=Agency.objects.all(),
        ranks=[(value, str(label)) for value, label in Rank.choices],
        waited=[(value, str(words)) for value, words in WAITED_WORDS.items()],
    )
