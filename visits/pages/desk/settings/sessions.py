"""Timetables: which sessions there are on which weekday, from a date on."""

from typing import Any

from django.forms import BaseInlineFormSet, inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scheduling.models import Room, SessionPattern, Timetable
from visits.language.dates import day_words
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm, TimeInput, choices_of
from visits.pages.desk.settings.frame import Change, Part, Removal, edit, remove, today
from visits.pages.frame.date_field import DateInput
from visits.people.roles import Right


class TimetableForm(SettingForm):
    """Its name and from when until when it holds."""

    class Meta:
        model = Timetable
        fields = ["name", "valid_from", "valid_until"]
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}


class PatternForm(SettingForm):
    """One session of a weekday."""

    class Meta:
        model = SessionPattern
        fields = ["weekday", "starts_at", "ends_at", "room"]
        widgets = {"starts_at": TimeInput(), "ends_at": TimeInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room = choices_of(self, "room")
        room.label = _("Room")
        room.queryset = Room.objects.order_by("-active", "name")
        room.empty_label = _("Choose a room")


class _PatternSet(BaseInlineFormSet[SessionPattern, Timetable, PatternForm]):
    """Sessions that may not overlap in one room on one weekday."""

    def clean(self) -> None:
        """Refuse two sessions at the same time in a room, at the later one."""
        super().clean()
        kept = [
            form
            for form in self.forms
            if form.cleaned_data.get("ends_at") and not form.cleaned_data.get("DELETE")
        ]
        kept.sort(key=lambda f: f.cleaned_data["starts_at"])
        last: dict[tuple[int, Any], Any] = {}
        for form in kept:
            data = form.cleaned_data
            if not data.get("room") or not data.get("weekday"):
                continue
            where = (data["weekday"], data["room"])
            if where in last and data["starts_at"] < last[where]:
                form.add_error("starts_at", _("This overlaps another session in the same room."))
            last[where] = max(last.get(where, data["ends_at"]), data["ends_at"])


_EXTRA = 4
PatternSet = inlineformset_factory(
    Timetable, SessionPattern, form=PatternForm, formset=_PatternSet, extra=_EXTRA, max_num=80
)


@never_cache
@require_safe
@needs(Right.SET_SCHEDULE)
def sessions(request: HttpRequest) -> HttpResponse:
    """All timetables, the one that holds today marked."""
    tables = list(Timetable.objects.prefetch_related("patterns__room").order_by("-valid_from"))
    day = today()
    current = next(
        (
            t
            for t in tables
            if t.valid_from <= day and (t.valid_until is None or t.valid_until >= day)
        ),
        None,
    )
    context = {"section": "settings", "tables": tables, "current": current}
    return render(request, "desk/settings/sessions.html", context)


def _save(parts: Any) -> Timetable:
    form, patterns = parts
    table: Timetable = form.save()
    patterns.instance = table
    patterns.save()
    return table


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def timetable(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A timetable with its sessions; `?salin=` begins with those of another one."""
    copied = Timetable.objects.filter(pk=_number(request.GET.get("salin", ""))).first()
    begin = [
        {"weekday": p.weekday, "starts_at": p.starts_at, "ends_at": p.ends_at, "room": p.room_id}
        for p in (copied.patterns.all() if copied and not pk else ())
    ]

    def parts(posted: HttpRequest | None) -> list[Part]:
        table = get_object_or_404(Timetable, pk=pk) if pk else Timetable()
        data = posted.POST if posted else None
        patterns = PatternSet(data, instance=table, prefix="sesi", initial=begin or None)
        patterns.extra = _EXTRA + len(begin)
        return [TimetableForm(data, instance=table), patterns]

    change = Change(
        title=_("Change the sessions") if pk else _("New sessions"),
        lead=_("Of the timetables that cover a day, the one that began last holds."),
        back=reverse("settings-sessions"),
        parts=parts,
        save=_save,
        done=gettext_lazy("Sessions stored."),
        touches_places=True,
        remove=reverse("settings-sessions-remove", args=[pk]) if pk else "",
    )
    return edit(request, change)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def remove_timetable(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a timetable away with its sessions."""
    found = get_object_or_404(Timetable, pk=pk)
    words = _("“%(name)s”, from %(day)s, goes with all its sessions.")
    removal = Removal(
        title=gettext_lazy("Remove these sessions?"),
        words=words % {"name": found.name, "day": day_words(found.valid_from)},
        back=reverse("settings-sessions"),
        take=lambda: Timetable.objects.filter(pk=pk).delete(),
        done=gettext_lazy("Sessions removed."),
        button=_("Remove"),
        touches_places=True,
    )
    return remove(request, removal)
