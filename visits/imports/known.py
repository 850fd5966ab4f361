"""What is here already: a row taken before, a booking of the same day, the same visit twice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from visits.imports.reading.past import Outcome, Past
from visits.imports.reading.questions import OTHER, SAME, Question
from visits.imports.reading.rows import Answers
from visits.language.dates import date_words
from visits.language.shortening import shortened
from visits.models import ImportedVisit, Status, Visit
from visits.queries.placed import in_days, session_begin

# Who was refused or cancelled did not come by that booking.
_CAME_TO_NOTHING = (Status.DECLINED, Status.CANCELLED, Status.EXPIRED, Status.UNVERIFIED)
_AT_ONCE = 500


@dataclass(frozen=True)
class _There:
    """A visit that is here, by what it is compared with."""

    reference: str
    institution: str
    origin: tuple[str, str, str]
    imported: bool


def compared(outcomes: Sequence[Outcome], *, answers: Answers) -> list[Outcome]:
    """The same outcomes, those that are here marked, and those that look so asked about."""
    made = _made_before([outcome.key for outcome in outcomes])
    pasts = [outcome.past for outcome in outcomes if outcome.past and outcome.key not in made]
    there = _there(pasts)
    references = _references(pasts)
    first: dict[tuple[dt.date, str, tuple[str, str, str]], Outcome] = {}
    used: dict[str, int] = {}
    found = []
    for outcome in outcomes:
        if outcome.key in made:
            found.append(replace(outcome, known=made[outcome.key], questions=(), refused=False))
            continue
        past = outcome.past
        if past is None or outcome.questions:
            found.append(outcome)
            continue
        if past.reference and past.reference in used:
            why = _("The same number stands in row %(row)d.") % {"row": used[past.reference]}
            question = Question(SAME, why, past.reference, free=False)
            found.append(replace(outcome, questions=(question,)))
            continue
        used[past.reference] = outcome.number
        if past.reference in references:
            found.append(_by_reference(outcome, past, references[past.reference]))
            continue
        given = answers.get(outcome.row_key, {})
        same = (past.first, alike(past.institution), past.origin)
        why = _twice(outcome, past, there, first.get(same))
        if why and given.get(SAME) != OTHER:
            took = (OTHER, str(_("It is another visit: take it")))
            question = Question(SAME, why, "", (took,), free=False)
            outcome = replace(outcome, questions=(question,))
        first.setdefault(same, outcome)
        found.append(outcome)
    return found


def alike(institution: str) -> str:
    """An institution's name to compare by, however it shortens itself."""
    return " ".join(shortened(institution).casefold().replace(".", " ").split())


def _made_before(keys: Sequence[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for at in range(0, len(keys), _AT_ONCE):
        rows = ImportedVisit.objects.filter(key__in=keys[at : at + _AT_ONCE])
        made |= dict(rows.values_list("key", "visit__reference"))
    return made


def _there(pasts: Iterable[Past]) -> dict[dt.date, list[_There]]:
    """The visits of the days that are looked at; two queries."""
    days = [past.first for past in pasts]
    there: dict[dt.date, list[_There]] = defaultdict(list)
    if not days:
        return there
    visits = in_days(Visit.objects.exclude(status__in=_CAME_TO_NOTHING), min(days), max(days))
    rows = visits.annotate(begin=session_begin()).values_list(
        "reference", "institution", "region_id", "country", "place", "begin", "held_on"
    )
    for reference, institution, region, country, place, begin, held_on in rows.iterator(
        chunk_size=2000
    ):
        day = held_on or dt.date.fromisoformat(begin[:10])
        origin = region or "", country, place.casefold()
        there[day].append(_There(reference, alike(institution), origin, held_on is not None))
    return there


def _references(pasts: Iterable[Past]) -> dict[str, Visit]:
    wanted = sorted({past.reference for past in pasts if past.reference})
    found: dict[str, Visit] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        visits = Visit.objects.filter(reference__in=wanted[at : at + _AT_ONCE])
        found |= {visit.reference: visit for visit in visits.only("reference", "institution")}
    return found


def _by_reference(outcome: Outcome, past: Past, visit: Visit) -> Outcome:
    """A visit that was written out of here, or another one that has its number."""
    if alike(visit.institution) == alike(past.institution):
        return replace(outcome, known=visit.reference)
    words = _("This number is that of another visit: %(institution)s.")
    why = words % {"institution": visit.institution}
    return replace(outcome, questions=(Question(SAME, why, past.reference, free=False),))


def _twice(
    outcome: Outcome,
    past: Past,
    there: dict[dt.date, list[_There]],
    before: Outcome | None,
) -> str:
    """Why the row may be a visit that is here already, or nothing."""
    if before is not None:
        words = _("The same institution on the same day as in row %(row)d.")
        return words % {"row": before.number}
    name = alike(past.institution)
    for other in there.get(past.first, ()):
        if other.institution == name or (not other.imported and other.origin == past.origin):
            words = _("A visit on %(day)s is here already: %(reference)s.")
            return words % {"day": date_words(past.first), "reference": other.reference}
    return ""
