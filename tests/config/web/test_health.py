"""Alive, ready, and how it is doing."""

import datetime as dt
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from keeping.models import Run
from notifications.due import run_due
from notifications.models import Message
from scheduling.database import guards
from scheduling.models import Room
from tests.factories import a_visit
from visits.models import Host, Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("solok")]


def figure(client: Client, name: str) -> float:
    """A figure of ours from `/metrics`."""
    found = re.search(rf"^{name} (\S+)$", client.get("/metrics").content.decode(), re.MULTILINE)
    assert found, name
    return float(found[1])


def test_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz/live").json() == {"status": "live"}
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_without_regions_nobody_could_ask(client: Client) -> None:
    Region.objects.filter(province__isnull=False).delete()
    Region.objects.all().delete()
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "import regions first"})


def test_without_collected_files_every_page_would_fail(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = tmp_path
    answer = client.get("/healthz/ready")
    assert answer.json() == {"status": "collect static files first"}
    assert answer.status_code == 503
    (tmp_path / "staticfiles.json").write_text("{}")
    assert client.get("/healthz/ready").status_code == 200


def test_without_the_databases_own_guards_it_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        on = " ON scheduling_reservation" if connection.vendor == "postgresql" else ""
        first = "guard_places" if on else "guard_insert"
        cursor.execute(f"DROP TRIGGER scheduling_{first}{on}")
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "migrate first"})
    assert answer["Retry-After"]
    guards.install()
    assert client.get("/healthz/ready").status_code == 200


def test_what_waits_for_a_beat_that_does_not_come_is_an_alarm(
    client: Client, room: Room, host: Host, now: dt.datetime
) -> None:
    name = "singgah_due_waiting_seconds"
    assert figure(client, name) == 0
    a_visit(now=now - dt.timedelta(hours=3))
    assert 3 * 3600 <= figure(client, name) < 3 * 3600 + 60, "its event waits"
    run_due(now=now)
    assert figure(client, name) == 0
    Message.objects.update(
        state="pending", sent_at=None, next_attempt_at=now - dt.timedelta(minutes=5)
    )
    assert 300 <= figure(client, name) < 360, "a message waits"
    assert figure(client, "singgah_database_up") == 1


def test_ready_names_what_fails_though_it_serves(
    client: Client, room: Room, host: Host, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_due(now=now - dt.timedelta(minutes=10))
    assert figure(client, "singgah_pass_age_seconds") > 500
    usage = SimpleNamespace(free=1000, total=10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    Run.objects.create(
        job="erase", day=now.date(), began_at=now, ended_at=now, trouble="no such thing"
    )
    answer = client.get("/healthz/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "degraded": ["work", "erasing", "disk"]}
    run_due(now=now)
    assert "work" not in client.get("/healthz/ready").json()["degraded"]


def test_a_hold_that_should_have_lapsed_is_an_alarm(
    client: Client, room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit(now=now - dt.timedelta(days=1))
    visit.events.update(told_at=now)
    assert figure(client, "singgah_due_waiting_seconds") > 20 * 3600


def test_failed_messages_are_counted(
    client: Client, room: Room, host: Host, now: dt.datetime
) -> None:
    a_visit(now=now)
    run_due(now=now)
    Message.objects.update(state="dead", sent_at=None)
    assert figure(client, "singgah_messages_failed") == 1


SET_BY_PROXIES = (
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-real-ip",
    "forwarded",
    "via",
    "cf-connecting-ip",
)


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "192.0.2.7", 404),
        ({}, "nonsense", 404),
        ({}, "::ffff:127.0.0.1", 200),
        *(({name: "127.0.0.1"}, "127.0.0.1", 404) for name in SET_BY_PROXIES),
        ({"authorization": "Bearer rahasia-yang-panjang"}, "192.0.2.7", 200),
        ({"authorization": "Bearer raha\u017fia"}, "192.0.2.7", 404),
        ({"authorization": "Bearer "}, "192.0.2.7", 404),
    ],
)
def test_figures_are_for_the_token_or_this_machine(
    client: Client, settings: Settings, headers: dict[str, str], address: str, status: int
) -> None:
    settings.METRICS_TOKEN = "rahasia-yang-panjang"
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_behind_a_proxy_of_ours_figures_are_for_the_token_alone(
    client: Client, settings: Settings
) -> None:
    settings.NUM_PROXIES, settings.METRICS_TOKEN = 1, "rahasia-yang-panjang"
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404
    forged = {"x-forwarded-for": "127.0.0.1"}
    assert client.get("/metrics", headers=forged, REMOTE_ADDR="127.0.0.1").status_code == 404
    token = {"authorization": "Bearer rahasia-yang-panjang"}
    assert client.get("/metrics", headers=token, REMOTE_ADDR="127.0.0.1").status_code == 200
