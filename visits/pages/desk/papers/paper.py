"""One paper on the desk: looked at, issued, sent, handed over, replaced, withdrawn."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from visits.history.events import staff
from visits.language.text import clean_line
from visits.life.step import NeedsReason, WrongStatus
from visits.models import Paper, PaperKind, Participant
from visits.pages.desk.frame.access import for_deciders, for_readers, visible_visit
from visits.pages.desk.frame.refusals import OldForm, said, version_in
from visits.pages.desk.papers.rows import untrue_words
from visits.pages.frame.presses import pressed_on
from visits.papers.bundles import file_name, has_bytes
from visits.papers.life import ending, issuing, making, sending, waiving
from visits.papers.life.numbers import BadPattern, next_number
from visits.papers.life.refusals import REFUSALS, field_of, words_of
from visits.papers.life.table import NUMBERED, Action, State, allowed_actions
from visits.papers.life.truth import Facts, may_go_on, untrue
from visits.queries.visits import session_of

# Shown in a frame of our own pages, running nothing.
_ALONE = "sandbox; default-src 'none'; frame-ancestors 'self'"
_REFUSED: tuple[type[Exception], ...] = (*REFUSALS, WrongStatus, NeedsReason, OldForm, ValueError)


def kind_in(text: str) -> PaperKind:
    """The kind of an address; Http404 where there is none."""
    if text not in PaperKind.values:
        raise Http404
    return PaperKind(text)


def paper_in(request: HttpRequest, reference: str, pk: int) -> Paper:
    """A paper of a visit that the reader may see, with its visit; Http404 otherwise."""
    visit = visible_visit(request, reference)
    papers = visit.papers.select_related("participant", "signatory", "replaced_by")
    found = papers.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.visit = visit
    return found


def why_not(error: Exception) -> str:
    """A refusal in words, whichever of the rules it comes from."""
    return words_of(error) if isinstance(error, REFUSALS) else said(error).words


def shown_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF in a frame of our own, or in the reader's own viewer."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": _ALONE,
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@never_cache
@for_deciders
def new(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Look at it as it would be, and issue it: number and date are asked for here."""
    visit, which = visible_visit(request, reference), kind_in(kind)
    now, error, at = timezone.now(), "", ""
    draft = visit.papers.filter(kind=which, person=0, state=State.DRAFT).first()
    if request.method == "POST":
        try:
            paper = issuing.issue(
                visit, which,
                number=clean_line(request.POST.get("number", "")),
                day=_day_in(request.POST.get("day", "")),
                by=staff(request.user), now=now,
            )  # fmt: skip
        except _REFUSED as refused:
            error, at = why_not(refused), field_of(refused)
        else:
            messages.success(request, _issued_words(paper))
            return redirect("desk-paper", reference=visit.reference, pk=paper.pk)
    context = {
        "section": "inbox",
        "visit": visit,
        "kind": which,
        "numbered": which in NUMBERED,
        "next_number": _next(which, now),
        "today": issuing.local_day(now).isoformat(),
        "typed": request.POST,
        "error": error,
        "error_at": at,
        "draft": draft,
    }
    return render(request, "desk/papers/new.html", context, status=422 if error else 200)


def _issued_words(paper: Paper) -> str:
    if paper.number:
        return _("Issued with the number %(number)s.") % {"number": paper.number}
    return _("Issued.")


def _next(kind: PaperKind, now: dt.datetime) -> str:
    try:
        return next_number(kind, day=issuing.local_day(now)) if kind in NUMBERED else ""
    except BadPattern:
        return ""


def _day_in(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pressed_on("desk-visit", "reference")
@for_deciders
def waive(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Note that nobody needs such a paper, or (`perlu`) that somebody does after all."""
    visit, which = visible_visit(request, reference), kind_in(kind)
    if "perlu" in request.POST:
        waiving.want(visit, which)
        messages.success(request, _("It is waited for again."))
    else:
        waiving.waive(visit, which, by=staff(request.user), now=timezone.now())
        messages.success(request, _("Noted: it is not needed."))
    return redirect("desk-visit", reference=visit.reference)


@never_cache
@require_safe
@for_readers
@xframe_options_sameorigin
def look(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """The paper as it would be issued now, with KONSEP on each page; nothing is kept."""
    visit, which, now = visible_visit(request, reference), kind_in(kind), timezone.now()
    person: Participant | None = None
    if which == PaperKind.VISUM:
        person = visit.participants.order_by("number").first()
    paper = issuing.unsaved(visit, which, person, by=staff(request.user), now=now)
    try:
        return shown_pdf(making.look_at(paper, now=now), f"{visit.reference}-{which}.pdf")
    except REFUSALS as refused:
        return render(request, "desk/papers/nothing.html", {"words": words_of(refused)}, status=409)


@never_cache
@require_safe
@for_readers
def paper(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The paper with its state, and what can be done about it."""
    return page_of(request, paper_in(request, reference, pk))


def page_of(
    request: HttpRequest, paper: Paper, *, error: str = "", at: str = "", status: int = 200
) -> HttpResponse:
    """The page; after a refused step with what was typed, why, and at which field."""
    visit = paper.visit
    facts = Facts.load(visit, session_of(visit), now=timezone.now())
    why = untrue(paper, facts)
    allowed = allowed_actions(paper)
    not_made = _not_there(paper) if paper.tries and not paper.sha256 else ""
    held_back = () if may_go_on(why) and not not_made else (Action.SIGN, Action.SEND)
    context = {
        "section": "inbox",
        "visit": visit,
        "paper": paper,
        "allowed": {action.name: True for action in allowed if action not in held_back},
        "why": untrue_words(why) if why else "",
        "next_number": _next(PaperKind(paper.kind), timezone.now()),
        "typed": request.POST,
        "error": error,
        "error_at": at,
        "not_made": not_made,
        "replaces": Paper.objects.filter(replaced_by=paper).first(),
    }
    return render(request, "desk/papers/paper.html", context, status=status)


@never_cache
@require_safe
@for_readers
@xframe_options_sameorigin
def file(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Its bytes: as issued or signed; a draft as things are now."""
    found = paper_in(request, reference, pk)
    if found.state == State.DRAFT:
        return look(request, reference=reference, kind=found.kind)
    found = making.make(found, now=timezone.now())
    stored = found.signed_file or found.file
    if words := _not_there(found):
        return render(request, "desk/papers/nothing.html", {"words": words}, status=503)
    with stored.open("rb") as opened:
        return shown_pdf(bytes(opened.read()), file_name(found))


def _not_there(paper: Paper) -> str:
    """Why there are no bytes to show; "" where there are."""
    try:
        making.check_made(paper)
    except (making.NotMade, making.NotMadeYet) as unmade:
        return words_of(unmade)
    if not has_bytes(paper):
        return _("Its file is not in the storage any more: restore it from a backup, or replace "
                 "the paper by another.")  # fmt: skip
    return ""


@pressed_on("desk-paper", "reference", "pk")
@for_deciders
def step(request: HttpRequest, reference: str, pk: int, step: str) -> HttpResponse:
    """Take a step of its life and come back to it; a refusal keeps what was typed."""
    take = STEPS.get(step)
    if take is None:
        raise Http404
    found = paper_in(request, reference, pk)
    try:
        version = version_in(request.POST.get("version", ""))
        who = {"by": staff(request.user), "now": timezone.now(), "version": version}
        done, after = take(found, request, who)
    except _REFUSED as refused:
        found = paper_in(request, reference, pk)
        return page_of(request, found, error=why_not(refused), at=field_of(refused), status=409)
    messages.success(request, done)
    if after is None:
        return redirect("desk-visit", reference=found.visit.reference)
    return redirect("desk-paper", reference=found.visit.reference, pk=after.pk)


Done = tuple[str, Paper | None]


def _send(paper: Paper, request: HttpRequest, who: dict[str, Any]) -> Done:
    sending.send(paper, **who)
    return _("It goes out now, attached to a mail of its own."), None


def _hand_over(paper: Paper, request: HttpRequest, who: dict[str, Any]) -> Done:
    who.pop("version")
    sending.hand_over(paper.visit, PaperKind(paper.kind), [paper.pk], **who)
    return _("Noted as handed over."), paper


def _keep_back(paper: Paper, request: HttpRequest, who: dict[str, Any]) -> Done:
    who.pop("version")
    sending.keep_back(paper.visit, PaperKind(paper.kind), [paper.pk], **who)
    return _("The note is taken back."), paper


def _withdraw(paper: Paper, request: HttpRequest, who: dict[str, Any]) -> Done:
    return _("Withdrawn. Its number stays in the register."), ending.withdraw(
        paper, reason=_reason(request), **who
    )


def _replace(paper: Paper, request: HttpRequest, who: dict[str, Any]) -> Done:
    made = issuing.replace(
        paper,
        reason=_reason(request),
        number=clean_line(request.POST.get("number", "")),
        day=_day_in(request.POST.get("day", "")),
        **who,
    )
    return _issued_words(made), made


def _try_again(paper: Paper, request: HttpRequest, who: dict[str, Any]) -> Done:
    return _("Its PDF is made."), making.try_again(paper, now=who["now"])


def _discard(paper: Paper, request: HttpRequest, who: dict[str, Any]) -> Done:
    ending.discard(paper, **who)
    return _("The draft is thrown away."), None


def _reason(request: HttpRequest) -> str:
    return clean_line(request.POST.get("reason", ""))


STEPS: dict[str, Callable[[Paper, HttpRequest, dict[str, Any]], Done]] = {
    "kirim": _send,
    "serahkan": _hand_over,
    "belum-diserahkan": _keep_back,
    "cabut": _withdraw,
    "ganti": _replace,
    "hapus": _discard,
    "coba-lagi": _try_again,
}
