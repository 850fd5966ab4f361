"""The presses on a file's page: answers kept and changed, the file taken, given up, taken back.

Two may look at one file: answers are put beside each other's, and what is taken is what was shown.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.history.events import staff
from visits.history.settings_log import Words, later, note_change
from visits.imports.drafts import (
    Changed,
    call_off,
    changing,
    give_up,
    go_on,
    look_at,
    take_draft,
)
from visits.imports.reading.past import Outcome
from visits.imports.reading.questions import LEAVE, YES
from visits.imports.undoing import CannotUndo, undo
from visits.models import ImportBatch
from visits.pages.desk.frame.sure import ask
from visits.pages.desk.past.shown import alike_answered

A_PAGE = 25
Answers = dict[str, dict[str, str]]


class _Elsewhere(Exception):
    """What was pressed goes for another state of the file; its words are said."""


def pressed(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Do what was pressed, and go on to what it leads to."""
    press = request.POST.get("press", "")
    if press in ("undo", "discard") and request.POST.get("sure") != YES:
        return _ask(request, batch, press)
    try:
        match press:
            case "undo":
                _undo(request, batch)
            case "go_on":
                go_on(batch, by=staff(request.user), now=timezone.now())
                _say_taken(request, batch)
            case "call_off":
                call_off(batch, by=staff(request.user), now=timezone.now())
            case "discard":
                give_up(batch)
                messages.success(request, _("The file was given up; nothing of it was taken in."))
                return redirect("desk-past")
            case "take":
                _take(request, batch)
            case _:
                _keep_answers(request, batch)
    except (_Elsewhere, Changed) as changed:
        words = _("This file was taken in, changed or given up meanwhile. Look at it again.")
        messages.warning(request, str(changed) or words)
    if not ImportBatch.objects.filter(pk=batch.pk).exists():
        return redirect("desk-past")
    page = request.POST.get("hal", "")
    address = reverse("desk-past-import", args=[batch.pk])
    return redirect(f"{address}?hal={page}" if page.isdigit() and page != "1" else address)


def _take(request: HttpRequest, batch: ImportBatch) -> None:
    """Take what the page showed: with answers that were just given, it shows them first."""
    if _keep_answers(request, batch):
        raise _Elsewhere(
            _("Your answers are kept. Look at what is taken in now, then press again.")
        )
    if request.POST.get("version") != str(batch.version):
        raise _Elsewhere(_("Somebody changed this file meanwhile. Look at the rows again."))
    take_draft(batch, by=staff(request.user), now=timezone.now())
    _say_taken(request, batch)


def _say_taken(request: HttpRequest, batch: ImportBatch) -> None:
    n = batch.counts["imported"]
    words = later(
        lambda: ngettext("%(n)d visit was taken in.", "%(n)d visits were taken in.", n) % {"n": n}
    )
    _note(request, batch, words)


def _undo(request: HttpRequest, batch: ImportBatch) -> None:
    try:
        gone, stay = undo(batch, by=staff(request.user), now=timezone.now())
    except CannotUndo as error:
        raise _Elsewhere(_("This import cannot be taken back any more.")) from error
    if stay and not gone:
        raise _Elsewhere(_("Nothing was taken back: somebody has worked on all of its visits."))
    words = later(
        lambda: (
            ngettext("%(n)d visit was taken back.", "%(n)d visits were taken back.", gone)
            % {"n": gone}
        )
    )
    _note(request, batch, words)


def _note(request: HttpRequest, batch: ImportBatch, words: Words) -> None:
    note_change(staff(request.user), None, later(lambda: f"{batch.file_name}: {words}"))
    messages.success(request, str(words))


def _keep_answers(request: HttpRequest, batch: ImportBatch) -> bool:
    """Put what was answered, or is to be answered again, into the draft; False for nothing."""
    if batch.state != ImportBatch.State.DRAFT:
        raise Changed
    post = request.POST
    given = _given(post, batch)
    again = post.get("change", "") or post.get("change_all", "")
    back = post.get("press") == "back"
    if not (given or again or back):
        return False
    with changing(batch) as held:
        answers: Answers = {row: dict(own) for row, own in held.answers.items()}
        for row, own in given.items():
            answers.setdefault(row, {}).update(own)
        if again:
            field, _bar, row = again.partition("|")
            opened = {row} if "change" in post else alike_answered(batch, field, row)
            for one in opened:
                answers.get(one, {}).pop(field, None)
        if back:
            for own in answers.values():
                own.pop(LEAVE, None)
        held.answers = {row: own for row, own in answers.items() if own}
    return bool(given)


def _given(post: QueryDict, batch: ImportBatch) -> Answers:
    """The answers that were typed or chosen on the page."""
    if not any(post.get(f"r{n}") for n in range(A_PAGE)):
        return {}
    outcomes = look_at(batch).outcomes
    by_key = {one.row_key: one for one in outcomes}
    answers: Answers = {}
    for n in range(A_PAGE):
        if outcome := by_key.get(post.get(f"r{n}", "")):
            _answer_row(post, f"r{n}", outcome, outcomes, answers)
    return {row: own for row, own in answers.items() if own}


def _answer_row(
    post: QueryDict, place: str, outcome: Outcome, outcomes: Sequence[Outcome], answers: Answers
) -> None:
    own = answers.setdefault(outcome.row_key, {})
    if post.get(f"{place}-leave") == YES:
        own[LEAVE] = YES
    for question in outcome.questions:
        name = f"{place}-{question.field}"
        typed = post.get(name, "").strip()
        given = typed if typed and typed != question.said else post.get(f"{name}-choice", "")
        if not given or not question.field:
            continue
        own[question.field] = given
        if post.get(f"{name}-all") == YES:
            asked = question.field, question.said
            for other in outcomes:
                if asked in [(q.field, q.said) for q in other.questions]:
                    answers.setdefault(other.row_key, {})[question.field] = given


def _ask(request: HttpRequest, batch: ImportBatch, press: str) -> HttpResponse:
    """Once more, before much is gone."""
    rows = sum(map(bool, batch.answers.values()))
    if press == "undo":
        count = batch.rows.count()
        title, button = _("Take this import back?"), _("Take this import back")
        words = ngettext(
            "%(n)d visit is deleted. One on which somebody has worked since stays.",
            "%(n)d visits are deleted. Those on which somebody has worked since stay.",
            count,
        )
        words %= {"n": count}
    else:
        title, button = _("Give this file up?"), _("Give this file up")
        words = ngettext(
            "Nothing of it is taken in, and your answers to %(n)d row are lost.",
            "Nothing of it is taken in, and your answers to %(n)d rows are lost.",
            rows,
        )
        words %= {"n": rows}
    return ask(
        request,
        title=title,
        first=batch.file_name,
        then=words,
        button=button,
        back=_("Back to the file"),
        back_to=reverse("desk-past-import", args=[batch.pk]),
        fields={"press": press},
        section="past",
    )
