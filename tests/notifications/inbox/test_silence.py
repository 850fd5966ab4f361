"""A mailbox that is not read is said: on the desk, to operators, and in the figures."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from notifications.inbox.reading import EVERY, read_inbox
from notifications.inbox.silence import dead_mailbox, mailbox_silence
from notifications.models import MailboxMark
from scheduling.models import Room
from tests.stack import free_port
from visits.models import Host

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room")]
MINUTE = dt.timedelta(minutes=1)


def test_a_mailbox_that_is_away_is_said_after_some_minutes_and_no_more_once_it_is_back(
    settings: Settings, tmp_path: Path, now: dt.datetime, host: Host, room: Room
) -> None:
    settings.INBOX_URL = f"imap://protokol:rahasia@127.0.0.1:{free_port()}/INBOX"
    read_inbox(now=now)
    assert mailbox_silence(now=now + MINUTE) is None
    read_inbox(now=now + 11 * MINUTE)
    (told,) = dead_mailbox(now + 11 * MINUTE)
    assert told.urgent
    assert told.title == "Kotak surat tidak terbaca"
    assert "rahasia" not in told.words
    silence = mailbox_silence(now=now + 11 * MINUTE)
    assert silence is not None
    assert silence.why
    # It is there again: what was said goes.
    MailboxMark.objects.update(trouble="", whole_at=now + 12 * MINUTE)
    assert list(dead_mailbox(now + 13 * MINUTE)) == []


def test_one_that_nobody_looks_into_for_an_hour_is_said_too(
    settings: Settings, tmp_path: Path, now: dt.datetime
) -> None:
    settings.INBOX_URL = f"file://{tmp_path}"
    read_inbox(now=now)
    assert mailbox_silence(now=now + 59 * MINUTE) is None
    silence = mailbox_silence(now=now + 60 * MINUTE)
    assert silence is not None
    assert (silence.since, silence.why) == (now, "")
    read_inbox(now=now + 61 * MINUTE)
    assert mailbox_silence(now=now + 61 * MINUTE) is None


@pytest.mark.usefixtures("solok")
def test_operators_hear_of_it_and_the_system_stays_in_service(
    settings: Settings, tmp_path: Path, now: dt.datetime, client: Client
) -> None:
    settings.INBOX_URL = f"file://{tmp_path}"
    read_inbox(now=now)
    assert client.get("/healthz/ready").json() == {"status": "ready"}
    MailboxMark.objects.update(whole_at=now - 2 * dt.timedelta(hours=1))
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["degraded"]) == (200, ["mailbox"])
    figures = client.get("/metrics").content.decode()
    (line,) = [row for row in figures.splitlines() if row.startswith("singgah_mailbox_unread")]
    assert float(line.split()[1]) >= 7200


def test_without_a_mailbox_nothing_is_missed(settings: Settings, now: dt.datetime) -> None:
    settings.INBOX_URL = ""
    settings.DEMO = False
    assert read_inbox(now=now + EVERY) == 0
    assert mailbox_silence(now=now + dt.timedelta(days=9)) is None
