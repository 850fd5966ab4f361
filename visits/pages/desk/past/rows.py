"""The rows of a file: clear ones, questions with their answers, and the presses that follow."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.history.events import staff
from visits.history.settings_log import note_change
from visits.imports.drafts import Changed, Look, give_up, look_at, take_draft
from visits.imports.reading.around import WORDS as PASSED
from visits.imports.reading.past import Outcome
from visits.imports.reading.questions import LEAVE, YES, Question
from visits.imports.taking import CannotUndo, may_undo, undo
from visits.models import ImportBatch, Visit
from visits.pages.desk.frame.access import needs
from visits.people.roles import Right

_A_PAGE = 25
_SAMPLES = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PAST)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of a draft, or what came of a file that was taken."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if request.method == "POST":
        return _pressed(request, batch)
    if batch.state != ImportBatch.State.DRAFT:
        return _result(request, batch)
    seen = look_at(batch)
    if seen.unmapped:
        return redirect("desk-past-columns", pk)
    asked = [one for one in seen.outcomes if one.questions]
    clear = [one for one in seen.outcomes if one.clear]
    page = Paginator(asked, _A_PAGE).get_page(request.GET.get("hal"))
    context = {
        "section": "past",
        "batch": batch,
        "counts": seen.counts,
        "passed": _passed(seen),
        "left_out": sum(answers.get(LEAVE) == YES for answers in batch.answers.values()),
        "page": page,
        "several": len(seen.tables) > 1,
        "clear": clear[:_SAMPLES],
    }
    return render(request, "desk/past/rows.html", context)


def _pressed(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    press = request.POST.get("press", "")
    if press == "undo":
        return _undo(request, batch)
    if batch.state != ImportBatch.State.DRAFT:
        messages.warning(request, _("This file was taken in or given up meanwhile."))
        return redirect("desk-past-import", batch.pk)
    if press == "discard":
        give_up(batch)
        messages.success(request, _("The file was given up; nothing of it was taken in."))
        return redirect("desk-past")
    if press == "back":
        kept = {row: {k: v for k, v in a.items() if k != LEAVE} for row, a in batch.answers.items()}
        batch.answers = {row: answers for row, answers in kept.items() if answers}
    else:
        batch.answers = _answered(request.POST, batch.answers, look_at(batch).outcomes)
    batch.save(update_fields=["answers"])
    if press == "take":
        return _take(request, batch)
    page = request.POST.get("hal", "")
    address = reverse("desk-past-import", args=[batch.pk])
    return redirect(f"{address}?hal={page}" if page.isdigit() else address)


def _take(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    try:
        batch = take_draft(batch, by=staff(request.user), now=timezone.now())
    except Changed:
        messages.warning(request, _("Somebody took visits in meanwhile. Look at the rows again."))
        return redirect("desk-past-import", batch.pk)
    n = batch.counts["imported"]
    words = ngettext("%(n)d visit was taken in.", "%(n)d visits were taken in.", n) % {"n": n}
    note_change(staff(request.user), None, f"{batch.file_name}: {words}")
    messages.success(request, words)
    return redirect("desk-past-import", batch.pk)


def _undo(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    try:
        gone, _stay = undo(batch, by=staff(request.user), now=timezone.now())
    except CannotUndo:
        messages.warning(request, _("This import cannot be taken back any more."))
        return redirect("desk-past-import", batch.pk)
    words = ngettext("%(n)d visit was taken back.", "%(n)d visits were taken back.", gone)
    said = words % {"n": gone}
    note_change(staff(request.user), None, f"{batch.file_name}: {said}")
    messages.success(request, said)
    return redirect("desk-past-import", batch.pk)


def _answered(
    post: QueryDict, before: dict[str, dict[str, str]], outcomes: Sequence[Outcome]
) -> dict[str, dict[str, str]]:
    """The answers with those that were typed or chosen on the page."""
    by_key = {one.row_key: one for one in outcomes}
    answers = {row: dict(given) for row, given in before.items()}
    for number in range(_A_PAGE):
        outcome = by_key.get(post.get(f"r{number}", ""))
        if outcome is None:
            continue
        own = answers.setdefault(outcome.row_key, {})
        if post.get(f"r{number}-leave") == YES:
            own[LEAVE] = YES
        for question in outcome.questions:
            name = f"r{number}-{question.field}"
            typed = post.get(name, "").strip()
            given = typed if typed and typed != question.said else post.get(f"{name}-choice", "")
            if not given or not question.field:
                continue
            own[question.field] = given
            if post.get(f"{name}-all") == YES:
                for other in outcomes:
                    if any(
                        (q.field, q.said) == (question.field, question.said)
                        for q in other.questions
                    ):
                        answers.setdefault(other.row_key, {})[question.field] = given
    return {row: given for row, given in answers.items() if given}


def _alike(question: Question, outcomes: Sequence[Outcome]) -> list[str]:
    """The rows in which the same is asked of the same words."""
    wanted = question.field, question.said
    return [one.row_key for one in outcomes if wanted in [(q.field, q.said) for q in one.questions]]


def _passed(seen: Look) -> list[str]:
    return [f"{n} {PASSED[why]}" for why, n in seen.found.passed.items() if n]


def _result(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    visits = Visit.objects.filter(imported__batch=batch).select_related("region__province")
    context: dict[str, Any] = {
        "section": "past",
        "batch": batch,
        "counts": batch.counts,
        "may_undo": may_undo(batch, now=timezone.now()),
        "visits": visits.order_by("held_on")[:_SAMPLES],
        "count": visits.count(),
    }
    return render(request, "desk/past/result.html", context)
