"""An officer's answer as it is asked for and read, whichever page it is pressed on."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from visits.history.events import Actor
from visits.history.events import officer as as_officer
from visits.language.dates import day_words
from visits.language.text import clean_line
from visits.life import step
from visits.life.deadlines import allowed_now, is_over
from visits.life.duties import officers_answer
from visits.life.duties.officers_answer import Excuse
from visits.life.table import Action
from visits.models import Assignment, Officer, Status, Visit, VisitEvent
from visits.models.host import LONGEST_EXCUSE
from visits.pages.frame.typed import too_long
from visits.people.officers import candidates, colleagues_among
from visits.queries.visits import Session, session_of

Answer = Assignment.Answer
ANSWERS = (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED)
# What most say. Nothing about health: that is nobody's business here (UU 27/2022, article 4).
REASONS = {
    "meeting": pgettext_lazy("officer's reason", "Meeting"),
    "travel": pgettext_lazy("officer's reason", "On duty elsewhere"),
    "leave": pgettext_lazy("officer's reason", "On leave"),
    "task": pgettext_lazy("officer's reason", "Another task at that hour"),
}


class NotSaid(Exception):
    """What was sent is no answer; `words` say what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Typed:
    """What was chosen and typed beside "cannot", to be shown again."""

    why: str = ""
    reason: str = ""
    colleague: str = ""
    problem: str = field(default="", compare=False)

    @classmethod
    def of(cls, sent: QueryDict, problem: str = "") -> "Typed":
        """As a form sent it."""
        names = ("why", "reason", "colleague")
        why, reason, colleague = (sent.get(name, "").replace("\x00", "") for name in names)
        return cls(why, reason, colleague, problem)


def excuse_in(sent: QueryDict) -> Excuse:
    """The reason, as staff read it, and the colleague; raises NotSaid."""
    with override("id"):  # staff read it, as all that is noted for them
        ready = str(REASONS.get(sent.get("why", ""), ""))
    reason = ": ".join(part for part in (ready, clean_line(sent.get("reason", ""))) if part)
    if words := too_long(reason, LONGEST_EXCUSE):
        raise NotSaid(words)
    chosen = sent.get("colleague", "")
    if not chosen:
        return Excuse(reason)
    pk = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    colleague = Officer.objects.filter(pk=pk).first()
    if colleague is None:
        raise NotSaid(_no_colleague())
    return Excuse(reason, colleague)


def take(
    assignment: Assignment,
    answer: str,
    *,
    slot: str | None,
    excuse: Excuse | None,
    now: dt.datetime,
) -> None:
    """Note the officer's own answer; raises NotSaid with what to do, where it cannot be noted."""
    visit, officer = assignment.visit, assignment.officer
    if answer not in ANSWERS:
        raise NotSaid(_("Choose one of the answers."))
    try:
        officers_answer.answer(
            visit,
            officer=officer,
            answer=answer,
            excuse=excuse,
            slot=slot,
            by=as_officer(officer),
            now=now,
        )
    except officers_answer.OtherHours as error:
        raise NotSaid(_moved(error.visit)) from error
    except officers_answer.NoColleague as error:
        raise NotSaid(_no_colleague()) from error
    except (step.WrongStatus, Assignment.DoesNotExist) as error:
        raise NotSaid(_("This visit no longer asks for an answer.")) from error


def note_told(
    visit: Visit,
    officer: Officer,
    sent: QueryDict,
    *,
    by: Actor,
    now: dt.datetime,
    version: int | None,
) -> None:
    """Note what the officer told staff; raises NotSaid, ValueError, and what
    `officers_answer.answer` does.

    A colleague whom the officer suggested stays suggested.
    """
    answer, excuse = sent.get("answer", ""), None
    if answer not in ANSWERS:
        raise ValueError("no answer")
    if answer == Answer.DECLINED:
        suggested = visit.assignments.get(officer=officer).colleague
        excuse = replace(excuse_in(sent), colleague=suggested)
    officers_answer.answer(
        visit, officer=officer, answer=answer, excuse=excuse, by=by, now=now, version=version
    )


def told() -> dict[str, Any]:
    """What staff choose from, who note what an officer told them."""
    return {
        "answers": [(one.value, one.label) for one in ANSWERS[:2]],
        "cannot": ANSWERS[2].label,
        "reasons": list(REASONS.items()),
    }


def press(request: HttpRequest, assignment: Assignment, *, now: dt.datetime) -> Typed | None:
    """Take the one answer of a page's form; what to show again where that was not possible."""
    sent = request.POST
    answer = sent.get("answer", "")
    try:
        excuse = excuse_in(sent) if answer == Answer.DECLINED else None
        take(assignment, answer, slot=sent.get("slot"), excuse=excuse, now=now)
    except NotSaid as error:
        return Typed.of(sent, error.words)
    messages.success(request, thanks(answer, excuse))
    return None


def thanks(answer: str, excuse: Excuse | None = None) -> str:
    """What is said of an answer that was noted."""
    if answer == Answer.ACCEPTED:
        return _("Thank you. The desk knows that you will be there.")
    if answer == Answer.TENTATIVE:
        return _("Noted: you may be there. Answer again here as soon as you know.")
    if excuse and excuse.colleague:
        words = _("Noted. The desk sees it, and decides whether to ask %(name)s.")
        return words % {"name": excuse.colleague.name}
    return _("Noted. The desk sees it and looks for somebody else.")


def asking(
    assignment: Assignment,
    session: Session | None,
    *,
    now: dt.datetime,
    typed: Typed | None = None,
    cannot: bool = False,
) -> dict[str, Any]:
    """What `templates/duty/ask.html` shows; `cannot` opens its reasons, `typed` fills them."""
    visit = assignment.visit
    allowed = allowed_now(visit, VisitEvent.By.OFFICER, now=now, session=session)
    if Action.ANSWER not in allowed:
        return {"open": False, "closed": closed_words(visit, session, now=now)}
    here = session if session and not session.given_back else None
    found = candidates(visit, session=here)
    declined = assignment.answer == Answer.DECLINED
    before = Typed(reason=assignment.reason, colleague=str(assignment.colleague_id or ""))
    mine = next((c for c in found if c.officer.pk == assignment.officer_id), None)
    return {
        "open": True,
        "assignment": assignment,
        "slot": here.slot_id if here else "",
        "answers": [(one.value, one.label) for one in ANSWERS[:2]],
        "cannot": ANSWERS[2].label,
        "reasons": list(REASONS.items()),
        "colleagues": colleagues_among(found, visit, assignment.officer, assignment.colleague_id),
        "typed": typed or (before if declined else Typed()),
        "problem": typed.problem if typed else "",
        "cannot_open": cannot or declined or bool(typed and typed != Typed()),
        "before": Answer(assignment.answer_before).label if assignment.answer_before else "",
        "clash": mine.busy_with if mine and not declined else None,
    }


def others_of(assignment: Assignment) -> QuerySet[Assignment]:
    """Who else is named for the visit, whoever receives first."""
    named = assignment.visit.assignments.exclude(pk=assignment.pk)
    return named.select_related("officer__agency").order_by("-role", "id")


def closed_words(visit: Visit, session: Session | None, *, now: dt.datetime) -> str:
    """Why nobody is asked any more."""
    if visit.status == Status.CANCELLED:
        return _("This visit is cancelled: you need not be there.")
    if visit.status in (Status.DECLINED, Status.EXPIRED):
        return _("This visit does not take place: you need not be there.")
    if visit.status == Status.ARRIVED:
        return _("The guests are here: answers are no longer asked for.")
    if visit.status in (Status.COMPLETED, Status.NO_SHOW) or is_over(visit, session, now=now):
        return _("This visit is over: answers are no longer asked for.")
    return _("This visit no longer asks for an answer.")


def _moved(visit: Visit) -> str:
    session = session_of(visit)
    if session is None or session.given_back:
        return _("Nothing was noted: this visit has no session any more.")
    words = _("Nothing was noted: this visit is now on %(day)s. Look at it and answer again.")
    return words % {"day": day_words(session.date)}


def _no_colleague() -> str:
    return _("This colleague can no longer be suggested. Choose another, or nobody.")
