"""Names of a group that its contact just did not take, kept in the session to be undone."""

from collections.abc import Mapping
from dataclasses import astuple

from django.http import HttpRequest

from visits.people.lists.rows import Row

_KEY = "entries_refused"
_MOST_PRESSES = 10

Refused = dict[str, Row]
"""What one press did not take, by the entries' keys."""


def refused_in(request: HttpRequest, whose: str) -> list[Refused]:
    """What was not taken of the visit `whose` in this session, a press each, the last one first."""
    kept = request.session.get(_KEY, {}).get(whose, [])
    return [{key: Row(*row) for key, row in press} for press in kept]


def note_refused(request: HttpRequest, whose: str, rows: Mapping[str, Row]) -> None:
    """Keep what a press did not take."""
    if rows:
        _store(request, whose, [dict(rows), *refused_in(request, whose)][:_MOST_PRESSES])


def undo_refused(request: HttpRequest, whose: str, number: str) -> Refused:
    """Take one press out of what is kept, by its place from 0; nothing where none is there."""
    kept = refused_in(request, whose)
    if not (number.isascii() and number.isdigit() and int(number[:3]) < len(kept)):
        return {}
    undone = kept.pop(int(number[:3]))
    _store(request, whose, kept)
    return undone


def _store(request: HttpRequest, whose: str, kept: list[Refused]) -> None:
    presses = [[(key, astuple(row)) for key, row in press.items()] for press in kept]
    request.session[_KEY] = {**request.session.get(_KEY, {}), whose: presses}
