"""What a delegation prepares, with ticks and days. A new thing to prepare is a row more."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.conversation.missing import Item
from visits.language.dates import short_day_words, until_words
from visits.life.letters.due import awaited_until, is_there
from visits.life.table import WAITING
from visits.models import LetterInstead, Status, Visit, VisitEvent

SHOWN = WAITING | {Status.CONFIRMED}


class Mark(StrEnum):
    """There, still to come, or to be taken along on the day: nothing of ours to tick."""

    DONE = "done"
    OPEN = "open"
    BRING = "bring"


@dataclass(frozen=True)
class Names:
    """How many names are there of how many, and until when (in words) they may be changed."""

    there: int
    people: int
    until: str
    open: bool
    # Written by the group, and not taken by their contact yet.
    waiting: int = 0

    @property
    def lacking(self) -> int:
        """How many are still to come."""
        return max(0, self.people - self.there)


@dataclass(frozen=True)
class Row:
    """One thing: how it stands, what it is, a quiet line, and the way to it where there is one."""

    mark: Mark
    words: str
    note: str = ""
    url: str = ""
    link: str = ""

    @property
    def icon(self) -> str:
        """Which drawing stands for the mark."""
        return {Mark.DONE: "circle-check", Mark.OPEN: "circle", Mark.BRING: "info"}[self.mark]

    @property
    def said(self) -> str:
        """The mark in words, for who doesn't see the drawing."""
        return {Mark.DONE: _("done"), Mark.OPEN: _("still to do"), Mark.BRING: ""}[self.mark]


def checklist(
    visit: Visit, token: str, *, names: Names, events: Iterable[VisitEvent], may_amend: bool
) -> list[Row]:
    """The rows of `visit` as it stands; none where nothing is to be prepared any more."""
    if visit.status not in SHOWN:
        return []
    rows = [
        _letter(visit, token, events, may_amend=may_amend),
        _names(token, names, may_amend=may_amend),
        _assignment(visit, token, events, may_amend=may_amend),
    ]
    if visit.status == Status.CONFIRMED:
        ticket = reverse("own-ticket", args=[token])
        rows.append(Row(Mark.DONE, _("Ticket for arrival"), "", ticket, _("Open")))
    return rows


def _letter(visit: Visit, token: str, events: Iterable[VisitEvent], *, may_amend: bool) -> Row:
    there = is_there(visit)
    url = reverse("own-letter", args=[token]) if may_amend and not there else ""
    notes = [visit.letter_number]
    if visit.letter_file:
        notes.append(_given_on(visit, events, "letter_file"))
    elif visit.letter_instead == LetterInstead.PAPER:
        notes.append(_("came on paper"))
    elif visit.letter_instead == LetterInstead.WAIVED:
        notes.append(_("not required"))
    elif due := awaited_until(visit):
        notes.append(
            _("until %(day)s; without it your place is released") % {"day": until_words(due)}
        )
    return Row(
        Mark.DONE if there else Mark.OPEN,
        _("The official letter"),
        " · ".join(note for note in notes if note),
        url,
        _("Upload"),
    )


def _assignment(visit: Visit, token: str, events: Iterable[VisitEvent], *, may_amend: bool) -> Row:
    words = _("Assignment letters (surat tugas)")
    along = _("take them along, with the SPPD sheets")
    if visit.assignment_letter:
        given = _given_on(visit, events, "assignment_letter")
        return Row(Mark.DONE, words, f"{given} · {along}")
    if Item.ASSIGNMENT_LETTER not in visit.missing_items:
        return Row(Mark.BRING, words, along)
    url = reverse("own-assignment-letter", args=[token]) if may_amend else ""
    return Row(Mark.OPEN, words, _("we asked for it"), url, _("Upload"))


def _given_on(visit: Visit, events: Iterable[VisitEvent], field: str) -> str:
    at: dt.datetime = visit.created_at
    for event in events:
        fields = event.data.get("fields", ())
        if event.kind == VisitEvent.Kind.AMENDED and field in fields:
            at = max(at, event.at)
    return short_day_words(timezone.localdate(at))


def _names(token: str, names: Names, *, may_amend: bool) -> Row:
    words = _("Names: %(there)d of %(people)d") % {"there": names.there, "people": names.people}
    url = reverse("own-participants", args=[token]) if may_amend and names.open else ""
    if names.open:
        note = _("until %(day)s") % {"day": names.until} if names.until else ""
    else:
        note = _("can no longer be changed here; write to us")
    done = not names.lacking
    if names.waiting:
        wait = ngettext(
            "%(count)d waits for you to confirm it", "%(count)d wait for you to confirm them",
            names.waiting,
        )  # fmt: skip
        note = " · ".join(filter(None, [wait % {"count": names.waiting}, note]))
        if url:
            url = reverse("own-names-link", args=[token])
            return Row(Mark.OPEN, words, note, url, _("Confirm"))
    return Row(
        Mark.DONE if done else Mark.OPEN, words, note, url, _("Change") if done else _("Add")
    )
