"""What a press on the list of a visit leads to: the list, a look at what was read, or its saving.

The same for a delegation and for staff; the pages around it say who saves, and what is refused.
"""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from visits.life.requesting import Person
from visits.models import Visit
from visits.pages.people.form import LOOK, ParticipantsForm, rows_of
from visits.pages.people.look import Look, NotOurs
from visits.people.lists.rows import Row

_PRESSES = frozenset({"add", "more", "edit"})
# Presses on one row, which save and lead back to the list.
_OF_A_ROW = ("done", "remove", "restore")
CHANGE, KEEP = "change", "keep"


@dataclass
class Editing:
    """What is to be saved, if anything is; else what is shown: the `look` before the `form`.

    `asks` is the number of names where more are named than come, so that it has to be said whether
    the number of people changes; `headcount` the number to change to, None where it stays.
    """

    form: ParticipantsForm
    look: Look | None = None
    saves: list[Person] | None = None
    headcount: int | None = None
    asks: int = 0
    chosen: str = ""
    problem: str = ""
    over_room: bool = False
    press: str = ""

    @property
    def stays(self) -> str:
        """Where on the list's page a press on one of its rows leads; "" for one on all of it."""
        name, _equals, number = self.press.partition("=")
        if name == "remove":
            return "#kembalikan"
        if name == "done" and number == "new":
            return "?tambah=1"
        return f"#ubah-{number}" if name and number.isascii() and number.isdigit() else ""

    @property
    def more(self) -> int:
        """The names that the page asks about, or would have to ask about."""
        return self.asks or (self.look.most if self.look else self.form.count)

    @property
    def refused(self) -> bool:
        """Whether what was pressed could not be done as it was given."""
        if self.look is not None:
            return bool(self.problem or self.look.problem)
        return bool(self.form.errors or self.problem)

    def take_up(self, rows: list[Row], words: str) -> None:
        """Go on beside the list as somebody else has left it, saying so in `words`."""
        self.problem = words
        if self.look is not None:
            self.look = self.look.on(rows)
        else:
            self.form.add_error(None, words)


def rows_in(visit: Visit) -> list[Row]:
    """The rows of the list as it is stored."""
    return rows_of(
        [Person(p.name, p.position, p.grade, p.nip) for p in visit.participants.order_by("number")]
    )


def edit(
    data: QueryDict,
    files: MultiValueDict[str, UploadedFile[Any]],
    *,
    people: int,
    named: int = 0,
) -> Editing:
    """Take a press on the list, or on the look at what was read.

    `people` come so far, and `named` are on the list already: more than both asks what it means.
    """
    try:
        look = Look.carried_in(data)
    except NotOurs:
        form = ParticipantsForm(_without_look(data))
        form.is_valid()
        form.add_error(None, _("This page was not complete. Send the list once more."))
        return Editing(form)
    if look is None:
        return _edit_list(data, files, people=max(people, named))
    return _edit_look(data, look, people=max(people, named))


def _edit_list(
    data: QueryDict, files: MultiValueDict[str, UploadedFile[Any]], *, people: int
) -> Editing:
    form = ParticipantsForm(data, files)
    valid = form.is_valid()
    press = next((f"{name}={data[name]}" for name in _OF_A_ROW if name in data), "")
    editing = Editing(form, look=Look.of(form), chosen=data.get("headcount", ""), press=press)
    if valid and not _PRESSES & set(data):
        _settle(editing, data, people=people)
    return editing


def _edit_look(data: QueryDict, look: Look, *, people: int) -> Editing:
    press = data.get("press", "")
    if press == "list":
        untouched = ParticipantsForm(rows=look.rows)
        untouched.initial = {"paste": look.paste}
        return Editing(untouched)
    form = look.settled(whole=press == "replace") if press in ("add", "replace") else None
    if form is None:
        return Editing(ParticipantsForm(rows=look.rows), look=look)
    if not form.is_valid():
        # What is wrong is mended in the list, where all of it stands now.
        return Editing(form, chosen=data.get("headcount", ""))
    editing = Editing(form, look=look)
    _settle(editing, data, people=people)
    return editing


def _settle(editing: Editing, data: QueryDict, *, people: int) -> None:
    """Save, unless there are more names than people and nobody has said what that means."""
    names: list[Person] = editing.form.cleaned_data["people"]
    editing.chosen = data.get("headcount", "")
    if len(names) > people:
        editing.asks = len(names)
        if editing.chosen not in (CHANGE, KEEP):
            editing.problem = _("Say whether the number of people changes.")
            return
        editing.headcount = len(names) if editing.chosen == CHANGE else None
    editing.saves = names


def _without_look(data: QueryDict) -> QueryDict:
    rest = data.copy()
    rest.pop(LOOK, None)
    return rest
