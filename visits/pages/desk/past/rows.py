"""The rows of a file: clear ones, questions, what was answered; and what came of it once taken."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.imports.drafts import Look, look_at
from visits.imports.reading.around import words_of
from visits.imports.reading.questions import LEAVE, YES
from visits.imports.undoing import may_undo
from visits.models import ImportBatch, Visit
from visits.pages.desk.frame.access import needs
from visits.pages.desk.past.presses import A_PAGE, pressed
from visits.pages.desk.past.shown import answered_in, asked_rows, clear_rows
from visits.people.roles import Right

_SAMPLES = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PAST)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of a draft, or what came of a file that was taken."""
    if request.method == "POST":
        batch = ImportBatch.objects.filter(pk=pk).first()
        if batch is None:
            messages.warning(request, _("This file was taken in or given up meanwhile."))
            return redirect("desk-past")
        return pressed(request, batch)
    batch = get_object_or_404(ImportBatch, pk=pk)
    if batch.state != ImportBatch.State.DRAFT:
        return _result(request, batch)
    seen = look_at(batch)
    if seen.unmapped:
        return redirect("desk-past-columns", pk)
    asked = [one for one in seen.outcomes if one.questions]
    clear = [one for one in seen.outcomes if one.clear]
    page = Paginator(asked, A_PAGE).get_page(request.GET.get("hal"))
    answered = Paginator(answered_in(batch, seen), A_PAGE).get_page(request.GET.get("jawaban"))
    context = {
        "section": "past",
        "batch": batch,
        "counts": seen.counts,
        "passed": _passed(seen),
        "left_out": sum(answers.get(LEAVE) == YES for answers in batch.answers.values()),
        "page": page,
        "asked": asked_rows(page.object_list, seen.columns),
        "answered": answered,
        "several": len(seen.tables) > 1,
        "clear": clear_rows(clear[:_SAMPLES]),
    }
    return render(request, "desk/past/rows.html", context)


def _passed(seen: Look) -> list[str]:
    return [words_of(why, n) for why, n in seen.found.passed.items() if n]


def _result(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    visits = Visit.objects.filter(imported__batch=batch).select_related("region__province")
    stay = batch.counts.get("stay", [])
    context: dict[str, Any] = {
        "section": "past",
        "batch": batch,
        "counts": batch.counts,
        "may_undo": may_undo(batch, now=timezone.now()),
        "visits": visits.order_by("held_on", "pk")[:_SAMPLES],
        "count": visits.count(),
        "all": f"{reverse('desk-visits')}?import={batch.pk}",
        "stay": stay[:_SAMPLES],
        "more": max(0, len(stay) - _SAMPLES),
    }
    return render(request, "desk/past/result.html", context)
