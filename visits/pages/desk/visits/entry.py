"""A request that came on paper or by phone, entered by staff: the same questions on one page."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.availability import Schedule
from scheduling.capacity import Refused
from scheduling.models import BookingRules
from scheduling.rules.weekly_capacity import LARGEST_CAPACITY, set_week_capacity
from scheduling.slots import SOFT_REASONS, Reason, SlotId
from scheduling.weeks import monday_of
from visits.files import letters
from visits.files.letters import LetterNotKept
from visits.history.events import staff
from visits.life.requesting import Application, Contact, Leader, submit
from visits.models import IdempotencyRecord, NoticeShown, Visit
from visits.pages.ask.forms import ContactForm, DelegationForm, LetterForm, PurposeForm
from visits.pages.desk.board.choosing import chooser_of, people_in
from visits.pages.desk.frame.access import for_deciders
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.typed import Line
from visits.pages.sessions.desk_month import PRESSES, choosing_of, picks_in
from visits.people.roles import may_raise_week
from visits.phrases import why_not
from visits.phrases.refused_files import file_words

_CALLER = "desk"
_MOST_SESSIONS = 3
# Presses that send the page but mean to type on: another month, a region looked up.
_TYPING_ON = PRESSES | {"search"}


class PickedSessions(forms.MultipleHiddenInput):
    """The sessions of the month and those picked before (desk/choose_sessions.html shows them)."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Their ids, by preference."""
        return picks_in(data, name)

    def id_for_label(self, id_: str) -> str:
        """The month itself."""
        return id_


class SessionsField(forms.Field):
    """One to three sessions, by preference."""

    widget = PickedSessions

    def to_python(self, value: Any) -> list[SlotId]:
        """Each once."""
        if len(value or []) > _MOST_SESSIONS:
            raise forms.ValidationError(
                _("Three sessions at the most. Remove one before you add another.")
            )
        try:
            return [SlotId.parse(text) for text in value or []]
        except ValueError:
            words = _("This session can no longer be chosen. Please choose another one.")
            raise forms.ValidationError(words) from None


class EntryForm(LetterForm, ContactForm, PurposeForm, DelegationForm):
    """All questions of the request, with a month of sessions, and what only staff may do."""

    bound_by_rooms = False
    slots = SessionsField(
        label=gettext_lazy("Sessions, the one they would like best first"),
        error_messages={"required": gettext_lazy("Choose at least one session.")},
    )
    override_reason = Line(
        label=gettext_lazy("Reason to go over lead time, horizon or room size"),
        max_length=500,
        required=False,
    )
    waitlist = forms.BooleanField(
        label=gettext_lazy("If the week is full, put them on the waiting list"), required=False
    )
    raise_week = forms.BooleanField(
        label=gettext_lazy("If the week is full, raise its quota by one"), required=False
    )

    def __init__(self, *args: Any, raises: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_email"].required = False
        self.fields["contact_email"].help_text = _(
            "Our answers go there. Without one you pass them on by WhatsApp."
        )
        if BookingRules.load().letter_working_days:
            self.fields["letter_number"].help_text = _(
                "From a letter that you have: with a number it counts as come on paper. Without "
                "number and file the letter is due like any other."
            )
        if not raises:
            del self.fields["raise_week"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@for_deciders
def entry(request: HttpRequest) -> HttpResponse:
    """Ask and store; the request then waits for its decision like any other."""
    now = timezone.now()
    options: dict[str, Any] = {"raises": may_raise_week(request.user)}
    entry_id = request.POST.get("entry", "")[:36] or str(uuid.uuid4())
    refused: Refused | None = None
    if before := _entered_before(entry_id):
        return redirect("desk-visit", reference=before.reference)
    picks = picks_in(request.POST, "slots") or [request.GET.get("sesi", "")[:60]]
    if request.method == "POST" and _TYPING_ON & set(request.POST):
        form = EntryForm(initial=_typed(request), **options)
        if request.FILES:
            messages.warning(request, _("Choose the letter's file again."))
    elif request.method == "POST":
        form = EntryForm(request.POST, request.FILES, **options)
        if form.is_valid():
            try:
                visit = _store(request, form, entry_id=entry_id, now=now)
            except Refused as refusal:
                refused = refusal
                form.add_error(*_error(refusal, form))
            except LetterNotKept as error:
                form.add_error("letter_file", file_words(error))
            else:
                messages.success(request, _("Entered. It waits for its decision below."))
                page = "desk-letter-reading" if _lacks_words(visit) else "desk-visit"
                return redirect(page, reference=visit.reference)
    else:
        form = EntryForm(**options)
    people = people_in(request.POST.get("people", ""))
    chooser = chooser_of(None, name="slots", most=_MOST_SESSIONS, people=people, may_wait=True)
    context = {
        "section": "entry",
        "form": form,
        "entry": entry_id,
        "choosing": choosing_of(chooser, picks, request.POST.get("month")),
        "week": monday_of(refused.slot.date) if refused else None,
        "full": refused is not None and refused.code == Reason.WEEK_FULL,
    }
    return render(request, "desk/entry.html", context, status=422 if form.errors else 200)


def _lacks_words(visit: Visit) -> bool:
    """Whether its letter came as a file that may say what was not typed."""
    return bool(visit.letter_file) and not (visit.letter_number and visit.letter_date)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form so far, as it was typed."""
    fields = EntryForm.base_fields
    return {
        name: field.widget.value_from_datadict(request.POST, {}, name)
        for name, field in fields.items()
        if name != "letter_file"
    }


def _error(refusal: Refused, form: EntryForm) -> tuple[str, str]:
    """The field that helps, and what to do there."""
    if refusal.code in SOFT_REASONS:
        return "override_reason", str(why_not.of(refusal.code).staff)
    if refusal.code == Reason.WEEK_FULL and "raise_week" not in form.fields:
        return "slots", _(
            "The week is full. Choose another session or the waiting list, or ask a leader to "
            "raise the week's quota on the week board."
        )
    return "slots", str(why_not.of(refusal.code).staff)


def _store(request: HttpRequest, form: EntryForm, *, entry_id: str, now: dt.datetime) -> Visit:
    """The visit; of two presses of one page the second gives the first one's."""
    try:
        with transaction.atomic():
            record = IdempotencyRecord.objects.create(
                caller=_CALLER, key=entry_id, fingerprint="", status=201, answer={}
            )
            visit = _submit(request, form, now=now)
            record.answer = {"visit": visit.pk}
            record.save(update_fields=["answer"])
    except IntegrityError:
        before = _entered_before(entry_id)
        if before is None:
            raise
        return before
    return visit


def _entered_before(entry_id: str) -> Visit | None:
    record = IdempotencyRecord.objects.filter(caller=_CALLER, key=entry_id).first()
    return Visit.objects.filter(pk=record.answer["visit"]).first() if record else None


def _submit(request: HttpRequest, form: EntryForm, *, now: dt.datetime) -> Visit:
    data = form.cleaned_data
    slots: list[SlotId] = data["slots"]
    if data.get("raise_week"):
        _raise_if_full(slots[0], by=staff(request.user).name, now=now)
    application = Application(
        institution=data["institution"],
        origin=data["origin"],
        purpose=data["purpose"],
        topics=list(data["topics"]),
        agencies=list(data["agencies"]),
        slots=slots,
        people=data["people"],
        leader=Leader(data["leader_name"], data["leader_position"], data["leader_rank"]),
        contact=Contact(
            name=data["contact_name"],
            position=data["contact_position"],
            phone=data["contact_phone"],
            email=data["contact_email"],
        ),
        letter_number=data["letter_number"],
        letter_date=data["letter_date"],
        letter_file=data["letter_file"],
        waitlist=data["waitlist"],
        language=data["language"] or "id",
        way=NoticeShown.Way.DESK,
    )
    return submit(
        application,
        by=staff(request.user),
        now=now,
        trusted=True,
        overrule_reason=data["override_reason"],
    )


def _raise_if_full(slot: SlotId, *, by: str, now: dt.datetime) -> None:
    """One more place for this week alone; only whoever may raise it has the box for it."""
    [state] = Schedule.load(first=slot.date, last=slot.date, now=now).weeks()
    if state.available == 0 and state.taken < LARGEST_CAPACITY:
        note = _("Raised for a request entered by %(name)s") % {"name": by}
        set_week_capacity(week=state.starts_on, capacity=state.taken + 1, note=note, now=now)
