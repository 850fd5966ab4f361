"""The desk's buttons: each a POST that takes one step of the visit's life."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from scheduling.slots import SlotId
from visits.conversation import messages as conversation
from visits.conversation.missing import asked_words, items_in
from visits.conversation.whatsapp import whatsapp_link
from visits.history import recent
from visits.life import address, amending, answering, attendance, deciding, joint_visits
from visits.life.duties import officers_answer
from visits.life.step import LONGEST_REASON
from visits.life.undo import reopening, undoing
from visits.models import Host, Officer, Visit
from visits.models.references import read_reference
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, not_too_long, said
from visits.pages.desk.frame.sure import nobody_came_already
from visits.pages.desk.frame.telling import tell
from visits.pages.desk.inbox.following import next_after
from visits.pages.desk.inbox.incoming import events_in
from visits.pages.desk.inbox.queue import Filter
from visits.pages.desk.visit.along import approve_ticked
from visits.pages.desk.visit.decision import DATE_PASSED, REASONS
from visits.pages.desk.visit.letter import required
from visits.pages.desk.visit.press import Press, number_in, press_of, typed_text
from visits.pages.desk.visit.visit import page_of, whatsapp_allowed
from visits.pages.duties.answering import note_told
from visits.pages.frame import toasts
from visits.pages.frame.presses import pressed_on
from visits.pages.sessions.desk_month import PRESSES, picks_in
from visits.queries.visits import session_of


@pressed_on("desk-visit", "reference")
@whatsapp_allowed
@for_deciders
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take the step and come back to the visit; a refusal shows why and keeps what was typed.

    After a decision the next thing that waits opens instead, or the inbox where nothing does.
    """
    take = STEPS.get(step)
    if take is None:
        raise Http404
    visit = visible_visit(request, reference)
    typed: dict[str, Any] = request.POST.dict()
    typed["step"] = step
    # Asked before: afterwards nobody knows where it stood.
    waited, following = (
        next_after(request, visit, timezone.now()) if step in DECIDES else (False, "")
    )
    typed["officers"] = [number_in(pk) for pk in request.POST.getlist("officers")]
    for name in ("ready", "along"):
        typed[name] = request.POST.getlist(name)
    typed["slots"] = picks_in(request.POST, "slots")
    if PRESSES & set(request.POST):
        return page_of(request, visit, typed=typed)
    try:
        done = take(press_of(request, visit))
    except REFUSALS as error:
        refusal = said(error)
        visit = visible_visit(request, reference)  # as it is now
        return page_of(request, visit, typed=typed, error=refusal.words, status=refusal.status)
    if isinstance(done, HttpResponse):
        return done
    if step == "urungkan":
        toasts.drop(request, visit)
    undoable = step in DECIDES | required.TOLD
    decision = recent.decision_on(visit, now=timezone.now()) if undoable else None
    # A second press finds it decided, and goes on all the same. What nobody mails stays open:
    # somebody has to pass it on from there.
    goes_on = (waited or step in _ALWAYS_GO_ON) and bool(visit.contact_email) and step in DECIDES
    if decision is not None:
        toasts.show(request, visit, decision, done)
    elif step in TOLD:
        tell(request, visit, f"{visit.institution}: {done}" if goes_on else done)
    else:
        messages.success(request, done)
    shown = Filter.before(request)
    if request.POST.get("back") == "inbox" or (goes_on and not following):
        return redirect(shown.inbox)
    return redirect(shown.beside(following if goes_on else reference))


def _approve(press: Press) -> str:
    chosen = press.request.POST.get("slot", "")
    named: dict[str, Any] = {}
    if press.request.POST.get("receiving") or press.request.POST.getlist("officers"):
        officers, receiving = _people(press)
        named = {"officers": officers, "receiving": receiving}
    deciding.approve(
        press.visit,
        slot=SlotId.parse(chosen) if chosen else None,
        override_reason=press.text("override_reason"),
        **named,
        **press.who,
    )
    return " ".join(filter(None, [_("Approved."), approve_ticked(press)]))


def _decline(press: Press) -> str:
    reason = press.ready("ready", {**REASONS, **DATE_PASSED})
    slots = [SlotId.parse(text) for text in press.request.POST.getlist("slots")[:5]]
    deciding.decline(press.visit, reason=reason, slots=slots, **press.who)
    return _("Declined.")


def _reopen(press: Press) -> str:
    chosen = press.request.POST.get("slot", "")
    slot = SlotId.parse(chosen) if chosen else None
    reopening.reopen(press.visit, reason=press.text(), slot=slot, **press.who)
    return _("Opened again: it awaits its decision.")


def _propose(press: Press) -> str:
    deciding.propose(press.visit, slots=press.slots(), message=press.text(), **press.who)
    return _("Proposed.")


def _accept(press: Press) -> str:
    answering.accept(press.visit, slot=press.slot(), **press.who)
    return _("Noted: they take this session.")


def _refuse(press: Press) -> str:
    answering.refuse(press.visit, reason=press.text(), **press.who)
    return _("Noted: none of the sessions suits them.")


def _confirm(press: Press) -> str:
    address.confirm_by_phone(press.visit, **press.who)
    return _("Confirmed by phone. It waits for its decision now.")


def _keep(press: Press) -> str:
    deciding.keep(press.visit, reason=press.text(), **press.who)
    return _("It stays in its session.")


def _cancel(press: Press) -> str:
    answering.cancel(press.visit, reason=press.text(), **press.who)
    return _("Cancelled.")


def _assign(press: Press) -> str:
    officers, receiving = _people(press)
    amending.assign(
        press.visit, officers=officers, receiving=receiving, first_receives=False, **press.who
    )
    return _("Officers named.")


def _people(press: Press) -> tuple[list[Officer], Officer | None]:
    """The officers chosen, and of them whoever receives.

    Raises Officer.DoesNotExist where one of them is not there, or not in use any more.
    """
    wanted = [*press.request.POST.getlist("officers"), press.request.POST.get("receiving", "")]
    chosen = [pk for pk in wanted if pk][:40]
    numbers = {number for pk in chosen if (number := number_in(pk)) is not None}
    officers = {o.pk: o for o in Officer.objects.filter(active=True, pk__in=numbers)}
    if len(officers) < len(set(chosen)):
        raise Officer.DoesNotExist
    return list(officers.values()), officers.get(press.number("receiving") or 0)


def _answer(press: Press) -> str:
    officer = Officer.objects.get(pk=press.number("officer") or 0)
    note_told(press.visit, officer, press.request.POST, **press.who)
    return _("Answer noted.")


def _stand_in(press: Press) -> str:
    """Name whom an officer suggests, or anybody else in use, in that officer's place."""
    officer = Officer.objects.get(pk=press.number("officer") or 0)
    colleague = Officer.objects.get(pk=press.number("colleague") or 0)
    officers_answer.stand_in(press.visit, officer=officer, colleague=colleague, **press.who)
    words = _("%(colleague)s is named in the place of %(officer)s.")
    return words % {"colleague": colleague.name, "officer": officer.name}


def _ask_missing(press: Press) -> str:
    items, text = items_in(press.request.POST.getlist("ready")), press.text()
    not_too_long(asked_words(items, text, language=press.visit.language), LONGEST_REASON)
    conversation.ask_missing(press.visit, text=text, items=items, **press.who)
    return _("Asked for. It stays on the list until it is there.")


def _give_missing(press: Press) -> str:
    conversation.give_missing(press.visit, **press.who)
    return _("Noted: nothing is missing any more.")


def _on_paper(press: Press) -> str:
    named = items_in([press.request.POST.get("item", "")])
    item = named[0] if named else None
    if conversation.note_on_paper(press.visit, item=item, **press.who) is None:
        return _("This is not asked for any more.")
    return _("Noted: it came on paper.")


def _write(press: Press) -> str:
    answers = events_in(press.request.POST.get("seen", ""))
    conversation.write(
        press.visit, text=_message(press), by=press.by, now=press.now, answers=answers
    )
    return _("Message written.")


def _note(press: Press) -> str:
    conversation.write(press.visit, text=_message(press), by=press.by, now=press.now, internal=True)
    return _("Note kept, for staff alone.")


def _message(press: Press) -> str:
    return not_too_long(typed_text(press.request, "text"), conversation.LONGEST)


def _whatsapp(press: Press) -> HttpResponse:
    conversation.passed_on(press.visit, channel="whatsapp", by=press.by, now=press.now)
    link = whatsapp_link(press.visit, session_of(press.visit), Host.load())
    return HttpResponse(status=303, headers={"Location": link})


def _merge(press: Press) -> str:
    reference = read_reference(press.request.POST.get("into", ""))
    into = Visit.objects.get(reference=reference)
    joint_visits.merge(
        press.visit, into=into, override_reason=press.text("override_reason"), **press.who
    )
    return _("Made a joint visit with %(name)s.") % {"name": into.institution}


def _split(press: Press) -> str:
    joint_visits.split(
        press.visit,
        slot=press.slot(),
        override_reason=press.text("override_reason"),
        **press.who,
    )
    return _("Taken out of the joint visit.")


def _check_in(press: Press) -> str:
    attendance.check_in(press.visit, **press.who)
    return _("Arrival noted.")


def _complete(press: Press) -> str:
    attendance.complete(press.visit, **press.who)
    return _("Completed.")


def _no_show(press: Press) -> str | HttpResponse:
    asked = nobody_came_already(press.request, press.visit, session_of(press.visit))
    if asked is not None:
        return asked
    attendance.no_show(press.visit, **press.who)
    return _("Noted that nobody came.")


def _undo(press: Press) -> str:
    undoing.undo(press.visit, **press.who)
    return _("Taken back. Nobody was told of it.")


def _take_back(press: Press) -> str:
    attendance.take_back(press.visit, **press.who)
    return _("Taken back: they are expected again.")


# Decisions, after which the next thing that waits is opened; to call off where it waited.
DECIDES = frozenset(["setujui", "tolak", "usulkan", "batal"])
_ALWAYS_GO_ON = DECIDES - {"batal"}
# Steps that the delegation hears of.
TOLD = frozenset(
    [
        *("setujui", "tolak", "usulkan", "tetap", "batal", "minta", "tulis", "gabung", "pisah"),
        *("buka-kembali", *required.TOLD),
    ]
)
STEPS: dict[str, Callable[[Press], str | HttpResponse]] = {
    "setujui": _approve,
    "konfirmasi": _confirm,
    "tolak": _decline,
    "usulkan": _propose,
    "terima": _accept,
    "tidak-cocok": _refuse,
    "tetap": _keep,
    "batal": _cancel,
    "petugas": _assign,
    "jawaban": _answer,
    "pengganti": _stand_in,
    "minta": _ask_missing,
    "lengkap": _give_missing,
    "di-kertas": _on_paper,
    "tulis": _write,
    "catatan": _note,
    "whatsapp": _whatsapp,
    "gabung": _merge,
    "pisah": _split,
    "hadir": _check_in,
    "selesai": _complete,
    "tidak-datang": _no_show,
    "tarik-kembali": _take_back,
    "urungkan": _undo,
    "buka-kembali": _reopen,
    **required.STEPS,
}
