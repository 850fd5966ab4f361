"""What can be taken back is told to nobody until then; what was taken back never to people."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from notifications import tasks
from notifications.due import run_due, waiting_since
from notifications.models import Message
from notifications.models.webhooks import Call, Webhook
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from tests.conftest import MONDAY
from tests.factories import OfficerFactory, a_visit
from tests.notifications.letters import CONTACT, told
from visits.history.events import DELEGATION, Actor
from visits.life import amending, answering, deciding
from visits.life.undo.undoing import undo
from visits.models import Host, Visit

pytestmark = pytest.mark.django_db
SOON = MONDAY + dt.timedelta(seconds=19)
LATE = MONDAY + dt.timedelta(seconds=20)


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host, settings: Settings) -> None:
    BookingRules.objects.update(active_per_region_week=0)
    settings.UNDO_SECONDS = 20


def requested() -> Visit:
    visit = a_visit(trusted=True, now=MONDAY)
    relay(now=MONDAY)
    return visit


def test_nothing_of_the_visit_is_told_until_then_and_all_of_it_once_after(protocol: Actor) -> None:
    visit, someone = requested(), OfficerFactory.create()
    before = Message.objects.count()
    deciding.approve(visit, officers=[someone], by=protocol, now=MONDAY)
    amending.amend(visit, changes={"people": 30}, by=DELEGATION, now=SOON)
    other = requested()
    answering.cancel(other, reason="", by=DELEGATION, now=SOON)

    assert relay(now=SOON) == 1  # the other visit's goes on
    assert Message.objects.exclude(visit=other).count() == before
    Message.objects.update(state=Message.State.SENT, sent_at=SOON)
    assert waiting_since(now=SOON) is None  # nothing stands still

    assert run_due(now=LATE).told == 3
    assert run_due(now=LATE).told == 0
    assert told(visit, CONTACT) == [("approved", "REQUEST")]
    assert told(visit, someone.email) == [("officer_invited", "REQUEST")]
    assert not visit.recent.exists()


def test_a_decision_taken_back_reaches_no_reader_and_what_comes_next_is_right(
    protocol: Actor,
) -> None:
    visit, someone = requested(), OfficerFactory.create()
    visit = deciding.approve(visit, officers=[someone], by=protocol, now=MONDAY)
    visit = undo(visit, by=protocol, now=SOON)
    assert relay(now=SOON) == 3
    assert told(visit, CONTACT) == told(visit, someone.email) == []

    visit = deciding.approve(visit, officers=[someone], by=protocol, now=LATE)
    assert relay(now=LATE + dt.timedelta(seconds=20)) == 2
    assert told(visit, CONTACT) == [("approved", "REQUEST")]
    visit = answering.cancel(visit, reason="Batal", by=protocol, now=LATE + dt.timedelta(hours=1))
    visit = undo(visit, by=protocol, now=LATE + dt.timedelta(hours=1, seconds=3))
    relay(now=LATE + dt.timedelta(hours=2))
    assert told(visit, CONTACT) == [("approved", "REQUEST")]

    amending.amend(visit, changes={"people": 31}, by=DELEGATION, now=LATE + dt.timedelta(hours=3))
    relay(now=LATE + dt.timedelta(hours=3))
    assert told(visit, CONTACT) == [("approved", "REQUEST"), ("changed", "REQUEST")]
    for reader in (CONTACT, someone.email):
        mine = Message.objects.filter(visit=visit, recipient=reader, method="REQUEST")
        numbers = list(mine.order_by("id").values_list("sequence", flat=True))
        assert len(numbers) == 2
        assert numbers == sorted(set(numbers))


def test_other_systems_are_told_of_both(protocol: Actor) -> None:
    visit = requested()
    Webhook.objects.create(name="Kantor", url="https://kantor.example/")
    visit = deciding.decline(visit, reason="Penuh", by=protocol, now=MONDAY)
    undo(visit, by=protocol, now=SOON)
    relay(now=SOON)
    calls = Call.objects.order_by("event")
    assert [call.event and call.event.kind for call in calls] == ["declined", "undone"]
    last = calls.last()
    assert last is not None
    assert last.event is not None
    assert last.event.data["undoes"] == "declined"


def test_a_worker_is_asked_to_look_when_the_wait_is_over(
    protocol: Actor,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.QUEUE_DIR = tmp_path  # nobody asked before
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.deliver_due, "apply_async", lambda **options: asked.append(options))
    visit = requested()
    with django_capture_on_commit_callbacks(execute=True):
        deciding.approve(visit, by=protocol, now=MONDAY)
    at_once, after = [options["countdown"] for options in asked]
    assert at_once == 0
    assert 20 <= after < 21, "by the second, so that one look does for many"
    assert all(options["expires"] > options["countdown"] for options in asked)
