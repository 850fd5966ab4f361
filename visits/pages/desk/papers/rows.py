"""The block *Berkas* of a visit's page: a row a paper, its state, and what is next as a button."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from visits.language.dates import day_words, short_moment_words
from visits.models import Paper, PaperKind, Status, Visit
from visits.papers.life.making import has_failed
from visits.papers.life.table import IN_FORCE, NUMBERED, SIGNED_FIRST, State
from visits.papers.life.times import WHEN, it_is_time
from visits.papers.life.truth import Facts, Untrue, untrue
from visits.papers.signing.choosing import signer_now
from visits.queries.visits import Session

_ORDER = (
    *(PaperKind.REPLY, PaperKind.RUNDOWN, PaperKind.ATTENDANCE),
    *(PaperKind.VISUM, PaperKind.CERTIFICATE, PaperKind.ORDER),
)
# The inbox waits for these (inbox/papers.py).
_AWAITED = frozenset({PaperKind.REPLY, PaperKind.VISUM})
# From these on a paper may be had one day; before, the block would be noise.
_SHOWN = frozenset(status for statuses in WHEN.values() for status in statuses)


@dataclass(frozen=True)
class Row:
    """One paper, or the papers of all participants, as the block shows it.

    `tone` and `icon` are of its tag; `post` says that the button is pressed rather than followed.
    """

    title: str
    words: str
    state: str
    tone: str
    icon: str
    button: str = ""
    url: str = ""
    post: bool = False
    version: int | None = None
    next: bool = False
    """Whether something is to be done about it."""
    waive: str = ""
    """Where it is said that nobody needs it, or (`waived`) that it is needed after all."""
    waived: bool = False


@dataclass(frozen=True)
class Block:
    """The rows; the first of those that wait is the filled button where nothing else is."""

    rows: list[Row]
    papers: list[Paper]
    late: str = ""

    @property
    def first(self) -> Row | None:
        """The one that is next."""
        return next((row for row in self.rows if row.next), None)


def block_of(
    visit: Visit,
    session: Session | None,
    *,
    issued: bool,
    people: int,
    decides: bool,
    now: dt.datetime,
) -> Block:
    """The block; a query for what nobody needs, where any was `issued` two more.

    `people`: names in the list.
    """
    papers = list(visit.papers.order_by("pk")) if issued else []
    for paper in papers:
        paper.visit = visit
    if visit.status not in _SHOWN and not papers:
        return Block([], [])
    held = any(paper.state in IN_FORCE for paper in papers)
    facts = Facts.load(visit, session, now=now) if held else None
    waived = set(visit.papers_not_needed.values_list("kind", flat=True))
    rows = [
        _waivable(row, visit, kind, waived, decides)
        for kind in _ORDER
        for row in _rows(visit, kind, papers, facts, people, decides)
    ]
    late = "" if PaperKind.REPLY in waived else _late(visit, papers, now)
    return Block(rows, papers, late)


def _waivable(row: Row, visit: Visit, kind: PaperKind, waived: set[str], decides: bool) -> Row:
    """The same row where somebody said that nobody needs it, or could say so."""
    if kind not in _AWAITED or not decides or not (row.next or kind in waived):
        return row
    url = reverse("desk-paper-waive", args=[visit.reference, kind])
    if kind not in waived:
        return replace(row, waive=url)
    return replace(
        row,
        waive=url,
        waived=True,
        next=False,
        tone="",
        icon="ban",
        state=pgettext("paper", "Not needed"),
    )


def _rows(
    visit: Visit,
    kind: PaperKind,
    papers: list[Paper],
    facts: Facts | None,
    people: int,
    decides: bool,
) -> Iterable[Row]:
    mine = [paper for paper in papers if paper.kind == kind]
    if kind != PaperKind.VISUM:
        own = [paper for paper in mine if paper.person == 0]
        living = next((p for p in own if p.state in IN_FORCE or p.state == State.DRAFT), None)
        if living is not None:
            yield _row(visit, living, facts, decides)
        elif it_is_time(visit, kind) and (decides or own):
            yield _not_yet(visit, kind, own, decides)
        elif own:
            yield _ended(visit, own[-1])
        elif kind == PaperKind.CERTIFICATE and visit.status in (Status.CONFIRMED, Status.ARRIVED):
            later = _("after the visit")
            state = _("Not its time yet")
            yield Row(str(kind.label), later, state, "", "clock")
    sheets = [paper for paper in mine if paper.person and paper.state in IN_FORCE]
    if sheets or (people and it_is_time(visit, kind) and kind == PaperKind.VISUM):
        yield _of_persons(visit, kind, sheets, facts, people, decides)


def _row(visit: Visit, paper: Paper, facts: Facts | None, decides: bool) -> Row:
    title, page = paper.get_kind_display(), url_of(paper)
    words = paper.number or (day_words(paper.issued_on) if paper.issued_on else "")
    look = _("Look")
    why = untrue(paper, facts) if facts is not None else None
    if why is not None:
        state = untrue_words(why)
        return Row(title, words, state, "stop", "circle-alert", _("Mend"), page, next=decides)
    if has_failed(paper):
        state = _("PDF could not be made")
        return Row(title, words, state, "stop", "circle-alert", _("Mend"), page, next=decides)
    if paper.state == State.DRAFT:
        new = reverse("desk-paper-new", args=[visit.reference, paper.kind])
        state = pgettext("paper", "Draft")
        return Row(
            title, "", state, "", "pencil", _("Issue") if decides else look, new, next=decides
        )
    if paper.state == State.ISSUED and paper.kind in SIGNED_FIRST:
        state, button = _("Not signed yet"), _("Sign") if decides else look
        # By hand the scan is what signs it; else its signatory does, in a queue of their own.
        by_hand = decides and signer_now() is None
        url = reverse("desk-signing-scan", args=[paper.pk]) if by_hand else page
        return Row(title, words, state, "wait", "pencil", button, url, next=decides)
    if paper.state == State.SIGNED and paper.kind == PaperKind.REPLY:
        if not decides:
            return Row(title, words, _("Not sent yet"), "wait", "clock", look, page)
        return _to_send(visit, paper, title, words)
    if paper.state == State.SENT and paper.sent_at is not None:
        state = _("Sent %(when)s") % {"when": short_moment_words(paper.sent_at)}
        return Row(title, words, state, "ok", "check", look, page)
    state = pgettext("paper", "Signed") if paper.state == State.SIGNED else _("Ready")
    return Row(title, words, state, "ok", "check", look, page)


def _to_send(visit: Visit, paper: Paper, title: str, words: str) -> Row:
    if not visit.contact_email:
        return Row(title, words, _("Not handed over yet"), "wait", "clock", _("Look"),
                   url_of(paper), next=paper.handed_over_at is None)  # fmt: skip
    step = reverse("desk-paper-step", args=[visit.reference, paper.pk, "kirim"])
    return Row(title, words, _("Not sent yet"), "wait", "clock", _("Send"), step, post=True,
               version=paper.version, next=True)  # fmt: skip


def _not_yet(visit: Visit, kind: PaperKind, own: list[Paper], decides: bool) -> Row:
    words = (
        _("withdrawn: %(number)s") % {"number": own[-1].number} if own and own[-1].number else ""
    )
    url = reverse("desk-paper-new", args=[visit.reference, kind])
    button = {
        PaperKind.REPLY: _("Write the reply letter"),
        PaperKind.CERTIFICATE: _("Make the certificate"),
    }.get(kind, _("Make"))
    # The letter is waited for; the others are made when somebody wants them.
    waited = kind == PaperKind.REPLY and decides
    return Row(str(kind.label), words, _("Not made yet"), "wait" if waited else "", "file-text",
               button if decides else "", url, next=waited)  # fmt: skip


def _ended(visit: Visit, paper: Paper) -> Row:
    return Row(paper.get_kind_display(), paper.number, paper.get_state_display(), "", "ban",
               _("Look"), url_of(paper))  # fmt: skip


def _of_persons(
    visit: Visit,
    kind: PaperKind,
    sheets: list[Paper],
    facts: Facts | None,
    people: int,
    decides: bool,
) -> Row:
    title = str(kind.label) if kind not in NUMBERED else _("Certificates of participants")
    url = reverse("desk-papers-people", args=[visit.reference, kind])
    count = ngettext("%(count)s sheet", "%(count)s sheets", len(sheets)) % {"count": len(sheets)}
    wrong = facts is not None and any(untrue(sheet, facts) for sheet in sheets)
    if not sheets:
        words = ngettext("%(count)s name", "%(count)s names", people) % {"count": people}
        over = visit.status == Status.COMPLETED
        state = _("Not made yet") if over else _("Printed on the day")
        return Row(title, words, state, "wait" if over else "", "clock", _("Look"), url, next=over)
    if wrong:
        return Row(title, count, _("To be made anew"), "wait", "circle-alert", _("Look"), url,
                   next=decides)  # fmt: skip
    if any(map(has_failed, sheets)):
        return Row(title, count, _("Some could not be made"), "stop", "circle-alert", _("Mend"),
                   url, next=decides)  # fmt: skip
    handed = sum(sheet.handed_over_at is not None for sheet in sheets)
    state = _("%(handed)s of %(all)s handed over") % {"handed": handed, "all": len(sheets)}
    done = handed == len(sheets)
    waits = visit.status == Status.COMPLETED and not done and decides
    return Row(title, count, state, "ok" if done else "wait", "check" if done else "clock",
               _("Look"), url, next=waits)  # fmt: skip


def _late(visit: Visit, papers: list[Paper], now: dt.datetime) -> str:
    """That guests wait for the letter, with since when, from the second day on."""
    if visit.status != Status.CONFIRMED:
        return ""
    letters = [paper for paper in papers if paper.kind == PaperKind.REPLY]
    if any(paper.state == State.SENT or paper.handed_over_at for paper in letters):
        return ""
    days = (now - visit.changed_at).days
    if days < 2:
        return ""
    words = ngettext(
        "The reply letter is not sent. They need it for their travel order: %(days)s day.",
        "The reply letter is not sent. They need it for their travel order: %(days)s days.",
        days,
    )
    return words % {"days": days}


def url_of(paper: Paper) -> str:
    """The page of a paper."""
    return reverse("desk-paper", args=[paper.visit.reference, paper.pk])


def untrue_words(why: Untrue) -> str:
    """What is no longer true, and so what to do."""
    return {
        Untrue.OVER: _("Holds no more: withdraw it"),
        Untrue.ANSWER: _("Answers otherwise than decided: replace it"),
        Untrue.MOVED: _("Names another day or time: replace it"),
        Untrue.NAMES: _("Names were corrected: replace it"),
        Untrue.PEOPLE: _("Other people came: replace it"),
        Untrue.ABSENT: _("Was not there: withdraw it"),
        Untrue.RUNDOWN: _("Holds another rundown: replace it"),
        Untrue.FORM: _("Can be dated now: make it anew"),
    }[why]


def context_of(block: Block, *, filled: bool) -> dict[str, Any]:
    """For the template; `filled` says that another button of the page is."""
    first = block.first
    return {"papers": block, "papers_first": None if filled else first}
