"""The demo's mailbox shows what was sent, the newest first, and nothing else of the machine."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from notifications.due import run_due
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import approved
from tests.readers import ical_js
from visits.access.tokens import email_code, visit_token
from visits.history.events import Actor
from visits.models import Host

pytestmark = pytest.mark.django_db


def test_a_visitor_finds_the_code_and_the_link(
    room: Room, host: Host, client: Client, now: dt.datetime
) -> None:
    assert "/demo/surat/" not in client.get("/demo/surat/").content.decode().split("<main")[-1]
    visit = a_visit()
    done = run_due(now=now)
    assert (done.told, done.delivered) == (1, 1)
    listed = client.get("/demo/surat/").content.decode()
    assert visit.reference in listed
    (file,) = (Path(p) for p in _files())
    page = client.get(f"/demo/surat/{file.name}/").content.decode()
    assert email_code(visit) in page
    assert f"/k/{visit_token(visit)}/" in page
    framed = client.get(f"/demo/surat/{file.name}/bingkai/")
    assert email_code(visit) in framed.content.decode()
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "sandbox" in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


def test_the_invitation_can_be_taken_out(
    room: Room, host: Host, protocol: Actor, client: Client, now: dt.datetime
) -> None:
    visit = approved(protocol)
    run_due(now=now)
    found = [f for f in _files() if b"undangan.ics" in f.read_bytes()]
    for file in found:
        answer = client.get(f"/demo/surat/{file.name}/undangan.ics")
        (event,) = ical_js.read(answer.content)
        assert str(event["uid"]).startswith(str(visit.uid))
        whole = client.get(f"/demo/surat/{file.name}/surat.eml")
        assert whole.content == file.read_bytes()
    assert len(found) == 2


@pytest.mark.parametrize("name", ["..%2f..%2fmanage.eml", "x.eml", ".part", "0-a.eml%00"])
def test_other_files_cannot_be_read(host: Host, client: Client, name: str) -> None:
    assert client.get(f"/demo/surat/{name}/").status_code == 404
    assert client.get(f"/demo/surat/{name}/bingkai/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(
    host: Host, client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    assert client.get("/demo/surat/").status_code == 404
    assert client.get("/demo/surat/1.a.eml/bingkai/").status_code == 404


def _files() -> list[Path]:
    from django.conf import settings

    return sorted((settings.DATA_DIR / "mail").glob("*.eml"))
