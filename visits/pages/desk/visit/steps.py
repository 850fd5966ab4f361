"""The desk's buttons: each a POST that takes one step of the visit's life."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scheduling.database.contention import again
from scheduling.slots import SlotId
from visits.conversation import messages as conversation
from visits.conversation.whatsapp import whatsapp_link
from visits.history.events import Actor, staff
from visits.language.text import clean_text
from visits.life import amending, answering, attendance, deciding, joint_visits
from visits.life.step import LONGEST_REASON
from visits.models import Assignment, Host, Officer, Visit
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said, version_in
from visits.pages.desk.frame.telling import tell
from visits.pages.desk.visit.decision import MISSING, REASONS
from visits.pages.desk.visit.visit import page_of, whatsapp_allowed
from visits.pages.frame.presses import pressed_on
from visits.queries.visits import session_of


@dataclass(frozen=True)
class Press:
    """A button that was pressed: the visit as the page was opened on it, and what was typed."""

    request: HttpRequest
    visit: Visit
    now: dt.datetime
    by: Actor
    version: int | None

    @property
    def who(self) -> dict[str, Any]:
        """What every step is given."""
        return {"by": self.by, "now": self.now, "version": self.version}

    def text(self, name: str = "reason") -> str:
        """What was typed, cleaned."""
        return typed_text(self.request, name)

    def ready(self, name: str, texts: dict[str, Any]) -> str:
        """The ready texts chosen, in the delegation's language, and what was typed."""
        with override(self.visit.language):
            chosen = [str(texts[key]) for key in self.request.POST.getlist(name) if key in texts]
        return "\n".join(part for part in [*chosen, self.text()] if part)[:LONGEST_REASON]

    def slots(self) -> list[SlotId]:
        """The sessions chosen; raises ValueError where there is none, or one is not a session."""
        slots = [SlotId.parse(slot) for slot in self.request.POST.getlist("slots")[:5]]
        if not slots:
            raise ValueError("no session chosen")
        return slots

    def slot(self) -> SlotId:
        """The one session chosen; raises ValueError."""
        return SlotId.parse(self.request.POST.get("slot", ""))

    def number(self, name: str) -> int | None:
        """A whole number, or None."""
        return _number(self.request.POST.get(name, ""))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@pressed_on("desk-visit", "reference")
@whatsapp_allowed
@for_deciders
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take the step and come back to the visit; a refusal shows why and keeps what was typed."""
    take = STEPS.get(step)
    if take is None:
        raise Http404
    visit = visible_visit(request, reference)
    typed: dict[str, Any] = request.POST.dict()
    typed["step"] = step
    typed["officers"] = [_number(pk) for pk in request.POST.getlist("officers")]
    for name in ("slots", "ready"):
        typed[name] = request.POST.getlist(name)
    try:
        done = take(press_of(request, visit))
    except REFUSALS as error:
        refusal = said(error)
        visit = visible_visit(request, reference)  # as it is now
        return page_of(request, visit, typed=typed, error=refusal.words, status=refusal.status)
    if isinstance(done, HttpResponse):
        return done
    if step in TOLD:
        tell(request, visit, done)
    else:
        messages.success(request, done)
    return redirect("desk-visit", reference=reference)


def typed_text(request: HttpRequest, name: str = "reason") -> str:
    """What was typed, cleaned, whatever else is wrong with the form."""
    return clean_text(request.POST.get(name, ""))[:LONGEST_REASON]


def press_of(request: HttpRequest, visit: Visit) -> Press:
    """The press with its moment, its member of staff and the version that the page knew.

    Raises OldForm where a form was sent without one.
    """
    version = version_in(request.POST.get("version", "")) if request.method == "POST" else None
    return Press(
        request=request, visit=visit, now=timezone.now(), by=staff(request.user), version=version
    )


@again
def _approve(press: Press) -> str:
    chosen = press.request.POST.get("slot", "")
    visit, who = press.visit, press.who
    # One story: officers are named only if the approval goes through.
    with transaction.atomic():
        if press.request.POST.get("receiving") or press.request.POST.getlist("officers"):
            visit = _name(press)
            # Our own assignment has just raised the version that the page knew.
            who = {**who, "version": visit.version}
        deciding.approve(
            visit,
            slot=SlotId.parse(chosen) if chosen else None,
            override_reason=press.text("override_reason")[:500],
            **who,
        )
    return _("Approved.")


def _decline(press: Press) -> str:
    deciding.decline(press.visit, reason=press.ready("ready", REASONS), **press.who)
    return _("Declined.")


def _propose(press: Press) -> str:
    deciding.propose(press.visit, slots=press.slots(), message=press.text(), **press.who)
    return _("Proposed.")


def _accept(press: Press) -> str:
    answering.accept(press.visit, slot=press.slot(), **press.who)
    return _("Noted: they take this session.")


def _refuse(press: Press) -> str:
    answering.refuse(press.visit, reason=press.text(), **press.who)
    return _("Noted: none of the sessions suits them.")


def _keep(press: Press) -> str:
    deciding.keep(press.visit, reason=press.text(), **press.who)
    return _("It stays in its session.")


def _cancel(press: Press) -> str:
    answering.cancel(press.visit, reason=press.text(), **press.who)
    return _("Cancelled.")


def _assign(press: Press) -> str:
    _name(press)
    return _("Officers named.")


def _name(press: Press) -> Visit:
    """Name the receiving officer and the agencies' as chosen.

    Raises Officer.DoesNotExist where one of them is not there, or not in use any more.
    """
    wanted = [*press.request.POST.getlist("officers"), press.request.POST.get("receiving", "")]
    chosen = [pk for pk in wanted if pk][:40]
    numbers = {number for pk in chosen if (number := _number(pk)) is not None}
    officers = {o.pk: o for o in Officer.objects.filter(active=True, pk__in=numbers)}
    if len(officers) < len(set(chosen)):
        raise Officer.DoesNotExist
    first = officers.get(press.number("receiving") or 0)
    return amending.assign(
        press.visit,
        officers=list(officers.values()),
        receiving=first,
        first_receives=False,
        **press.who,
    )


def _answer(press: Press) -> str:
    officer = Officer.objects.get(pk=press.number("officer") or 0)
    answer = press.request.POST.get("answer", "")
    if answer not in (Assignment.Answer.ACCEPTED, Assignment.Answer.DECLINED):
        raise ValueError("no answer")
    amending.answer(press.visit, officer=officer, answer=answer, **press.who)
    return _("Answer noted.")


def _ask_missing(press: Press) -> str:
    text = press.ready("ready", MISSING)
    conversation.ask_missing(press.visit, text=text, **press.who)
    return _("Asked for. It stays on the list until it is there.")


def _give_missing(press: Press) -> str:
    conversation.give_missing(press.visit, **press.who)
    return _("Noted: nothing is missing any more.")


def _write(press: Press) -> str:
    conversation.write(press.visit, text=_message(press), by=press.by, now=press.now)
    return _("Message written.")


def _note(press: Press) -> str:
    conversation.write(press.visit, text=_message(press), by=press.by, now=press.now, internal=True)
    return _("Note kept, for staff alone.")


def _message(press: Press) -> str:
    return clean_text(press.request.POST.get("text", ""))


def _whatsapp(press: Press) -> HttpResponse:
    conversation.passed_on(press.visit, channel="whatsapp", by=press.by, now=press.now)
    link = whatsapp_link(press.visit, session_of(press.visit), Host.load())
    return HttpResponse(status=303, headers={"Location": link})


def _merge(press: Press) -> str:
    reference = press.request.POST.get("into", "").strip().upper()[:16]
    into = Visit.objects.get(reference=reference)
    joint_visits.merge(
        press.visit, into=into, override_reason=press.text("override_reason")[:500], **press.who
    )
    return _("Made a joint visit with %(name)s.") % {"name": into.institution}


def _split(press: Press) -> str:
    joint_visits.split(
        press.visit,
        slot=press.slot(),
        override_reason=press.text("override_reason")[:500],
        **press.who,
    )
    return _("Taken out of the joint visit.")


def _check_in(press: Press) -> str:
    attendance.check_in(press.visit, **press.who)
    return _("Arrival noted.")


def _complete(press: Press) -> str:
    attendance.complete(press.visit, **press.who)
    return _("Completed.")


def _no_show(press: Press) -> str:
    attendance.no_show(press.visit, **press.who)
    return _("Noted that nobody came.")


def _take_back(press: Press) -> str:
    attendance.take_back(press.visit, **press.who)
    return _("Taken back: they are expected again.")


# Steps that the delegation hears of.
TOLD = frozenset(
    {"setujui", "tolak", "usulkan", "tetap", "batal", "minta", "tulis", "gabung", "pisah"}
)
STEPS: dict[str, Callable[[Press], str | HttpResponse]] = {
    "setujui": _approve,
    "tolak": _decline,
    "usulkan": _propose,
    "terima": _accept,
    "tidak-cocok": _refuse,
    "tetap": _keep,
    "batal": _cancel,
    "petugas": _assign,
    "jawaban": _answer,
    "minta": _ask_missing,
    "lengkap": _give_missing,
    "tulis": _write,
    "catatan": _note,
    "whatsapp": _whatsapp,
    "gabung": _merge,
    "pisah": _split,
    "hadir": _check_in,
    "selesai": _complete,
    "tidak-datang": _no_show,
    "tarik-kembali": _take_back,
}
