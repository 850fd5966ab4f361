"""The list of an officer's visits: answered in the rows, several at once, and taken back."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.history.events import officer as as_officer
from visits.life import step
from visits.life.deadlines import allowed_now
from visits.life.duties import officers_answer
from visits.life.table import Action
from visits.models import Assignment, Officer, Visit, VisitEvent
from visits.pages.desk.frame.access import needs, own_visits
from visits.pages.duties.answering import ANSWERS, REASONS, NotSaid, excuse_in, take, thanks
from visits.pages.frame.presses import pressed_on
from visits.people.officers import TOLD_OF
from visits.people.roles import Right
from visits.queries.visits import Session, sessions_of

Answer = Assignment.Answer
_MOST_PAST = 20
MOST_AT_ONCE = 50
# How long answers of a press can be taken back together; each alone is changed until the day.
_UNDO = dt.timedelta(minutes=10)
_UNDO_KEY = "officer_answers"
_FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Task:
    """A visit that the officer is named for, and what was answered.

    `clash` is another one of theirs at the same hours, which they have not declined.
    """

    visit: Visit
    session: Session | None
    assignment: Assignment
    open: bool
    clash: str = ""

    @property
    def slot(self) -> str:
        """The session that is answered for, "" for none."""
        return self.session.slot_id if self.session and not self.session.given_back else ""

    @property
    def row(self) -> str:
        """What the row's presses send: which visit, and the session that it showed."""
        return f"{self.visit.reference}|{self.slot}"

    @property
    def before(self) -> str:
        """What was answered before the visit changed, where no answer stands since."""
        said = self.assignment.answer_before
        return str(Answer(said).label) if said else ""


def tasks_of(visits: QuerySet[Visit], user: Any, *, now: dt.datetime) -> list[Task]:
    """The officer's visits with their sessions, the next first; six queries at most."""
    named = Assignment.objects.filter(
        visit__in=visits.filter(status__in=TOLD_OF), officer__user=user
    ).select_related("visit__region__province", "officer", "colleague")
    found = list(named)
    sessions = sessions_of([a.visit for a in found])
    tasks = [_task(a, sessions.get(a.visit_id), now=now) for a in found]
    ordered = sorted(tasks, key=lambda t: (t.session.starts_at if t.session else _FAR, t.visit.pk))
    return [replace(task, clash=_clash(task, ordered)) for task in ordered]


def _task(assignment: Assignment, session: Session | None, *, now: dt.datetime) -> Task:
    by = VisitEvent.By.OFFICER
    allowed = allowed_now(assignment.visit, by, now=now, session=session)
    return Task(assignment.visit, session, assignment, open=Action.ANSWER in allowed)


def _clash(task: Task, tasks: Iterable[Task]) -> str:
    """The institution of another visit at these hours; one that is received together is none."""
    mine = task.session
    if not task.open or not task.slot or mine is None or _declined(task):
        return ""
    for other in tasks:
        theirs = other.session
        if other is task or not other.open or theirs is None or _declined(other):
            continue
        apart = other.slot and other.slot != task.slot
        if apart and theirs.starts_at < mine.ends_at and mine.starts_at < theirs.ends_at:
            return other.visit.institution
    return ""


def _declined(task: Task) -> bool:
    return task.assignment.answer == Answer.DECLINED


@never_cache
@require_safe
@needs(Right.OWN_TASKS)
def tasks(request: HttpRequest) -> HttpResponse:
    """The list: what is to come, and what was."""
    return _page(request)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    found = tasks_of(own_visits(request), request.user, now=now)
    coming = [t for t in found if t.session is None or t.session.ends_at >= now]
    past = [t for t in found if t.session is not None and t.session.ends_at < now]
    context = {
        "section": "tasks",
        "coming": coming,
        "past": past[::-1][:_MOST_PAST],
        "answers": [(one.value, one.label) for one in ANSWERS[:2]],
        "cannot": ANSWERS[2].label,
        "reasons": list(REASONS.items()),
        "several": sum(task.open for task in coming) > 1,
        "picked": request.POST.getlist("pick"),
        "typed": request.POST.get("reason", ""),
        "undo": _undo_of(request, now=now),
        "problem": problem,
    }
    return render(request, "desk/officer_tasks.html", context, status=status)


@pressed_on("officer-tasks")
@needs(Right.OWN_TASKS)
def answer(request: HttpRequest) -> HttpResponse:
    """Answer for one row (`one`, "answer:reference|session") or those ticked (`pick`, `answer`).

    Each row says which session it showed: what has moved, or was called off since, is left out and
    said.
    """
    now = timezone.now()
    single = request.POST.get("one", "")
    given, _colon, row = single.partition(":")
    given = given if single else request.POST.get("answer", "")
    rows = [row] if single else request.POST.getlist("pick")[:MOST_AT_ONCE]
    if given not in ANSWERS:
        return _page(request, problem=_("Choose one of the answers."), status=422)
    if not rows:
        return _page(request, problem=_("Tick at least one visit first."), status=422)
    try:
        excuse = excuse_in(request.POST) if given == Answer.DECLINED else None
    except NotSaid as error:
        return _page(request, problem=error.words, status=422)
    done: list[dict[str, Any]] = []
    for reference, _bar, slot in (text.partition("|") for text in rows):
        assignment = _mine(request, reference)
        if assignment is None:
            continue
        before = _said(assignment)
        try:
            take(assignment, given, slot=slot, excuse=excuse, now=now)
        except NotSaid as error:
            messages.warning(request, f"{assignment.visit.institution}: {error.words}")
        else:
            done.append({"reference": assignment.visit.reference, "now": given, **before})
    if not done:
        messages.warning(request, _("No answer was noted. Look at the list as it is now."))
    else:
        _say(request, done, given)
        request.session[_UNDO_KEY] = {"until": (now + _UNDO).isoformat(), "rows": done}
    return redirect("officer-tasks")


def _say(request: HttpRequest, done: list[dict[str, Any]], given: str) -> None:
    if len(done) == 1:
        messages.success(request, thanks(given))
        return
    words = ngettext(
        "%(count)s answer noted: %(answer)s.", "%(count)s answers noted: %(answer)s.", len(done)
    )
    said = {"count": len(done), "answer": Answer(given).label}
    messages.success(request, words % said)


@pressed_on("officer-tasks")
@needs(Right.OWN_TASKS)
def undo(request: HttpRequest) -> HttpResponse:
    """Put back what stood before the last press, where nothing has changed since."""
    now = timezone.now()
    kept = request.session.pop(_UNDO_KEY, None)
    if not kept or dt.datetime.fromisoformat(kept["until"]) <= now:
        messages.warning(request, _("This can no longer be taken back. Change each answer below."))
        return redirect("officer-tasks")
    back = sum(_put_back(request, row, now=now) for row in kept["rows"])
    words = ngettext("%(count)s answer taken back.", "%(count)s answers taken back.", back)
    if back:
        messages.success(request, words % {"count": back})
    if back < len(kept["rows"]):
        messages.warning(request, _("What has changed since stays as it is."))
    return redirect("officer-tasks")


def _put_back(request: HttpRequest, row: dict[str, Any], *, now: dt.datetime) -> bool:
    assignment = _mine(request, row["reference"])
    if assignment is None or assignment.answer != row["now"]:
        return False
    colleague = Officer.objects.filter(pk=row["colleague"]).first()
    excuse = officers_answer.Excuse(row["reason"], colleague)
    try:
        officers_answer.answer(
            assignment.visit,
            officer=assignment.officer,
            answer=row["answer"],
            excuse=excuse if row["answer"] == Answer.DECLINED else None,
            by=as_officer(assignment.officer),
            now=now,
        )
    except (step.WrongStatus, Assignment.DoesNotExist, officers_answer.NoColleague):
        return False
    return True


def _undo_of(request: HttpRequest, *, now: dt.datetime) -> int:
    """How many answers can be taken back together."""
    kept = request.session.get(_UNDO_KEY)
    if not kept or dt.datetime.fromisoformat(kept["until"]) <= now:
        return 0
    return len(kept["rows"])


def _mine(request: HttpRequest, reference: str) -> Assignment | None:
    """The own assignment for that visit, as it stands."""
    visit = own_visits(request).filter(reference=reference.replace("\x00", "")).first()
    if visit is None:
        return None
    named = visit.assignments.select_related("officer", "visit__region__province")
    return named.filter(officer__user_id=request.user.pk or 0).first()


def _said(assignment: Assignment) -> dict[str, Any]:
    return {
        "answer": assignment.answer,
        "reason": assignment.reason,
        "colleague": assignment.colleague_id,
    }
