"""The survey: when it is open, who may answer, what counts once, and what it comes to."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from scheduling.models import Room
from tests.factories import a_completed_visit, a_visit
from tests.sampled import sampled
from visits.history.events import program
from visits.life import attendance, deciding
from visits.models import Host, Status, SurveyAnswer, Visit
from visits.models.survey import ELEMENTS
from visits.survey.answering import OPEN_FOR, Standing, SurveyClosed, answer, result_of, standing_of
from visits.survey.ikm import Grade

pytestmark = pytest.mark.django_db
DESK = program("desk")
GOOD = dict.fromkeys(ELEMENTS, 3)


@pytest.fixture
def visit(room: Room, host: Host, now: dt.datetime) -> Visit:
    """Three guests came, and are gone."""
    return a_completed_visit(people=3, now=now)


def say(visit: Visit, nonce: str, now: dt.datetime, **scores: int) -> bool:
    return answer(visit, scores={**GOOD, **scores}, remark="", nonce=nonce, now=now)


def test_it_opens_when_the_visit_is_over_and_not_before(
    room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    seen = [standing_of(visit, now=now)]
    for step in (deciding.approve, attendance.check_in, attendance.complete):
        visit = step(visit, by=DESK, now=now)  # type: ignore[operator]
        seen.append(standing_of(visit, now=now))
    assert seen == [*[Standing.NOT_YET] * 3, Standing.OPEN]


@pytest.mark.parametrize(
    "status", [Status.DECLINED, Status.CANCELLED, Status.EXPIRED, Status.NO_SHOW]
)
def test_of_no_visit_there_is_nothing_to_say(visit: Visit, now: dt.datetime, status: str) -> None:
    Visit.objects.filter(pk=visit.pk).update(status=status)
    with pytest.raises(SurveyClosed) as closed:
        say(visit, "a", now)
    assert closed.value.standing == Standing.NEVER


def test_it_closes_thirty_days_after_the_end_was_noted(visit: Visit, now: dt.datetime) -> None:
    last = now + OPEN_FOR
    assert standing_of(visit, now=last - dt.timedelta(seconds=1)) == Standing.OPEN
    assert standing_of(visit, now=last) == Standing.OVER
    with pytest.raises(SurveyClosed):
        say(visit, "a", last)
    # Noted a fortnight late: the guests have their thirty days all the same.
    Visit.objects.filter(pk=visit.pk).update(left_at=now - dt.timedelta(days=14))
    visit.refresh_from_db()
    assert standing_of(visit, now=now + dt.timedelta(days=20)) == Standing.OPEN


def test_as_many_may_answer_as_came(visit: Visit, now: dt.datetime) -> None:
    for number in range(3):
        assert say(visit, f"{number}", now)
    assert standing_of(visit, now=now) == Standing.FULL
    with pytest.raises(SurveyClosed) as closed:
        say(visit, "another", now)
    assert closed.value.standing == Standing.FULL
    Visit.objects.filter(pk=visit.pk).update(people_came=4)
    assert say(visit, "another", now)


def test_a_form_sent_twice_counts_once(visit: Visit, now: dt.datetime) -> None:
    assert say(visit, "a", now, cost=4)
    assert not say(visit, "a", now, cost=1)
    assert visit.survey_answers.get().cost == 4


def test_the_last_form_sent_twice_is_no_refusal(visit: Visit, now: dt.datetime) -> None:
    for nonce in "abc":
        say(visit, nonce, now)
    assert not say(visit, "c", now)


@pytest.mark.parametrize("score", [0, 5])
@pytest.mark.parametrize("name", sampled(ELEMENTS, every=4))
def test_the_database_refuses_other_scores(
    visit: Visit, now: dt.datetime, name: str, score: int
) -> None:
    with pytest.raises(IntegrityError, match="scores_are_one_to_four"), transaction.atomic():
        say(visit, "a", now, **{name: score})


def test_the_database_refuses_a_form_kept_twice(visit: Visit, now: dt.datetime) -> None:
    say(visit, "a", now)
    kept = visit.survey_answers.get()
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save()


def test_nothing_of_a_person_is_kept() -> None:
    kept = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert kept == {"id", "visit", "nonce", "answered_at", "remark", "notice", *ELEMENTS}


def test_what_it_comes_to(visit: Visit, now: dt.datetime) -> None:
    other = a_completed_visit(now=now)
    say(visit, "a", now, cost=4)
    say(visit, "b", now, cost=4, facilities=1)
    say(other, "a", now)
    found = result_of(SurveyAnswer.objects.all())
    assert (found.answers, found.visits) == (3, 2)
    # 7 elements of 9 points, 11 and 7: 81 points of 27 scores.
    assert (found.index, found.grade) == (Decimal("75.00"), Grade.C)
    means = {e.question.name: (e.mean, e.index, e.grade) for e in found.elements}
    assert means["cost"] == (Decimal("3.67"), Decimal("91.67"), Grade.A)
    assert means["facilities"] == (Decimal("2.33"), Decimal("58.33"), Grade.D)
    assert list(means) == list(ELEMENTS)


def test_without_answers_it_comes_to_nothing(db: None) -> None:
    found = result_of(SurveyAnswer.objects.all())
    assert (found.answers, found.index, found.grade, found.elements) == (0, None, None, [])
