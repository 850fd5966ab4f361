"""Asking for a visit."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import AgencyFactory, TopicFactory, a_free_slot, a_visit
from tests.visits.api.conftest import Body, bearer, program
from visits.models import Status, Visit

MakeBody = Callable[..., Body]


def test_a_request_gets_a_place_and_once_a_token(client: APIClient, body: MakeBody) -> None:
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    wanted = body(
        topics=[topic.code],
        agencies=[agency.code],
        participants=[{"name": "Ani", "nip": "198001012005012001"}],
        unknown="ignored",
    )
    answer = client.post("/api/v1/visits/", wanted)
    assert answer.status_code == 201, answer.content
    seen = answer.json()
    assert seen["status"] == "unverified"
    assert seen["slot"] == wanted["slots"][0]
    assert seen["hold_expires_at"].endswith("+07:00")
    assert seen["contact"]["phone"] == "+6281234567890"
    assert seen["contact"]["email"] == "budi@solokkab.example"
    assert seen["region"]["label"] == "Kabupaten Solok, Sumatera Barat"
    assert seen["topics"] == [topic.code]
    assert seen["participants"][0]["nip"] == "198001012005012001"
    assert seen["allowed"] == ["verify", "cancel", "amend"]
    again = bearer(seen["token"]).get(f"/api/v1/visits/{seen['reference']}/").json()
    assert "token" not in again
    assert again["reference"] == seen["reference"]


def test_a_key_that_may_submit_skips_the_check(body: MakeBody) -> None:
    answer = program("visits:submit").post("/api/v1/visits/", body())
    assert answer.status_code == 201
    assert answer.json()["status"] == "requested"
    assert answer.json()["reply_due_at"]
    other = program("visits:read").post("/api/v1/visits/", body())
    assert other.json()["status"] == "unverified"


def test_a_session_that_is_taken_is_refused_with_others(client: APIClient, body: MakeBody) -> None:
    visit = a_visit()
    answer = client.post("/api/v1/visits/", body(slots=visit.preferred_slots))
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "slot_taken"
    assert problem["status"] == 409
    assert len(problem["alternatives"]) == 5
    assert all(slot["available"] for slot in problem["alternatives"])


def test_a_full_week_is_refused_or_waited_for(client: APIClient, body: MakeBody, now: Any) -> None:
    slot = a_free_slot()
    set_week_capacity(week=monday_of(slot.date), capacity=1, note="", now=now)
    a_visit(slots=[slot])
    other = next(
        SlotId.parse(s["id"])
        for s in client.get(f"/api/v1/slots/?from={slot.date}&to={slot.date}").json()
        if s["reason"] == "week_full" or s["reason"] == "slot_taken"
    )
    refused = client.post("/api/v1/visits/", body(slots=[str(other)]))
    assert refused.status_code == 409
    assert refused.json()["code"] == "week_full"
    waits = client.post("/api/v1/visits/", body(slots=[str(other)], waitlist=True))
    assert waits.status_code == 201
    assert waits.json()["slot"] is None


@pytest.mark.parametrize(
    ("slot", "code"),
    [
        ("2026-01-05-0900-aula", "too_soon"),
        ("2090-12-05-0900-aula", "too_far"),
        ("2090-12-06-0300-nowhere", "slot_closed"),
    ],
)
def test_sessions_out_of_reach(client: APIClient, body: MakeBody, slot: str, code: str) -> None:
    answer = client.post("/api/v1/visits/", body(slots=[slot]))
    assert answer.status_code == 409
    assert answer.json()["code"] == code


def test_too_many_people_are_refused_but_staff_may_overrule(
    client: APIClient, staff: APIClient, body: MakeBody
) -> None:
    many = body(people=70, override_reason="Sudah disepakati pimpinan")
    assert client.post("/api/v1/visits/", many).json()["code"] == "too_many_people"
    assert staff.post("/api/v1/visits/", many).status_code == 201


DEEP = "[" * 100_000
BAD: list[tuple[str, Any]] = [
    ("institution", ""),
    ("institution", "\u200b\u200b"),
    ("institution", "a\0b"),
    ("institution", "x" * 201),
    ("institution", "x" * 200 + "\u200b"),
    ("institution", 5),
    ("institution", True),
    ("institution", ["a"]),
    ("institution", None),
    ("region", "99.99"),
    ("region", {"code": "13.02"}),
    ("purpose", "y" * 2001),
    ("people", "１２"),
    ("people", "١٢"),
    ("people", True),
    ("people", 0),
    ("people", 1001),
    ("people", 1e9),
    ("people", 2.5),
    ("people", "9" * 30),
    ("people", None),
    ("people", -1),
    ("slots", []),
    ("slots", "2026-12-08-0900-aula"),
    ("slots", ["2026-12-08-0900-aula"] * 2),
    ("slots", ["2026-12-08-0900-aula"] * 10_000),
    ("slots", ["0000-00-00-0900-aula"]),
    ("slots", ["9999-12-31-0900-aula"]),
    ("slots", [None]),
    ("slots", [["a"]]),
    ("leader", "Siti"),
    ("leader", []),
    ("leader", {"name": "Siti"}),
    ("contact", {"name": "B", "phone": "12", "email": "b@x.example"}),
    ("contact", {"name": "B", "phone": "0812-3456-7890", "email": "no"}),
    ("contact", {"name": "B", "phone": "0812-3456-7890", "email": "x@[127.0.0.1]"}),
    ("letter", {"number": "1", "date": "0000-01-01"}),
    ("letter", {"number": "1", "date": "2026-13-01"}),
    ("letter", {"number": "1", "date": 20260101}),
    ("topics", ["nothing"]),
    ("topics", "nothing"),
    ("topics", [{}]),
    ("agencies", ["x"] * 10_000),
    ("participants", [{"name": "Ani", "nip": "12"}]),
    ("participants", [{}]),
    ("participants", ["Ani"]),
    ("participants", [{"name": "A"}] * 10_000),
    ("participants", {"name": "Ani"}),
    ("language", "fr"),
    ("language", {}),
    ("waitlist", "perhaps"),
    ("notes", {"a": 1}),
    ("letter_file", "a letter"),
]


@pytest.mark.parametrize(("field", "value"), BAD, ids=lambda v: repr(v)[:30])
def test_bad_fields_are_named(client: APIClient, body: MakeBody, field: str, value: Any) -> None:
    answer = client.post("/api/v1/visits/", body(**{field: value}))
    assert answer.status_code == 400, answer.content
    problem = answer.json()
    assert problem["code"] == "invalid"
    assert {error["field"].split(".")[0] for error in problem["errors"]} == {field}
    assert all(error["detail"] for error in problem["errors"])
    assert Visit.objects.count() == 0


def test_nested_fields_are_named_with_dots(client: APIClient, body: MakeBody) -> None:
    wanted = body(contact={"name": "B", "phone": "0812-3456-7890", "email": "no"})
    [error] = client.post("/api/v1/visits/", wanted).json()["errors"]
    assert error["field"] == "contact.email"
    assert error["code"] == "invalid"


@pytest.mark.parametrize("field", ["institution", "purpose", "language", "region"])
def test_halves_of_surrogates_are_no_text(client: APIClient, body: MakeBody, field: str) -> None:
    raw = json.dumps({**body(), field: "\ud800"})
    answer = client.post("/api/v1/visits/", raw, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b'"text"', b"1", DEEP.encode(), b"\xff\xfe", b"{\"people\": NaN}",
     b'{"people": ' + b"9" * 6000 + b"}"],
)  # fmt: skip
def test_bodies_that_are_no_request(client: APIClient, room: Any, raw: bytes) -> None:
    answer = client.post("/api/v1/visits/", raw, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_bodies_too_large_or_of_another_kind(client: APIClient, body: MakeBody) -> None:
    large = body(notes="x" * 1_100_000)
    assert client.post("/api/v1/visits/", large).status_code == 413
    answer = client.post("/api/v1/visits/", "a=b", content_type="text/plain")
    assert answer.status_code == 415


def _form(values: Body) -> Body:
    return {
        **{k: v for k, v in values.items() if not isinstance(v, dict | list)},
        "slots": values["slots"],
        "leader": json.dumps(values["leader"]),
        **{f"contact.{name}": value for name, value in values["contact"].items()},
        "letter.number": "005/118/2026",
    }


def _letter(content: bytes, name: str = "surat.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_form_may_bring_the_letter(client: APIClient, body: MakeBody) -> None:
    pdf = b"%PDF-1.7\n...\n%%EOF\n"
    form = {**_form(body()), "letter_file": _letter(pdf)}
    answer = client.post("/api/v1/visits/", form, format="multipart")
    assert answer.status_code == 201, answer.content
    assert answer.json()["letter"] == {
        "number": "005/118/2026",
        "date": None,
        "file": True,
        "instead": "",
    }
    with Visit.objects.get().letter_file.open() as kept:
        assert kept.read() == pdf


def test_a_picture_may_be_the_letter(client: APIClient, body: MakeBody) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 30)).save(out, "PNG")
    form = {**_form(body()), "letter_file": _letter(out.getvalue(), "../x.pdf")}
    assert client.post("/api/v1/visits/", form, format="multipart").status_code == 201
    assert Visit.objects.get().letter_file.name.endswith(".png")


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"MZ\x90 not a letter", 415), (b"%PDF-" + b"0" * (10 * 1024 * 1024), 413)],
)
def test_files_that_are_no_letters(
    client: APIClient, body: MakeBody, content: bytes, status: int
) -> None:
    form = {**_form(body()), "letter_file": _letter(content)}
    answer = client.post("/api/v1/visits/", form, format="multipart")
    assert answer.status_code == status
    assert answer.json()["errors"][0]["field"] == "letter_file"
    assert Visit.objects.count() == 0


def test_text_that_is_not_json_in_a_form(client: APIClient, body: MakeBody) -> None:
    form = {**_form(body()), "leader": "{no"}
    answer = client.post("/api/v1/visits/", form, format="multipart")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "leader"


def test_requests_have_a_limit_and_say_when_to_come_back(
    client: APIClient, body: MakeBody, settings: Any
) -> None:
    settings.THROTTLE = True
    answers = [client.post("/api/v1/visits/", {}) for _ in range(31)]
    assert answers[29].status_code == 400
    assert answers[30].status_code == 429
    assert 0 < int(answers[30]["Retry-After"]) <= 3600
    settings.THROTTLE = False
    assert client.post("/api/v1/visits/", body()).json()["status"] == Status.UNVERIFIED


@pytest.mark.parametrize("empty", [{"place": None}, {"country": ""}, {"place": "", "country": ""}])
def test_what_is_left_empty_of_an_origin_is_left_out(
    client: APIClient, staff: APIClient, body: MakeBody, empty: Body
) -> None:
    answer = client.post("/api/v1/visits/", body(**empty))
    assert answer.status_code == 201, answer.content
    address = f"/api/v1/visits/{answer.json()['reference']}/"
    assert staff.patch(address, empty).status_code == 200
    assert staff.get(address).json()["region"]["label"] == "Kabupaten Solok, Sumatera Barat"
