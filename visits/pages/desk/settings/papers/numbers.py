"""The running numbers of a kind of paper: which comes next, and going on later."""

import datetime as dt
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.history.events import staff
from visits.history.settings_log import later
from visits.models import NumberStart, PaperKind
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, Part, edit
from visits.pages.desk.settings.papers.samples import known
from visits.papers.life.beginning import HIGHEST, NotLater, begin_at, following
from visits.papers.life.issuing import local_day
from visits.papers.life.numbers import BadPattern, next_number
from visits.papers.life.table import NUMBERED
from visits.people.roles import Right


class StartForm(SettingForm):
    """With which number it goes on, and why."""

    class Meta:
        model = NumberStart
        fields = ["first", "reason"]
        labels = {"first": gettext_lazy("Go on with number")}
        help_texts = {
            "reason": gettext_lazy("For example: numbers up to 041 are in the agenda book."),
        }

    def __init__(self, *args: Any, kind: PaperKind, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.day = kind, day
        self.fields["first"] = forms.IntegerField(
            label=self.fields["first"].label, min_value=2, max_value=HIGHEST,
            help_text=_("Only the running part, as 42. It goes on later, never back."),
        )  # fmt: skip

    def clean_first(self) -> int:
        """Refuse what is not later than what comes next."""
        first: int = self.cleaned_data["first"]
        with transaction.atomic():
            there = following(self.kind, day=self.day)
        if first <= there:
            words = _("%(next)s comes next already. Write a higher number.")
            raise forms.ValidationError(words % {"next": there})
        return first


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def numbers(request: HttpRequest, kind: str) -> HttpResponse:
    """Show which comes next, and let this year's sequence go on later."""
    chosen, now = known(kind), timezone.now()
    if chosen not in NUMBERED:
        raise Http404
    day = local_day(now)
    try:
        number = next_number(chosen, day=day)
    except BadPattern:
        number = "–"

    def parts(posted: HttpRequest | None) -> list[Part]:
        return [StartForm(posted.POST if posted else None, kind=chosen, day=day)]

    def save(parts: Any) -> Any:
        data = parts[0].cleaned_data
        return begin_at(
            chosen, data["first"], reason=data["reason"], day=day, by=staff(request.user), now=now
        )

    lead = _("Next in %(year)s: %(number)s.") % {"year": day.year, "number": number}
    change = Change(
        title=_("Numbers: %(kind)s") % {"kind": chosen.label},
        lead=lead,
        back=reverse("settings-papers"),
        parts=parts,
        save=save,
        done=later(
            lambda: _("The numbers of this year go on later: %(kind)s.") % {"kind": chosen.label}
        ),
    )
    try:
        return edit(request, change)
    except NotLater:
        # Somebody took a number meanwhile: now the form itself says so.
        return edit(request, change)
