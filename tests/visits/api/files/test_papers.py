"""Papers by the API: issued, listed, read, sent, withdrawn; as the contract says."""

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.factories import a_visit
from tests.pdfs import page
from tests.visits.api.conftest import delegation, signed_in
from tests.visits.papers.press import PlainPress
from visits.history.events import program
from visits.life import attendance, deciding
from visits.models import Paper, Participant, Presence, Visit
from visits.models.papers.stationery import Stationery
from visits.people import roles

pytestmark = pytest.mark.usefixtures("host", "room")
DESK = program("desk")


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> PlainPress:
    return PlainPress().stand_in(monkeypatch)


@pytest.fixture
def visit(db: None, room: object, now: dt.datetime) -> Visit:
    Stationery.objects.create(pk=1, unit="DPMPTSP")
    return deciding.approve(a_visit(trusted=True, now=now), by=DESK, now=now)


def papers(visit: Visit, *rest: object) -> str:
    return "/".join(["/api/v1/visits", visit.reference, "papers", *map(str, rest), ""])


def listed(visit: Visit, names: tuple[str, ...], now: dt.datetime, *, came: int) -> None:
    for number, name in enumerate(names, 1):
        person = Participant.objects.create(visit=visit, number=number, name=name)
        if number <= came:
            Presence.objects.create(
                participant=person, visit=visit, came_at=now, how="door", noted_at=now
            )


def test_a_letter_is_issued_and_read(staff: APIClient, visit: Visit) -> None:
    answer = staff.post(papers(visit), {"kind": "reply"})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["number"] == "001/DPMPTSP/XI/2026"
    assert (made["kind"], made["state"], made["issued_on"]) == ("reply", "issued", "2026-11-23")
    assert made["check"].startswith("http://127.0.0.1:8000/cek/")
    assert staff.get(papers(visit)).json() == [{k: v for k, v in made.items() if k != "papers"}]
    file = staff.get(papers(visit, made["id"], "file"))
    assert file["Content-Type"] == "application/pdf"
    content = b"".join(file.streaming_content)
    assert hashlib.sha256(content).hexdigest() == made["sha256"]


def test_what_is_not_its_time_is_a_wrong_status(staff: APIClient, visit: Visit) -> None:
    answer = staff.post(papers(visit), {"kind": "certificate"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")
    assert answer.json()["visit_status"] == "confirmed"
    assert "check-in" in answer.json()["allowed"]
    waiting = a_visit(trusted=True)
    answer = staff.post(papers(waiting), {"kind": "reply"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


def test_once_issued_it_is_replaced_not_issued_again(staff: APIClient, visit: Visit) -> None:
    made = staff.post(papers(visit), {"kind": "reply"}).json()
    again = staff.post(papers(visit), {"kind": "reply"})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")
    assert again.json()["paper_state"] == "issued"
    assert "withdraw" in again.json()["allowed"]
    answer = staff.post(papers(visit, made["id"], "withdraw"), {})
    assert answer.json()["errors"][0]["field"] == "reason"
    answer = staff.post(papers(visit, made["id"], "withdraw"), {"reason": "Salah", "version": 9})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    answer = staff.post(papers(visit, made["id"], "withdraw"), {"reason": "Salah"})
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    second = staff.post(papers(visit), {"kind": "reply", "number": "118/SETDA/2026"}).json()
    assert second["number"] == "118/SETDA/2026"
    numbers = [paper["number"] for paper in staff.get(papers(visit)).json()]
    assert numbers == ["001/DPMPTSP/XI/2026", "118/SETDA/2026"]


def test_the_same_key_issues_once(staff: APIClient, visit: Visit) -> None:
    key = {"idempotency-key": "surat-1"}
    first = staff.post(papers(visit), {"kind": "reply"}, headers=key)
    second = staff.post(papers(visit), {"kind": "reply"}, headers=key)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    other = staff.post(papers(visit), {"kind": "attendance"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")


def test_a_letter_is_sent_when_it_is_signed(staff: APIClient, visit: Visit) -> None:
    reply = staff.post(papers(visit), {"kind": "reply"}).json()
    answer = staff.post(papers(visit, reply["id"], "send"), {})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")
    rundown = staff.post(papers(visit), {"kind": "rundown"}).json()
    answer = staff.post(papers(visit, rundown["id"], "send"), {})
    assert (answer.status_code, answer.json()["state"]) == (200, "sent")


def test_a_draft_is_staffs_and_says_so(staff: APIClient, visit: Visit) -> None:
    draft = staff.post(papers(visit), {"kind": "reply", "draft": True}).json()
    assert (draft["state"], draft["number"], draft["check"]) == ("draft", None, None)
    assert b"'draft': True" in staff.get(papers(visit, draft["id"], "file")).content
    guests = delegation(visit)
    assert guests.get(papers(visit)).json() == []
    assert guests.get(papers(visit, draft["id"], "file")).status_code == 404
    issued = staff.post(papers(visit), {"kind": "reply"}).json()
    assert (issued["id"], issued["state"]) == (draft["id"], "issued")


def test_guests_see_their_own_papers_and_change_none(staff: APIClient, visit: Visit) -> None:
    made = staff.post(papers(visit), {"kind": "reply"}).json()
    guests, others = delegation(visit), delegation(a_visit())
    # Not signed: theirs neither on their page nor here.
    assert guests.get(papers(visit)).json() == []
    assert guests.get(papers(visit, made["id"], "file")).status_code == 404
    Paper.objects.update(state=Paper.State.SIGNED, signed_at=timezone.now(), signed_by="hand")
    assert [paper["id"] for paper in guests.get(papers(visit)).json()] == [made["id"]]
    assert guests.get(papers(visit, made["id"], "file")).status_code == 200
    assert guests.post(papers(visit), {"kind": "rundown"}).status_code == 403
    assert guests.post(papers(visit, made["id"], "withdraw"), {"reason": "x"}).status_code == 403
    assert others.get(papers(visit)).status_code == 404
    assert others.get(papers(visit, made["id"], "file")).status_code == 404
    assert staff.post(papers(visit, made["id"], "withdraw"), {"reason": "x"}).status_code == 200
    assert [paper["state"] for paper in guests.get(papers(visit)).json()] == ["withdrawn"]
    assert guests.get(papers(visit, made["id"], "file")).status_code == 404
    assert staff.get(papers(visit, made["id"], "file")).status_code == 200
    leader = signed_in(roles.LEADER)
    assert leader.get(papers(visit)).status_code == 200
    assert leader.post(papers(visit), {"kind": "rundown"}).status_code == 403


def test_sheets_are_issued_for_all_who_may_have_one(
    staff: APIClient, visit: Visit, now: dt.datetime
) -> None:
    listed(visit, ("Ani", "Budi", "Citra"), now, came=2)
    one = staff.post(papers(visit), {"kind": "visum", "participant": 3}).json()
    assert (one["participant"], one["number"]) == (3, None)
    rest = staff.post(papers(visit), {"kind": "visum"})
    assert rest.status_code == 201, rest.content
    assert [paper["participant"] for paper in rest.json()["papers"]] == [1, 2]
    attendance.complete(attendance.check_in(visit, by=DESK, now=now), by=DESK, now=now)
    dated = staff.post(papers(visit), {"kind": "visum"}).json()
    assert [paper["participant"] for paper in dated["papers"]] == [1, 2]
    refused = staff.post(papers(visit), {"kind": "certificate", "participant": 3})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_status")
    assert staff.post(papers(visit), {"kind": "certificate"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "diploma"}, "kind"),
        ({}, "kind"),
        ({"kind": "reply", "date": "2027-01-01"}, "date"),
        ({"kind": "reply", "participant": 9}, "participant"),
        ({"kind": "reply", "number": "x" * 121}, "number"),
    ],
)
def test_bad_fields_are_named(
    staff: APIClient, visit: Visit, body: dict[str, Any], field: str
) -> None:
    answer = staff.post(papers(visit), body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["field"] == field


def test_a_letter_is_signed_by_scan_or_on_paper_and_then_sent(
    staff: APIClient, visit: Visit
) -> None:
    made = staff.post(papers(visit), {"kind": "reply"}).json()
    answer = staff.post(papers(visit, made["id"], "sign"), {"version": 9})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    bad = SimpleUploadedFile("surat.pdf", b"no letter at all")
    answer = staff.post(papers(visit, made["id"], "sign"), {"file": bad}, format="multipart")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (415, "file")
    signed = staff.post(papers(visit, made["id"], "sign"), {})
    assert (signed.status_code, signed.json()["state"]) == (200, "signed"), signed.content
    # The scan comes later, and is what is given out from then on.
    scan = SimpleUploadedFile("pindaian.pdf", page())
    answer = staff.post(papers(visit, made["id"], "sign"), {"file": scan}, format="multipart")
    assert answer.json()["sha256"] not in (made["sha256"], None)
    again = staff.post(papers(visit, made["id"], "sign"), {})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")
    assert again.json()["paper_state"] == "signed"
    sent = staff.post(papers(visit, made["id"], "send"), {})
    assert (sent.status_code, sent.json()["state"]) == (200, "sent")


def test_nobody_signs_a_rundown(staff: APIClient, visit: Visit) -> None:
    made = staff.post(papers(visit), {"kind": "rundown"}).json()
    answer = staff.post(papers(visit, made["id"], "sign"), {})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


def test_a_passphrase_is_never_taken_by_the_api(
    staff: APIClient, visit: Visit, settings: Settings
) -> None:
    made = staff.post(papers(visit), {"kind": "reply"}).json()
    settings.SIGNER = "bsre:https://esign.invalid"
    answer = staff.post(papers(visit, made["id"], "sign"), {})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")


@pytest.mark.parametrize("field", ["scan", "letter_file", "passphrase"])
def test_what_signing_does_not_know_is_never_passed_over(
    staff: APIClient, visit: Visit, field: str
) -> None:
    made = staff.post(papers(visit), {"kind": "reply"}).json()
    file = SimpleUploadedFile("pindaian.pdf", page())
    for body, form in (({field: file}, "multipart"), ({field: "rahasia"}, "json")):
        answer = staff.post(papers(visit, made["id"], "sign"), body, format=form)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown")
    assert staff.get(papers(visit)).json()[0]["state"] == "issued"
