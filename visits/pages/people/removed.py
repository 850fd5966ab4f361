"""Names that were just taken off a list, kept in the reader's session to be put back."""

from dataclasses import astuple, dataclass

from django.http import HttpRequest, QueryDict

from visits.people.lists.rows import FIELDS, Row

_KEY = "participants_removed"
_MOST = 10


@dataclass(frozen=True)
class Removed:
    """A row that was taken off, and its index in the list then."""

    index: int
    row: Row


def removed_of(request: HttpRequest, whose: str) -> list[Removed]:
    """What was taken off the list `whose` in this session, the last one first."""
    kept = request.session.get(_KEY, {}).get(whose, [])
    return [Removed(index, Row(*row)) for index, row in kept]


def note_removed(request: HttpRequest, whose: str, removed: tuple[int, Row] | None) -> None:
    """Keep a row that was taken off; a blank one, and None, are not kept."""
    if removed is None or removed[1].blank:
        return
    before = [(one.index, astuple(one.row)) for one in removed_of(request, whose)]
    _store(request, whose, [(removed[0], astuple(removed[1])), *before][:_MOST])


def put_back(request: HttpRequest, whose: str) -> QueryDict:
    """What was posted, with the row in it that is to come back where it stood."""
    found = _chosen(request, whose)
    if found is None:
        return request.POST
    data: QueryDict = request.POST.copy()
    for name in FIELDS:
        column = data.getlist(name)
        column.insert(min(found.index, len(column)), getattr(found.row, name))
        data.setlist(name, column)
    return data


def forget(request: HttpRequest, whose: str) -> None:
    """The row that came back is in the list again."""
    found = _chosen(request, whose)
    rest = [one for one in removed_of(request, whose) if one is not found and one != found]
    if found is not None:
        _store(request, whose, [(one.index, astuple(one.row)) for one in rest])


def _chosen(request: HttpRequest, whose: str) -> Removed | None:
    number, there = request.POST.get("restore", ""), removed_of(request, whose)
    if number.isascii() and number.isdigit() and int(number[:3]) < len(there):
        return there[int(number[:3])]
    return None


def _store(request: HttpRequest, whose: str, kept: list[tuple[int, tuple[str, ...]]]) -> None:
    request.session[_KEY] = {**request.session.get(_KEY, {}), whose: kept}
