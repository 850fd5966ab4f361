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
from scheduling.rules.weekly_capacity import LARGEST_CAPACITY, set_week_capacity
from scheduling.slots import SOFT_REASONS, Reason, SlotId
from scheduling.weeks import monday_of
from visits.files import letters
from visits.files.letters import LetterNotKept
from visits.history.events import staff
from visits.language.dates import short_day_words, time_words, week_words
from visits.life.requesting import Application, Contact, Leader, submit
from visits.models import IdempotencyRecord, Region, Visit
from visits.pages.ask.forms import ContactForm, DelegationForm, LetterForm, Line, PurposeForm
from visits.pages.desk.board.move import Offer, offers_by_week
from visits.pages.desk.frame.access import for_deciders
from visits.pages.desk.frame.refusals import why
from visits.pages.frame.bodies import takes_file
from visits.people.roles import may_raise_week
from visits.phrases.refused_files import file_words

_CALLER = "desk"
_CHOICES = ("first", "second", "third")


class EntryForm(LetterForm, ContactForm, PurposeForm, DelegationForm):
    """All questions of the request, with the sessions as a list, and what only staff may do."""

    bound_by_rooms = False
    first = forms.ChoiceField(label=gettext_lazy("Session"))
    second = forms.ChoiceField(label=gettext_lazy("Second choice"), required=False)
    third = forms.ChoiceField(label=gettext_lazy("Third choice"), required=False)
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

    def __init__(
        self, *args: Any, weeks: list[tuple[dt.date, list[Offer]]], raises: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(week_words(monday, year=True), _options(offers)) for monday, offers in weeks]
        for name in _CHOICES:
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Choose a session") if name == "first" else "–"), *choices]
        self.fields["contact_email"].required = False
        self.fields["contact_email"].help_text = _(
            "Our answers go there. Without one you pass them on by WhatsApp."
        )
        self.regions = list(Region.objects.select_related("province"))
        self.fields["place"].widget.attrs["list"] = "regions"
        if not raises:
            del self.fields["raise_week"]

    def clean(self) -> dict[str, Any]:
        """A region written in full is chosen by that, however many others hold its name."""
        place = str(self.cleaned_data.get("place", "")).casefold()
        exact = [r for r in self.regions if place in (r.label.casefold(), r.full_name.casefold())]
        if len(exact) == 1 and not self.cleaned_data.get("region"):
            self.candidates, self.cleaned_data["region"] = exact, exact[0].code
        return super().clean()

    def slots(self) -> list[SlotId]:
        """The sessions chosen, by preference, each once."""
        chosen = [self.cleaned_data.get(name, "") for name in _CHOICES]
        return [SlotId.parse(text) for text in dict.fromkeys(chosen) if text]


def _options(offers: list[Offer]) -> list[tuple[str, str]]:
    return [(str(offer.slot.id), _option(offer)) for offer in offers]


def _option(offer: Offer) -> str:
    slot = offer.slot
    words = f"{short_day_words(slot.date)}, {time_words(slot.starts_at)} · {slot.room_name}"
    if slot.reason is None:
        return words
    reasons = {
        Reason.TOO_SOON: _("Too soon"),
        Reason.TOO_FAR: _("Beyond the horizon"),
        Reason.TOO_MANY_PEOPLE: _("Room too small"),
        Reason.WEEK_FULL: _("Week full"),
        Reason.DAY_FULL: _("Day full"),
    }
    return f"{words} ({reasons.get(slot.reason, slot.reason)})"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@for_deciders
def entry(request: HttpRequest) -> HttpResponse:
    """Ask and store; the request then waits for its decision like any other."""
    now = timezone.now()
    weeks = offers_by_week(people=1, now=now, waitable=True)
    options: dict[str, Any] = {"weeks": weeks, "raises": may_raise_week(request.user)}
    entry_id = request.POST.get("entry", "")[:36] or str(uuid.uuid4())
    refused: Refused | None = None
    if before := _entered_before(entry_id):
        return redirect("desk-visit", reference=before.reference)
    if request.method == "POST":
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
                return redirect("desk-visit", reference=visit.reference)
    else:
        form = EntryForm(initial={"first": request.GET.get("sesi", "")[:60]}, **options)
    context = {
        "section": "entry",
        "form": form,
        "entry": entry_id,
        "week": monday_of(refused.slot.date) if refused else None,
        "full": refused is not None and refused.code == Reason.WEEK_FULL,
    }
    return render(request, "desk/entry.html", context, status=422 if form.errors else 200)


def _error(refusal: Refused, form: EntryForm) -> tuple[str, str]:
    """The field that helps, and what to do there."""
    if refusal.code in SOFT_REASONS:
        return "override_reason", why(refusal)
    if refusal.code == Reason.WEEK_FULL and "raise_week" not in form.fields:
        return "first", _(
            "The week is full. Choose another session or the waiting list, or ask a leader to "
            "raise the week's quota on the week board."
        )
    return "first", why(refusal)


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
    data, slots = form.cleaned_data, form.slots()
    if data.get("raise_week"):
        _raise_if_full(slots[0], by=staff(request.user).name, now=now)
    application = Application(
        institution=data["institution"],
        region=data["region"],
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
