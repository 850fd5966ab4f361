"""All that the host may set of its papers, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.models import PaperForm, PaperKind, Signatory, Stationery
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.papers.samples import language_names
from visits.papers.life.table import NUMBERED
from visits.people.roles import Right


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def papers(request: HttpRequest) -> HttpResponse:
    """Letterhead, signatories and each kind of paper; three queries."""
    forms = {form.kind: form for form in PaperForm.objects.select_related("signatory")}
    kinds = []
    for kind in PaperKind:
        form = forms.get(kind)
        words = form.words if form else {}
        links = [
            (name, reverse("settings-paper-words", args=[kind, code]), bool(words.get(code)))
            for code, name in language_names(kind).items()
        ]
        kinds.append((kind, form, links, kind in NUMBERED))
    context = {
        "section": "settings",
        "kinds": kinds,
        "signatories": Signatory.objects.order_by("-active", "name"),
        "stationery": Stationery.load(),
    }
    return render(request, "desk/settings/papers/index.html", context)
