"""One host of readers gets no more a minute than it takes; nobody else waits for it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from notifications.models import Message
from notifications.outbox import claiming, delivery
from notifications.outbox.claiming import Pace
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import Moody
from visits.life.requesting import Contact
from visits.models import Host, Region

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region, smtp: Moody) -> None:
    pass


def mails_to(*addresses: str, now: dt.datetime) -> None:
    """One mail each waits."""
    for address in addresses:
        a_visit(contact=Contact(name="Budi", phone="+6281234567890", email=address))
    relay(now=now)


def arrived(smtp: Moody) -> list[str]:
    return [reader for _, readers in smtp.envelopes for reader in readers]


def test_a_host_gets_its_share_and_the_rest_a_minute_later(
    settings: Settings, smtp: Moody, now: dt.datetime
) -> None:
    settings.EMAIL_PER_HOST = 2
    mails_to("a@besar.example", "b@BESAR.example", "c@besar.example", "d@kecil.example", now=now)
    assert delivery.deliver(now=now) == 3
    assert arrived(smtp) == ["a@besar.example", "b@besar.example", "d@kecil.example"]
    assert delivery.deliver(now=now + MINUTE / 2) == 0
    assert delivery.deliver(now=now + MINUTE * 2) == 1
    assert arrived(smtp)[-1] == "c@besar.example"


def test_what_another_worker_is_sending_counts_too(settings: Settings, now: dt.datetime) -> None:
    settings.EMAIL_PER_HOST = 2
    mails_to("a@besar.example", "b@besar.example", "c@besar.example", now=now)
    assert len(claiming.claim_next(now=now, most=1)) == 1
    assert len(claiming.claim_next(now=now)) == 1
    assert claiming.claim_next(now=now) == []


def test_a_refusal_counts_as_a_message(settings: Settings, smtp: Moody, now: dt.datetime) -> None:
    settings.EMAIL_PER_HOST = 1
    mails_to("a@besar.example", "b@besar.example", now=now)
    smtp.answer = "451 4.7.1 later"
    assert delivery.deliver(now=now) == 0
    assert Message.objects.filter(attempts_made=1).count() == 1


def test_a_host_whose_name_ends_alike_is_another(settings: Settings, now: dt.datetime) -> None:
    settings.EMAIL_PER_HOST = 1
    mails_to("a@kab.example", "b@solok.kab.example", "c@solokkab.example", now=now)
    assert delivery.deliver(now=now) == 3


def test_without_a_limit_nothing_is_asked(now: dt.datetime) -> None:
    with CaptureQueriesContext(connection) as queries:
        pace = Pace(now)
    assert len(queries) == 0
    assert pace.takes(Message(channel="email", recipient="a@besar.example"))
