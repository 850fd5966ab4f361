"""Closed days: one, several, a part of a day, a room; and next year's holidays by import."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scheduling.impact import preview
from scheduling.models import Closure, Room
from scheduling.sessions.holidays import (
    confirm_year,
    estimates_of,
    import_holidays,
    open_again,
    preview_holidays,
)
from visits.access.fingerprints import seal
from visits.history.settings_log import later
from visits.language.dates import day_words
from visits.pages.desk.frame.access import needs
from visits.pages.desk.frame.effects import effects_of, effects_title
from visits.pages.desk.settings.fields import SettingForm, TimeInput, choices_of
from visits.pages.desk.settings.frame import (
    Change,
    Part,
    Removal,
    edit,
    log,
    remove,
    today,
)
from visits.pages.frame.date_field import DateInput
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import WholeNumber
from visits.people.roles import Right


class ClosureForm(SettingForm):
    """When, where and why nothing can be booked."""

    class Meta:
        model = Closure
        fields = [
            "name",
            "name_en",
            "kind",
            "starts_on",
            "ends_on",
            "starts_at",
            "ends_at",
            "room",
        ]
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "starts_at": TimeInput(),
            "ends_at": TimeInput(),
        }
        help_texts = {
            "ends_on": gettext_lazy("Empty: one day."),
            "starts_at": gettext_lazy("Empty: the whole day."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = False
        room = choices_of(self, "room")
        room.queryset = Room.objects.order_by("-active", "name")
        room.empty_label = _("All rooms")

    def clean(self) -> dict[str, Any]:
        """One day where no last one is given; of a part of a day both hours."""
        data = super().clean()
        for one, other in (("starts_at", "ends_at"), ("ends_at", "starts_at")):
            if data.get(one) and not data.get(other) and other not in self.errors:
                self.add_error(other, _("Give both hours, the later one last, or neither."))
        if not data.get("ends_on") and data.get("starts_on"):
            data["ends_on"] = data["starts_on"]
            self.instance.ends_on = data["starts_on"]
        return data


@never_cache
@require_safe
@needs(Right.SET_SCHEDULE)
def closures(request: HttpRequest) -> HttpResponse:
    """What is to come, and (`?lama=1`) what was."""
    day = today()
    past = request.GET.get("lama") == "1"
    found = Closure.objects.select_related("room")
    found = (
        found.filter(ends_on__lt=day).order_by("-starts_on")
        if past
        else found.filter(ends_on__gte=day)
    )
    context = {
        "section": "settings",
        "closures": found[:200],
        "past": past,
        "next_year": day.year + 1,
    }
    return render(request, "desk/settings/closures.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def closure(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A closure, new or changed."""

    def parts(posted: HttpRequest | None) -> list[Part]:
        instance = get_object_or_404(Closure, pk=pk) if pk else None
        initial = None if pk else {"kind": Closure.Kind.OWN_EVENT}
        return [ClosureForm(posted.POST if posted else None, instance=instance, initial=initial)]

    change = Change(
        title=_("Change the closed day") if pk else _("New closed day"),
        lead=_("Nothing can be booked on it. Visits that lie there stay until you move them."),
        back=reverse("settings-closures"),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=gettext_lazy("Closed day stored."),
        touches_places=True,
        remove=reverse("settings-closures-remove", args=[pk]) if pk else "",
    )
    return edit(request, change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def remove_closure(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the days again."""
    found = get_object_or_404(Closure, pk=pk)
    words = _("“%(name)s” on %(day)s goes, and its sessions can be booked again.")
    removal = Removal(
        title=gettext_lazy("Open this day again?"),
        words=words % {"name": found.shown_name, "day": day_words(found.starts_on)},
        back=reverse("settings-closures"),
        take=lambda: open_again(get_object_or_404(Closure, pk=pk)),
        done=gettext_lazy("Closed day removed."),
        button=_("Open again"),
    )
    return remove(request, removal)


class YearForm(forms.Form):
    """The year whose holidays are looked at."""

    year = WholeNumber(label=gettext_lazy("Year"), min_value=2000, max_value=2100)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def holidays(request: HttpRequest) -> HttpResponse:
    """The holidays of a year: first looked at with what they would bring, then imported.

    Days that are not wanted are unticked.
    """
    form = YearForm(request.POST or request.GET or {"year": today().year + 1})
    if not form.is_valid():
        context = {"section": "settings", "form": form}
        return render(request, "desk/settings/holidays.html", context, status=422)
    year: int = form.cleaned_data["year"]
    now = timezone.now()
    coming = preview_holidays([year])
    wanted = None
    if request.method == "POST":
        offered = {closure.source for closure in (*coming.added, *coming.opened)}
        wanted = offered & set(request.POST.getlist("days"))
    troubles = preview(lambda: import_holidays([year], only=wanted), now=now)
    if request.method == "POST" and request.POST.get("seen") == seal(troubles):
        done = import_holidays([year], only=wanted)
        counted = {"n": len(done.added), "year": year}
        words = later(lambda: _("%(n)d closed days of %(year)d imported.") % counted)
        log(request, None, words)
        messages.success(request, str(words))
        return redirect("settings-closures")
    context = {
        "section": "settings",
        "form": form,
        "year": year,
        "coming": coming,
        "wanted": wanted if wanted is not None else {c.source for c in coming.added},
        "effects": effects_of(troubles),
        "effects_title": effects_title(troubles),
        "seal": seal(troubles),
        "days": sorted([*coming.added, *coming.opened], key=lambda closure: closure.starts_on),
        "opened": {c.source for c in coming.opened},
        "weekend": {
            c.source for c in (*coming.added, *coming.opened) if c.starts_on.isoweekday() > 5
        },
        "estimates": estimates_of(year),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "desk/settings/holidays.html", context, status=status)


@pressed_on("settings-holidays")
@needs(Right.SET_SCHEDULE)
def confirm_holidays(request: HttpRequest, year: int) -> HttpResponse:
    """The year's dates are known, or (`take_back`) not yet after all; who said so is noted."""
    confirmed = "take_back" not in request.POST
    n = confirm_year(year, confirmed=confirmed)
    if n:
        said = (
            gettext_lazy("The %(n)d estimated dates of %(year)d are confirmed.")
            if confirmed
            else gettext_lazy("The %(n)d dates of %(year)d are estimated again.")
        )
        words = later(lambda: said % {"n": n, "year": year})
        log(request, None, words)
        messages.success(request, str(words))
    return redirect(f"{reverse('settings-holidays')}?year={year}")
