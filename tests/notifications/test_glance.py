"""Before a pass: two statements find whether it has anything to do."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from config.worker import Plan
from notifications.due import run_due
from notifications.glance import pass_is_needed
from notifications.models import Message, ResetRequest
from notifications.outbox.reminding import Which
from scheduling.models import Closure, Room
from tests.factories import UserFactory, a_visit
from visits.history.events import staff
from visits.inbox.counting import EVERY
from visits.life import deciding
from visits.models import Host, Region, Visit, VisitEvent

pytestmark = pytest.mark.django_db
# An idle minute of the embedded worker: looks, and the one pass that is made in any case.
LOOKS_A_MINUTE, MOST_A_LOOK, MOST_A_PASS, MOST_A_FULL_PASS = 4, 2, 40, 75


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def settle(now: dt.datetime) -> Callable[[], None]:
    """Make passes until none is needed."""

    def settle() -> None:
        for _ in range(4):
            run_due(now=now)
            if not pass_is_needed(now=now):
                return
        pytest.fail("it never settles")

    return settle


def test_at_rest_it_finds_nothing_for_two_statements(
    now: dt.datetime, settle: Callable[[], None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_visit(trusted=True, now=now)
    settle()
    with django_assert_num_queries(MOST_A_LOOK):
        assert not pass_is_needed(now=now + dt.timedelta(seconds=15))


def test_once_a_minute_a_pass_is_made_in_any_case(
    now: dt.datetime, settle: Callable[[], None]
) -> None:
    settle()
    assert not pass_is_needed(now=now + EVERY - dt.timedelta(seconds=1))
    assert pass_is_needed(now=now + EVERY)


def test_a_clock_that_was_set_back_does_not_keep_it_from_passes(
    now: dt.datetime, settle: Callable[[], None]
) -> None:
    settle()
    assert pass_is_needed(now=now - dt.timedelta(hours=1))


def test_what_changed_without_a_nudge_is_found(
    now: dt.datetime, settle: Callable[[], None]
) -> None:
    settle()
    a_visit(trusted=True, now=now)
    assert pass_is_needed(now=now)
    settle()
    Closure.objects.create(
        name="Acara", kind=Closure.Kind.OWN_EVENT, starts_on=now.date(), ends_on=now.date()
    )
    assert pass_is_needed(now=now)


def test_a_hold_that_runs_out_is_found_by_the_clock(
    now: dt.datetime, settle: Callable[[], None]
) -> None:
    visit = a_visit(now=now)
    settle()
    moment = now + dt.timedelta(seconds=15)
    assert not pass_is_needed(now=moment)
    # As the pass before the end of its hold leaves everything.
    late = visit.created_at + dt.timedelta(days=3)
    run_due(now=late - dt.timedelta(days=2, hours=23, minutes=59))
    assert pass_is_needed(now=late)


@pytest.mark.parametrize("kind", ["mail", "password", "event"])
def test_what_waits_to_be_told_is_found(
    kind: str, now: dt.datetime, settle: Callable[[], None]
) -> None:
    visit = a_visit(now=now)
    settle()
    if kind == "mail":
        sent = Message.objects.filter(visit=visit)
        assert sent.update(state=Message.State.PENDING, next_attempt_at=now, sent_at=None)
    elif kind == "password":
        ResetRequest.objects.create(address="a@b.example", language="id", asked_at=now)
    else:
        VisitEvent.objects.filter(visit=visit).update(told_at=None)
    assert pass_is_needed(now=now)


def test_what_can_still_be_taken_back_is_not_told_before_and_found_after(
    now: dt.datetime, settle: Callable[[], None], settings: Settings
) -> None:
    settings.UNDO_SECONDS = 30
    deciding.approve(a_visit(trusted=True, now=now), by=staff(UserFactory()), now=now)
    settle()
    assert not pass_is_needed(now=now + dt.timedelta(seconds=15))
    assert pass_is_needed(now=now + dt.timedelta(seconds=31))


def test_a_mailbox_is_read_once_a_minute(
    now: dt.datetime, settle: Callable[[], None], settings: Settings, tmp_path: Path
) -> None:
    settings.INBOX_URL = f"file://{tmp_path}"
    settle()
    later = now + dt.timedelta(seconds=50)
    run_due(now=later)
    assert not pass_is_needed(now=later)
    assert pass_is_needed(now=now + dt.timedelta(seconds=60))


def test_an_idle_minute_costs_few_statements(
    now: dt.datetime,
    settle: Callable[[], None],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    visits = [a_visit(trusted=True, now=now) for _ in range(3)]
    settle()
    with django_assert_max_num_queries(MOST_A_PASS):
        run_due(now=now + EVERY, reminders=Which.URGENT)
    with django_assert_max_num_queries(MOST_A_FULL_PASS):
        run_due(now=now + dt.timedelta(minutes=6))
    assert Visit.objects.count() == len(visits)


def test_beat_looks_four_times_a_minute_and_sends_passes_only_where_there_is_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from config.celery import app

    plan = Plan(app=app, schedule={})
    sent: list[str] = []
    monkeypatch.setattr(plan, "apply_async", lambda entry, **_how: sent.append(entry.name))
    entry = plan.schedule["deliver-due"]
    assert entry.schedule.run_every.total_seconds() * LOOKS_A_MINUTE == 60
    run_due(now=timezone.now())
    plan.apply_entry(entry)
    run_due(now=timezone.now())
    before = list(sent)
    plan.apply_entry(entry)
    assert sent == before
    plan.apply_entry(plan.schedule["keep"])
    assert sent == [*before, "keep"]


def test_a_database_that_is_away_is_left_to_the_pass_to_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from config.celery import app

    def away(**_when: object) -> bool:
        raise OSError

    plan = Plan(app=app, schedule={})
    sent: list[str] = []
    monkeypatch.setattr(plan, "apply_async", lambda entry, **_how: sent.append(entry.name))
    monkeypatch.setattr("notifications.glance.pass_is_needed", away)
    plan.apply_entry(plan.schedule["deliver-due"])
    assert sent == ["deliver-due"]
