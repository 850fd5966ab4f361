"""The satisfaction survey of a visit: while it is open, who may answer, and what came of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from scheduling.database.contention import again
from visits.history import notices
from visits.models import Status, SurveyAnswer, Visit, VisitEvent
from visits.models.survey import ELEMENTS
from visits.survey.ikm import Grade, grade, ikm, mean
from visits.survey.questions import QUESTIONS, Question
from visits.survey.shares import NetworkHadItsShare, take_share

__all__ = ["NetworkHadItsShare"]  # callers need it too

OPEN_FOR = dt.timedelta(days=30)
_OFF = frozenset({Status.DECLINED, Status.CANCELLED, Status.EXPIRED, Status.NO_SHOW})


class Standing(StrEnum):
    """Whether a visit's survey takes answers, and if not, why."""

    NOT_YET = "not_yet"
    """The visit is still to come, or under way."""
    OPEN = "open"
    FULL = "full"
    """As many have answered as came."""
    OVER = "over"
    """The visit is longer ago than OPEN_FOR."""
    NEVER = "never"
    """There was no visit."""


class SurveyClosed(Exception):
    """The survey takes no answer; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def closes_at(visit: Visit) -> dt.datetime | None:
    """When the survey of a completed visit ends: OPEN_FOR after it was noted to be over."""
    noted = visit.events.filter(kind=VisitEvent.Kind.COMPLETED).order_by("id").last()
    over = noted.at if noted else visit.left_at
    return over + OPEN_FOR if over else None


def standing_of(visit: Visit, *, now: dt.datetime) -> Standing:
    """Where the survey of `visit` stands; two queries at most.

    The guests themselves are asked (PermenPANRB 14/2017: whoever was served), so each of them may
    answer: as many as came, or as were announced where nobody counted.
    """
    if visit.status in _OFF or visit.held_on:
        return Standing.NEVER
    if visit.status != Status.COMPLETED:
        return Standing.NOT_YET
    closes = closes_at(visit)
    if closes is not None and now >= closes:
        return Standing.OVER
    return Standing.FULL if visit.survey_answers.count() >= places_of(visit) else Standing.OPEN


def places_of(visit: Visit) -> int:
    """How many may answer."""
    return visit.people_came or visit.people


@again
def answer(
    visit: Visit,
    *,
    scores: Mapping[str, int],
    remark: str,
    nonce: str,
    now: dt.datetime,
    network: str = "",
) -> bool:
    """Keep one guest's answer; False where the form `nonce` was kept before, which is no error.

    `scores` has 1 to 4 for each of ELEMENTS; `network` is where it came from, as
    networks.network_of names it, and is not kept with it. Raises SurveyClosed, and
    NetworkHadItsShare.
    """
    with transaction.atomic():
        # One at a time: the last place is not taken twice, nor one form counted twice.
        visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if visit.survey_answers.filter(nonce=nonce).exists():
            return False
        standing = standing_of(visit, now=now)
        if standing != Standing.OPEN:
            raise SurveyClosed(standing)
        left = places_of(visit) - visit.survey_answers.count()
        take_share(visit, network, left=left, now=now)
        SurveyAnswer.objects.create(
            visit=visit,
            nonce=nonce,
            answered_at=now,
            remark=remark,
            notice=notices.current(),
            **{name: scores[name] for name in ELEMENTS},
        )
    return True


@dataclass(frozen=True)
class ElementResult:
    """An element's mean (1.00 to 4.00), and the same as an index with its class."""

    question: Question
    mean: Decimal
    index: Decimal
    grade: Grade


@dataclass(frozen=True)
class Result:
    """What a period's answers come to; without answers there is no index and no element."""

    answers: int
    visits: int
    index: Decimal | None
    grade: Grade | None
    elements: list[ElementResult]


def result_of(answers: QuerySet[SurveyAnswer]) -> Result:
    """The index over `answers`; one query."""
    found = answers.order_by().aggregate(
        answers=Count("id"),
        visits=Count("visit", distinct=True),
        **{f"sum_{name}": Sum(name) for name in ELEMENTS},
    )
    count = found["answers"]
    if not count:
        return Result(answers=0, visits=0, index=None, grade=None, elements=[])
    sums = [found[f"sum_{question.name}"] for question in QUESTIONS]
    index = ikm(sums, count)
    return Result(
        answers=count,
        visits=found["visits"],
        index=index,
        grade=grade(index),
        elements=[
            _element(question, total, count)
            for question, total in zip(QUESTIONS, sums, strict=True)
        ],
    )


def _element(question: Question, total: int, answers: int) -> ElementResult:
    index = ikm([total], answers)
    return ElementResult(question, mean(total, answers), index, grade(index))
