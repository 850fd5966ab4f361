"""Rows of a file as a page shows them: by the heads of the file, as they are read and answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from visits.imports.drafts import Look
from visits.imports.reading.days import Around, read_days, span_words
from visits.imports.reading.fields import WORDS, Field
from visits.imports.reading.past import Outcome, Past
from visits.imports.reading.questions import LEAVE, Unclear
from visits.imports.taking import today
from visits.language.countries import country_name
from visits.models import ImportBatch, Region

# What a row is known by, beside its questions.
_SHOWN = (
    *(Field.DATE, Field.UNTIL, Field.INSTITUTION, Field.REGION, Field.PROVINCE, Field.COUNTRY),
    *(Field.PEOPLE, Field.MEN, Field.WOMEN),
)
_LONGEST = 80


@dataclass(frozen=True)
class Asked:
    """A row with questions, and its cells: the head that each stands below, and what it says."""

    row: Outcome
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Clear:
    """A row that is taken as it stands, and whence it is read to come."""

    row: Outcome
    past: Past
    origin: str


@dataclass(frozen=True)
class Answered:
    """The same answer to the same words in one row or several, by their keys and numbers."""

    field: str
    label: str
    said: str
    given: str
    rows: list[tuple[str, str]]


def asked_rows(outcomes: Iterable[Outcome], columns: Mapping[str, Field]) -> list[Asked]:
    """Rows with what the file says of them, by its own heads."""
    heads = {field: title for title, field in columns.items()}
    return [
        Asked(
            row,
            [
                (heads.get(one, str(WORDS[one])), row.said[one][:_LONGEST])
                for one in _SHOWN
                if row.said.get(one)
            ],
        )
        for row in outcomes
    ]


def clear_rows(outcomes: Sequence[Outcome]) -> list[Clear]:
    """Rows as they are read, with the names of their regions."""
    pasts = [(row, row.past) for row in outcomes if row.past]
    labels = _labels({past.region for _row, past in pasts})
    return [
        Clear(row, past, labels.get(past.region) or f"{past.place}, {country_name(past.country)}")
        for row, past in pasts
    ]


def answered_in(batch: ImportBatch, seen: Look) -> list[Answered]:
    """What was answered and is not asked any more, equal answers to equal words together."""
    outcomes = {one.row_key: one for one in seen.outcomes}
    groups: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for key, own in batch.answers.items():
        outcome = outcomes.get(key)
        asked = {question.field for question in outcome.questions} if outcome else set()
        for field, given in own.items():
            if field in asked or (outcome is None and field != LEAVE):
                continue
            said = outcome.said.get(field, "") if outcome else ""
            groups.setdefault((field, said, given), []).append((key, _number(key)))
    labels = _labels({given for field, _said, given in groups if field == Field.REGION})
    return [
        Answered(field, _label(field), said[:_LONGEST], _given_words(field, given, labels), rows)
        for (field, said, given), rows in groups.items()
    ]


def alike_answered(batch: ImportBatch, field: str, row: str) -> set[str]:
    """The rows that were given the same answer as this one."""
    given = batch.answers.get(row, {}).get(field)
    return {key for key, own in batch.answers.items() if given and own.get(field) == given}


def _number(key: str) -> str:
    sheet, _mark, number = key.partition("\x1f")
    return f"{number} · {sheet}" if sheet else number


def _labels(codes: Iterable[str]) -> dict[str, str]:
    regions = Region.objects.filter(code__in=[*codes]).select_related("province")
    return {region.code: region.label for region in regions}


def _label(field: str) -> str:
    match field:
        case "same":
            return _("Whether it is another visit")
        case "held":
            return str(WORDS[Field.STATUS])
        case "leave":
            return _("Left out")
    return str(WORDS[Field(field)])


def _given_words(field: str, given: str, labels: Mapping[str, str]) -> str:
    match field:
        case "same":
            return _("It is another visit: take it")
        case "held":
            return _("It took place: take it")
        case "leave":
            return ""
        case Field.REGION:
            return labels.get(given, given)
        case Field.DATE | Field.UNTIL | Field.LETTER_DATE:
            try:
                days = read_days(given, Around(today()))
            except Unclear:
                return given
            return span_words(days.first, days.last)
    return given
