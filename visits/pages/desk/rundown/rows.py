"""The editor's rows: minutes one after another, so that what follows shifts by itself.

A row has no hours of its own, only how long it takes and how long a pause goes before it; begins
and ends follow from the session's begin. So nothing can overlap, and only the end can be too late.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from visits.agenda.items import MOST, Item
from visits.agenda.templates import Part, stretched
from visits.language.numbers import parse_whole
from visits.language.text import clean_line
from visits.models import AgendaItem, Officer
from visits.pages.frame.typed import too_long

_FIELDS = ("gap", "minutes", "title", "who", "officer", "place")
_LENGTHS = {
    "title": AgendaItem._meta.get_field("title").max_length or 0,
    "who": AgendaItem._meta.get_field("speaker").max_length or 0,
    "place": AgendaItem._meta.get_field("place").max_length or 0,
}
_LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Row:
    """A row as it was typed; `begin` and `end` once its minutes are known, `errors` by field."""

    gap: int = 0
    minutes: str = ""
    title: str = ""
    who: str = ""
    officer: str = ""
    place: str = ""
    begin: dt.datetime | None = None
    end: dt.datetime | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was written into it."""
        return not (self.title or self.who or self.place)

    @property
    def length(self) -> int:
        """Its minutes, 0 where they are no number."""
        try:
            number = parse_whole(self.minutes)
        except ValueError:
            return 0
        return number if number <= _LONGEST_MINUTES else 0


def rows_of(items: Sequence[Item], start: dt.datetime, officers: Iterable[Officer]) -> list[Row]:
    """Items as rows of an editor whose session begins at `start`."""
    names = {officer.pk: officer.name for officer in officers}
    rows, at = [], start
    for item in items:
        rows.append(
            Row(
                gap=max(int((item.starts_at - at).total_seconds()) // 60, 0),
                minutes=str(item.minutes),
                title=item.title,
                who=names.get(item.officer_id or 0, item.speaker),
                officer=str(item.officer_id or ""),
                place=item.place,
            )
        )
        at = item.ends_at
    return timed(rows, start)


def rows_in(post: QueryDict) -> list[Row]:
    """The rows as the form sent them; of more than a rundown may have, one more is kept."""
    columns = {name: post.getlist(name)[: MOST + 1] for name in _FIELDS}
    rows = []
    for number in range(max(len(column) for column in columns.values())):
        cells = {
            name: column[number] if number < len(column) else "" for name, column in columns.items()
        }
        gap = cells.pop("gap")
        known = gap.isascii() and gap.isdigit() and len(gap) < 5
        text = {each: clean_line(value) for each, value in cells.items()}
        rows.append(
            Row(
                gap=int(gap) if known else 0,
                minutes=text["minutes"],
                title=text["title"],
                who=text["who"],
                officer=text["officer"],
                place=text["place"],
            )
        )
    return rows


def timed(rows: Sequence[Row], start: dt.datetime) -> list[Row]:
    """The rows with their hours from `start` on."""
    found, at = [], start
    for row in rows:
        begin = at + dt.timedelta(minutes=row.gap)
        at = begin + dt.timedelta(minutes=row.length)
        found.append(replace(row, begin=begin, end=at))
    return found


def acted(rows: Sequence[Row], act: str, *, minutes: int) -> list[Row]:
    """The rows after a press on a button of the form: `up-2`, `down-0`, `remove-1`, `gap-3`, `add`.

    `fit` stretches or shortens all to the session's `minutes`. What is no such button, or of a row
    that is not there, changes nothing.
    """
    found = list(rows)
    name, _dash, text = act.partition("-")
    index = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    if name == "add" and len(found) < MOST:
        return [*found, Row(minutes="10")]
    if name == "fit":
        return _fitted(found, minutes)
    if not 0 <= index < len(found):
        return found
    other = {"up": index - 1, "down": index + 1}.get(name, -1)
    if name == "remove":
        del found[index]
    elif name == "gap":
        found[index] = replace(found[index], gap=0)
    elif 0 <= other < len(found):
        found[index], found[other] = found[other], found[index]
    return found


def _fitted(rows: list[Row], minutes: int) -> list[Row]:
    kept = [row for row in rows if not row.empty]
    # Of each its own place stands for it, so that the parts find their rows again.
    parts = [Part(max(row.length, 1), str(place)) for place, row in enumerate(kept)]
    return [
        replace(kept[int(part.title)], minutes=str(part.minutes), gap=0)
        for part in stretched(parts, minutes)
    ]


def checked(rows: Sequence[Row]) -> list[Row]:
    """The rows that say something, each with what is wrong with it."""
    found = []
    for row in rows:
        if row.empty:
            continue
        errors = {}
        if not row.title:
            errors["title"] = _("Write what happens then.")
        if row.length < 1:
            errors["minutes"] = _("Write how many minutes it takes, such as 15.")
        for name, most in _LENGTHS.items():
            if words := too_long(getattr(row, name), most):
                errors[name] = words
        found.append(replace(row, errors=errors))
    return found


def items_in(rows: Sequence[Row], officers: Sequence[Officer]) -> list[Item]:
    """The items of timed rows without errors. Who is called as one of `officers` is that one."""
    by_name: dict[str, int] = {}
    for officer in reversed(officers):
        by_name[officer.name.casefold()] = officer.pk
    names = {str(officer.pk): officer.name for officer in officers}
    items = []
    for row in rows:
        if row.begin is None or row.end is None:
            continue
        chosen = by_name.get(row.who.casefold())
        # Of two with one name, the one who stood there before.
        if row.officer and names.get(row.officer, "").casefold() == row.who.casefold():
            chosen = int(row.officer)
        items.append(
            Item(
                starts_at=row.begin,
                ends_at=row.end,
                title=row.title,
                officer_id=chosen,
                speaker="" if chosen else row.who,
                place=row.place,
            )
        )
    return items
