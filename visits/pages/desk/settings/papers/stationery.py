"""Tata surat: letterhead, sheet, margins, type and habits of the host's papers."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.access.fingerprints import seal
from visits.models import PaperKind, Stationery
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import log
from visits.pages.desk.settings.papers.samples import as_address
from visits.papers.contents.kinds.visum import LAST_STOP
from visits.papers.contents.sample import sample
from visits.papers.life.numbers import validate_pattern
from visits.papers.typesetting.rendering import picture
from visits.people.roles import Right

# Millimetres: narrower no printer takes, wider leaves no room for a letter.
_LEAST, _MOST = 10, 60
_MARGINS = ("margin_top", "margin_left", "margin_right", "margin_bottom")
PARTS = (
    (gettext_lazy("Letterhead"), ("line_1", "line_2", "line_3", "line_4", "rule")),
    (
        gettext_lazy("Sheet and type"),
        ("sheet", "face", "points", *_MARGINS),
    ),
    (
        gettext_lazy("Letters"),
        ("place", "addressee_right", "bold_subject", "underlined_name"),
    ),
    (gettext_lazy("Numbers"), ("pattern", "unit")),
    (
        gettext_lazy("Rundown and visum sheets"),
        ("national_anthem", "visum_layout", "visum_block", "visum_two_up"),
    ),
)


class StationeryForm(SettingForm):
    """All of it."""

    class Meta:
        model = Stationery
        fields = [name for _title, names in PARTS for name in names]
        help_texts = {
            "line_1": gettext_lazy("The government, in capitals: PEMERINTAH KOTA BATAM."),
            "line_2": gettext_lazy("The office, in capitals and bold."),
            "line_3": gettext_lazy("The address."),
            "line_4": gettext_lazy(
                "Telephone, e-mail and site. All four empty: as the profile says."
            ),
            "place": gettext_lazy("Stands before the date: “Batam, 25 November 2026”."),
            "pattern": gettext_lazy(
                "From the code of the kind of paper, the running number, unit and date."
            ),
            "unit": gettext_lazy("{unit} in the pattern, as DPMPTSP."),
            "visum_block": gettext_lazy("2 is block II, the first stop of a journey."),
        }

    def clean_pattern(self) -> str:
        """One that tells each number from every other."""
        pattern: str = self.cleaned_data["pattern"]
        validate_pattern(pattern)
        return pattern

    def clean(self) -> dict[str, Any]:
        """Margins that a printer takes, and a block that the layout has."""
        data = super().clean()
        for name in _MARGINS:
            if (given := data.get(name)) is not None and not _LEAST <= given <= _MOST:
                words = _("Choose from %(least)d to %(most)d mm.") % {
                    "least": _LEAST,
                    "most": _MOST,
                }
                self.add_error(name, words)
        layout, block = data.get("visum_layout"), data.get("visum_block")
        if layout and block and block > (last := LAST_STOP[Stationery.Visum(layout)]):
            words = _("The last block of this layout that a host signs is %(last)d.") % {
                "last": last
            }
            self.add_error("visum_block", words)
        return data

    def save(self, commit: bool = True) -> Any:
        """As row 1."""
        self.instance.pk = 1
        return super().save(commit)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def stationery(request: HttpRequest) -> HttpResponse:
    """Look at a letter as it would be, then store it."""
    stored = Stationery.load()
    form = StationeryForm(request.POST if request.method == "POST" else None, instance=stored)
    seen, shown, changed, status = _seal(Stationery.load()), "", False, 200
    if request.method == "POST":
        posted = request.POST.get("seen", "")
        if not form.is_valid():
            seen, status = posted, 422
        elif "look" in request.POST:
            seen = posted
            data = sample(
                PaperKind.REPLY, "id", now=timezone.now(), stationery=form.save(commit=False)
            )
            shown = as_address(picture(data))
        else:
            with transaction.atomic():
                current = Stationery.objects.select_for_update().filter(pk=1).first()
                if _seal(current or Stationery(pk=1)) == posted:
                    log(request, form.save(), gettext_lazy("Letterhead and sheet stored."))
                    messages.success(request, _("Letterhead and sheet stored."))
                    return redirect("settings-papers")
            changed, status = True, 409
    context = {
        "section": "settings",
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in PARTS],
        "seen": seen,
        "changed": changed,
        "shown": shown,
    }
    return render(request, "desk/settings/papers/stationery.html", context, status=status)


def _seal(row: Stationery) -> str:
    return seal([(field.attname, getattr(row, field.attname)) for field in row._meta.fields])
