"""A letter is true as long as it says what was decided, and what is offered."""

import datetime as dt

import pytest
from django.utils import timezone

from scheduling.models import Room
from tests.factories import a_free_slot, a_visit
from visits.history.events import Actor
from visits.life import deciding
from visits.models import AgendaItem, Host, Paper, PaperKind, Status, Visit
from visits.papers.life import issuing
from visits.papers.life.truth import Facts, Untrue, untrue
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


def why(paper: Paper, visit: Visit) -> Untrue | None:
    return untrue(paper, Facts.load(visit, session_of(visit), now=timezone.now()))


def test_a_letter_that_offers_other_sessions_than_are_offered_now_is_not_true_any_more(
    room: Room, host: Host, desk: Actor, now: dt.datetime
) -> None:
    first, second = a_free_slot(after_days=20), a_free_slot(after_days=30)
    visit = deciding.propose(
        a_visit(trusted=True, now=now), slots=[first], message="Aula", by=desk, now=now
    )
    letter = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert why(letter, visit) is None
    visit = deciding.propose(visit, slots=[second], message="Aula", by=desk, now=now)
    assert why(letter, visit) == Untrue.ANSWER
    # It answers no more once there is nothing that it could answer: another cannot be written.
    Visit.objects.update(status=Status.EXPIRED)
    assert why(letter, Visit.objects.get(pk=visit.pk)) == Untrue.OVER


def test_a_letter_of_before_that_does_not_know_what_it_offers_stays_true(
    room: Room, host: Host, desk: Actor, now: dt.datetime
) -> None:
    visit = deciding.propose(
        a_visit(trusted=True, now=now),
        slots=[a_free_slot(after_days=20)],
        message="Aula",
        by=desk,
        now=now,
    )
    letter = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    del letter.data["basis"]["offers"]
    assert why(letter, visit) is None


def test_a_rundown_that_was_changed_since_is_to_be_replaced(
    room: Room, host: Host, desk: Actor, now: dt.datetime
) -> None:
    visit = deciding.approve(a_visit(trusted=True, now=now), by=desk, now=now)
    session = session_of(visit)
    assert session
    item = AgendaItem.objects.create(
        visit=visit,
        starts_at=session.starts_at,
        ends_at=session.starts_at + dt.timedelta(minutes=30),
        title="Sambutan",
    )
    paper = issuing.issue(visit, PaperKind.RUNDOWN, by=desk, now=now)
    assert why(paper, visit) is None
    AgendaItem.objects.filter(pk=item.pk).update(title="Foto bersama")
    assert why(paper, visit) == Untrue.RUNDOWN
    AgendaItem.objects.filter(pk=item.pk).update(title=item.title)
    assert why(paper, visit) is None
    item.delete()
    assert why(paper, visit) == Untrue.RUNDOWN
    # Papers of before do not know what they list.
    del paper.data["basis"]["items"]
    assert why(paper, visit) is None
