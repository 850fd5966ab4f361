"""One step for several visits at once, and only after a look.

The first press shows what would happen to which visit: for an approval the clear ones alone
(visits/inbox/clear.py) with date, officer and letter. The second does it, each visit by itself: one
that somebody changed meanwhile, or that is clear no longer, is left alone and named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.conversation import messages as conversation
from visits.conversation.missing import TEXTS, items_in
from visits.history import recent
from visits.history.events import staff
from visits.inbox.clear import why_not_clear
from visits.inbox.open_visits import Open
from visits.language.shortening import shortened
from visits.life import amending, deciding
from visits.life.deadlines import allowed_now
from visits.life.step import LONGEST_REASON
from visits.life.table import Action
from visits.models import Assignment, Officer, Status, Visit, VisitEvent
from visits.pages.desk.frame.access import for_deciders, visible_visits
from visits.pages.desk.frame.refusals import REFUSALS, OldForm, said, version_in
from visits.pages.desk.frame.telling import by_whatsapp
from visits.pages.desk.inbox.queue import Filter, queue_of
from visits.pages.desk.visit.decision import REASONS
from visits.pages.desk.visit.press import number_in, typed_text
from visits.pages.frame import toasts
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import too_long
from visits.people.officers import candidates, suggested
from visits.queries.visits import Session

_MOST = 50


@dataclass(frozen=True)
class Step:
    """One of the steps: what it is called, what its button says, what is said when it is done.

    `one` is said of each that can be taken back for a while.
    """

    action: Action
    title: str | Promise
    button: str | Promise
    done: str | Promise
    one: str | Promise = ""
    stops: bool = False


STEPS = {
    "setujui": Step(
        Action.APPROVE,
        gettext_lazy("Approve those that are clear"),
        gettext_lazy("Approve them all"),
        gettext_lazy("Approved: %(names)s."),
        gettext_lazy("Approved."),
    ),
    "minta": Step(
        Action.ASK_MISSING,
        gettext_lazy("Ask several for papers"),
        gettext_lazy("Ask them all"),
        gettext_lazy("Asked for papers: %(names)s."),
    ),
    "petugas": Step(
        Action.ASSIGN,
        gettext_lazy("Name an officer for several"),
        gettext_lazy("Name as chosen"),
        gettext_lazy("Officer named: %(names)s."),
    ),
    "tolak": Step(
        Action.DECLINE,
        gettext_lazy("Decline several"),
        gettext_lazy("Decline them all"),
        gettext_lazy("Declined: %(names)s."),
        gettext_lazy("Declined."),
        stops=True,
    ),
}


@dataclass(frozen=True)
class Pick:
    """A visit that was chosen, with the version that the list showed.

    `why_not` says why the step passes it over; `receiving` is the officer that the page shows for
    it: named before, chosen on the page, or suggested.
    """

    visit: Visit
    version: int
    why_not: list[str]
    session: Session | None
    receiving: Officer | None


@dataclass(frozen=True)
class Form:
    """What was typed and chosen for all of them, and why it does not do."""

    reason: str = ""
    ready: list[str] = field(default_factory=list)
    officer: Officer | None = None
    error: str = ""


@pressed_on("desk")
@for_deciders
def bulk(request: HttpRequest) -> HttpResponse:
    """`step` is one of STEPS, `pick` holds `reference:version`; `sure` does it.

    Nothing picked and `setujui`: all that are clear of what the inbox shows.
    """
    name = request.POST.get("step", "")
    if name not in STEPS:
        raise Http404
    sure, error = bool(request.POST.get("sure")), ""
    try:
        versions = _versions(request)
    except OldForm as old:
        versions, error = {}, said(old).words
    here = Open.load(visible_visits(request), now=timezone.now())
    if name == "setujui" and not (versions or sure or error):
        versions = _clear_ones(request, here)
        if not versions:
            words = _("No request is clear: each wants a look of its own.")
            messages.warning(request, words)
            return redirect(Filter.before(request).inbox)
    picks = _picks(request, name, versions, here)
    if not picks and not error:
        messages.warning(request, _("Choose visits by the boxes before them first."))
        return redirect(Filter.before(request).inbox)
    form = _form(request, name, picks, error)
    if sure and not form.error:
        return _do(request, name, picks, form)
    context = {
        "section": "inbox",
        "name": name,
        "step": STEPS[name],
        "picks": picks,
        "reasons": REASONS.values(),
        "texts": [(item.value, text) for item, text in TEXTS.items()],
        "officers": Officer.objects.filter(active=True),
        "form": form,
        "filter": Filter.before(request),
    }
    return render(request, "desk/bulk.html", context, status=422 if form.error else 200)


def _versions(request: HttpRequest) -> dict[str, int]:
    """The versions that the list showed, by the visits' numbers; raises OldForm without one."""
    picks = (text.partition(":") for text in request.POST.getlist("pick")[:_MOST])
    return {reference: version_in(version) for reference, _colon, version in picks}


def _clear_ones(request: HttpRequest, here: Open) -> dict[str, int]:
    """Those of the inbox, as it is filtered, that are clear: at once, without boxes."""
    queue = queue_of(request, here.now, Filter.before(request))
    shown = {row.obligation.visit for group in queue.groups for row in group.rows}
    clear = (v for v in here.visits if v.status == Status.REQUESTED and v in shown)
    return {v.reference: v.version for v in clear if not why_not_clear(v, here)}


def _picks(request: HttpRequest, name: str, versions: dict[str, int], here: Open) -> list[Pick]:
    opened = {visit.pk: visit for visit in here.visits}
    found = visible_visits(request).filter(reference__in=versions).order_by("id")
    return [
        _pick(request, name, opened.get(visit.pk, visit), versions[visit.reference], here)
        for visit in found
    ]


def _pick(request: HttpRequest, name: str, visit: Visit, version: int, here: Open) -> Pick:
    session = here.session(visit)
    allowed = allowed_now(visit, VisitEvent.By.STAFF, now=here.now)
    if STEPS[name].action not in allowed:
        why_not = [_("not possible as it stands")]
    else:
        why_not = why_not_clear(visit, here) if name == "setujui" else []
    receiving = None
    if name in ("setujui", "petugas") and not why_not:
        receiving = _receiving(request, visit, session)
    return Pick(visit, version, why_not, session, receiving)


def _receiving(request: HttpRequest, visit: Visit, session: Session | None) -> Officer | None:
    """Who is chosen on the page, else who is named, else who is suggested."""
    chosen = request.POST.get(f"receiving-{visit.reference}")
    if chosen is not None:
        return Officer.objects.filter(active=True, pk=number_in(chosen) or 0).first()
    named = visit.assignments.filter(role=Assignment.Role.RECEIVING, officer__active=True)
    coming = named.exclude(answer=Assignment.Answer.DECLINED).select_related("officer").first()
    return coming.officer if coming else suggested(candidates(visit, session=session))


def _form(request: HttpRequest, name: str, picks: list[Pick], error: str) -> Form:
    reason, ready = typed_text(request), request.POST.getlist("ready")
    chosen = number_in(request.POST.get("receiving", "")) or 0
    officer = Officer.objects.filter(active=True, pk=chosen).first()
    if request.POST.get("sure") and not error:
        if (name == "tolak" and not reason) or (name == "minta" and not (reason or ready)):
            error = _("Write it in a few words first: somebody will read it.")
        elif name == "petugas" and not (officer or any(pick.receiving for pick in picks)):
            error = _("Choose an officer.")
        else:
            error = too_long(reason, LONGEST_REASON)
    return Form(reason, ready, officer, error)


def _do(request: HttpRequest, name: str, picks: list[Pick], form: Form) -> HttpResponse:
    done, by_hand, left = [], [], []
    for pick in picks:
        if pick.why_not:
            left.append(f"{pick.visit.institution}: {', '.join(pick.why_not)}")
            continue
        if name == "petugas" and not (form.officer or pick.receiving):
            nobody = _("no officer chosen")
            left.append(f"{pick.visit.institution}: {nobody}")
            continue
        try:
            _TAKE[name](pick, form, by=staff(request.user), now=timezone.now())
        except REFUSALS as refusal:
            left.append(f"{pick.visit.institution}: {said(refusal).words}")
        else:
            done.append(pick)
            if decision := recent.decision_on(pick.visit, now=timezone.now()):
                toasts.show(request, pick.visit, decision, str(STEPS[name].one))
            if name != "petugas" and not pick.visit.contact_email:
                by_hand.append(pick)
    if done:
        messages.success(request, STEPS[name].done % {"names": _names(done)})
    if by_hand:
        messages.warning(request, f"{_names(by_hand)}: {by_whatsapp()}")
    for words in left:
        messages.warning(request, words)
    return redirect(Filter.before(request).inbox)


def _names(picks: Iterable[Pick]) -> str:
    return ", ".join(shortened(pick.visit.institution) for pick in picks)


def _approve(pick: Pick, form: Form, **who: Any) -> None:
    named: dict[str, Any] = {}
    if pick.receiving is not None:
        named = {"officers": _with(pick.receiving, pick.visit), "receiving": pick.receiving}
    deciding.approve(pick.visit, version=pick.version, **named, **who)


def _ask(pick: Pick, form: Form, **who: Any) -> None:
    items = items_in(form.ready)
    conversation.ask_missing(pick.visit, text=form.reason, items=items, version=pick.version, **who)


def _assign(pick: Pick, form: Form, **who: Any) -> None:
    officer = form.officer or pick.receiving
    if officer is not None:
        officers = _with(officer, pick.visit)
        amending.assign(
            pick.visit, officers=officers, receiving=officer, version=pick.version, **who
        )


def _decline(pick: Pick, form: Form, **who: Any) -> None:
    deciding.decline(pick.visit, reason=form.reason, version=pick.version, **who)


def _with(officer: Officer, visit: Visit) -> list[Officer]:
    """Those to be named where `officer` receives it; who speaks for an agency stays."""
    kept = visit.assignments.filter(role=Assignment.Role.AGENCY).select_related("officer")
    return [officer, *(assignment.officer for assignment in kept)]


_TAKE: dict[str, Callable[..., None]] = {
    "setujui": _approve,
    "minta": _ask,
    "petugas": _assign,
    "tolak": _decline,
}
