"""What staff ask for that is missing: things with a slot of their own, and what else in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from visits.models import LetterInstead, Visit, VisitEvent

_Kind = VisitEvent.Kind


class Item(models.TextChoices):
    """What can be asked for by a tick."""

    LETTER = "letter", _("The official letter")
    ASSIGNMENT_LETTER = "assignment_letter", _("Assignment letter (surat tugas)")
    PARTICIPANTS = "participants", _("Participants")


TEXTS: dict[Item, str | Promise] = {
    Item.LETTER: _("The official letter, signed and with its number."),
    Item.ASSIGNMENT_LETTER: _("The assignment letter (surat tugas)."),
    Item.PARTICIPANTS: _("The names and positions of everybody who comes."),
}
# The field of a visit that giving it changes.
_FIELDS = {
    Item.LETTER: "letter_file",
    Item.ASSIGNMENT_LETTER: "assignment_letter",
    Item.PARTICIPANTS: "participants",
}


@dataclass(frozen=True)
class Slot:
    """One thing that was asked for, and whether it came since."""

    item: Item
    there: bool


def items_in(values: Iterable[str]) -> list[Item]:
    """The items that `values` name, in their order of Item; others are left out."""
    named = set(values)
    return [item for item in Item if item.value in named]


def asked_words(items: Collection[Item], text: str, *, language: str) -> str:
    """What the delegation reads: the items in its `language`, a line each, and then `text`."""
    with override(language):
        lines = [str(TEXTS[item]) for item in Item if item in items]
    return "\n".join(part for part in [*lines, text.strip()] if part)


def slots_of(visit: Visit, events: Iterable[VisitEvent]) -> list[Slot]:
    """A slot for each thing that is asked for; `events` of the visit, the newest first."""
    if not visit.missing:
        return []
    came = _came(events)
    paper = visit.letter_instead != LetterInstead.NONE
    return [
        Slot(item, _FIELDS[item] in came or (item is Item.LETTER and paper))
        for item in items_in(visit.missing_items)
    ]


def nothing_came(events: Iterable[VisitEvent]) -> bool:
    """Whether the delegation gave and wrote nothing since it was asked; the newest event first."""
    return not _came(events)


def _came(events: Iterable[VisitEvent]) -> set[str]:
    """The fields that were given since the last asking, and "message" where they wrote."""
    came: set[str] = set()
    for event in events:
        theirs = event.actor_kind == VisitEvent.By.DELEGATION
        if event.kind == _Kind.MISSING_ASKED:
            break
        if event.kind == _Kind.AMENDED:
            fields = set(event.data.get("fields", ()))
            came |= fields if theirs else fields & set(_FIELDS.values())
        elif event.kind == _Kind.MESSAGED and theirs:
            came.add("message")
    return came
