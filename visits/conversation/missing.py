"""What staff ask for that is missing: things with a slot of their own, and what else in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

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
FIELDS = {
    Item.LETTER: "letter_file",
    Item.ASSIGNMENT_LETTER: "assignment_letter",
    Item.PARTICIPANTS: "participants",
}


# The languages that are asked in: what was asked in one is read in another.
_LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Slot:
    """One thing that was asked for, and whether it came since."""

    item: Item
    there: bool

    @property
    def words(self) -> str:
        """What is asked for, in the reader's language."""
        return str(TEXTS[self.item])


def items_in(values: Iterable[str]) -> list[Item]:
    """The items that `values` name, in their order of Item; others are left out."""
    named = set(values)
    return [item for item in Item if item.value in named]


def asked_words(items: Collection[Item], text: str, *, language: str) -> str:
    """What the delegation reads: the items in its `language`, a line each, and then `text`."""
    with override(language):
        lines = [str(TEXTS[item]) for item in Item if item in items]
    return "\n".join(part for part in [*lines, text.strip()] if part)


def words_beside(visit: Visit) -> str:
    """What was asked for in words of its own, as it was written: without the lines of the items.

    `visit.missing` holds both, in the language that the delegation was written to then.
    """
    lines = visit.missing.splitlines()
    for item in items_in(visit.missing_items):
        if lines and lines[0] in _in_any_language(TEXTS[item]):
            lines.pop(0)
    return "\n".join(lines)


def missing_words(visit: Visit) -> str:
    """All that is asked for: the items in the reader's language, what else as it was written."""
    return asked_words(
        items_in(visit.missing_items), words_beside(visit), language=get_language() or "id"
    )


def _in_any_language(text: str | Promise) -> set[str]:
    found = set()
    for language in _LANGUAGES:
        with override(language):
            found.add(str(text))
    return found


def slots_of(visit: Visit, events: Iterable[VisitEvent]) -> list[Slot]:
    """A slot for each thing that is asked for; `events` of the visit, the newest first."""
    if not visit.missing:
        return []
    came = _came(events)
    paper = visit.letter_instead != LetterInstead.NONE
    return [
        Slot(item, FIELDS[item] in came or (item is Item.LETTER and paper))
        for item in items_in(visit.missing_items)
    ]


def lacking_in(visit: Visit, events: Iterable[VisitEvent]) -> list[Item]:
    """What has a slot and did not come; `events` as in slots_of."""
    return [slot.item for slot in slots_of(visit, events) if not slot.there]


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
            came |= fields if theirs else fields & set(FIELDS.values())
        elif event.kind == _Kind.MESSAGED and theirs:
            came.add("message")
    return came
