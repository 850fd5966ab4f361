"""The page before the journey: its words, with a preview, and the way to its pictures."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.models import Journey, JourneyPicture
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, Part, edit
from visits.pages.desk.settings.index import PEOPLE, Entry
from visits.pages.public.journey import shown
from visits.people.roles import Right

ENTRY = Entry(
    "settings-journey",
    gettext_lazy("Before the journey"),
    gettext_lazy("How guests get here, parking, hotels, meals, and pictures of the place."),
    PEOPLE,
    (Right.SET_OFFICE,),
)
_FIELDS = ("arrival", "parking", "bring", "dress", "meals", "hotels", "agenda")


class JourneyForm(SettingForm):
    """All sections in both languages; what is empty is not shown."""

    class Meta:
        model = Journey
        fields = ["early_minutes", *(f"{name}{end}" for name in _FIELDS for end in ("", "_en"))]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs = {"rows": 4 if name.startswith("agenda") else 3}

    def clean_early_minutes(self) -> int:
        """At most two hours."""
        minutes: int = self.cleaned_data["early_minutes"]
        if minutes > 120:
            raise forms.ValidationError(_("Write at most 120 minutes."))
        return minutes


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_OFFICE)
def words(request: HttpRequest) -> HttpResponse:
    """Show and change it; *Preview* shows the page of what was typed, and stores nothing."""

    def parts(posted: HttpRequest | None) -> list[Part]:
        return [_form(posted)]

    if request.method == "POST" and "preview" in request.POST:
        form = _form(request)
        if form.is_valid():
            return shown(request, form.instance, preview=True)
    change = Change(
        title=_("Before the journey"),
        lead=_("Guests read it at /perjalanan/. What is empty is not shown."),
        back=reverse("settings-journey"),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=gettext_lazy("Page before the journey stored."),
        template="desk/settings/journey.html",
        context={"pictures": JourneyPicture.objects.all(), "written": Journey.load().is_written},
    )
    return edit(request, change)


def _form(posted: HttpRequest | None) -> JourneyForm:
    stored = Journey.objects.filter(pk=1).first() or Journey(pk=1)
    return JourneyForm(posted.POST if posted else None, instance=stored)
