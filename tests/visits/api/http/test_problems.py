"""Every error is a problem (RFC 9457) with a stable code, in the reader's language."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from scheduling.availability import Schedule
from scheduling.models import CapacityRule
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import a_free_slot, a_visit
from tests.visits.api.access.test_who_may import routes
from tests.visits.api.conftest import Body, delegation, program, request_body, signed_in
from visits.api.http import problems
from visits.api.schema.problems import CODES, NOT_SHARED, REFUSALS
from visits.life.table import LIFE, Action, allowed_actions
from visits.models import Host, Status, Visit, VisitEvent
from visits.people import roles

pytestmark = pytest.mark.usefixtures("host", "room", "solok")
HEADERS = {"accept-language": "en"}


def send(method: str, path: str, body: Any = None, **more: Any) -> Any:
    """As a program without our client's manners would."""
    data = body if isinstance(body, str | bytes) else json.dumps(body or {})
    more.setdefault("content_type", "application/json")
    headers = HEADERS | more.pop("headers", {})
    return Client().generic(method, path, data, headers=headers, **more)


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Judge its form, and give its members."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(answer.content)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:singgah:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    return problem


VISITS = "/api/v1/visits/"
NOWHERE = ("/api/", "/api/v1/", "/api/v2/visits/", "/api/v1/nowhere/", "/api/v1/visits/a b/x/")


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_paths(method: str, path: str) -> None:
    is_problem(send(method, path), 404, "not_found")


def test_a_path_without_its_last_slash_is_sent_on_or_unknown() -> None:
    assert send("POST", "/api/v1/visits").status_code == 308
    assert send("GET", "/api").status_code in (301, 308, 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", VISITS), ("DELETE", VISITS), ("POST", "/api/v1/weeks/"), ("TRACE", VISITS),
     ("BREW", VISITS), ("GET", "/api/v1/visits/ST-2026-0001/cancel/")],
)  # fmt: skip
def test_methods_that_are_none(method: str, path: str) -> None:
    answer = program("visits:read", "visits:write").generic(method, path)
    is_problem(answer, 405, "method_not_allowed")
    assert "GET" in answer["Allow"] or "POST" in answer["Allow"]


def test_forms_of_answers_that_there_are_not() -> None:
    answer = send("GET", "/api/v1/weeks/", headers={"accept": "text/html"})
    is_problem(answer, 406, "not_acceptable")


@pytest.mark.parametrize("body", ["{", "[1,", "nul", '{"a": NaN}', b"\xff\xfe", '{"a":1}{"b":2}'])
def test_bodies_that_are_no_json(body: Any) -> None:
    is_problem(send("POST", VISITS, body), 400, "parse_error")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "x", "a/b;c"]
)
def test_kinds_of_bodies_that_are_not_taken(kind: str) -> None:
    is_problem(send("POST", VISITS, "{}", content_type=kind), 415, "unsupported_media_type")


def test_a_form_without_boundary() -> None:
    is_problem(send("POST", VISITS, "x", content_type="multipart/form-data"), 400, "parse_error")


def test_bodies_that_are_too_large() -> None:
    body = json.dumps({"purpose": "x" * 2_000_000})
    is_problem(send("POST", VISITS, body), 413, "too_large")
    fields = "".join(
        f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx\r\n' for n in range(1500)
    )
    many = send(
        "POST", VISITS, fields + "--b--\r\n", content_type="multipart/form-data; boundary=b"
    )
    assert many.status_code in (400, 413)
    assert many["Content-Type"] == "application/problem+json"


def test_letters(client: APIClient) -> None:
    def ask(content: bytes) -> Any:
        body = request_body()
        form = {n: json.dumps(v) if isinstance(v, dict | list) else v for n, v in body.items()}
        letter = SimpleUploadedFile("surat.pdf", content)
        return client.post(VISITS, {**form, "letter_file": letter}, format="multipart")

    too_large = is_problem(ask(b"%PDF-" + b"0" * 10_500_000), 413, "too_large")
    no_letter = is_problem(ask(b"MZ"), 415, "unsupported")
    assert too_large["errors"][0]["field"] == no_letter["errors"][0]["field"] == "letter_file"


def test_bad_fields_are_named() -> None:
    problem = is_problem(send("POST", VISITS, {"people": 0}), 400, "invalid")
    assert {"field", "code", "detail"} == set(problem["errors"][0])
    assert "people" in [error["field"] for error in problem["errors"]]


def test_who_is_nobody_or_may_not() -> None:
    anyone = send("GET", VISITS)
    is_problem(anyone, 401, "not_authenticated")
    assert anyone["WWW-Authenticate"] == 'Bearer realm="singgah"'
    wrong = send("GET", "/api/v1/weeks/", headers={"authorization": "Bearer x"})
    is_problem(wrong, 401, "authentication_failed")
    is_problem(program("schedule:write").get(VISITS), 403, "permission_denied")
    is_problem(delegation(a_visit()).get(VISITS + "ST-2026-9999/"), 404, "not_found")


def _soon() -> str:
    return str(a_free_slot(after_days=0)).replace(str(a_free_slot(after_days=0).date), "2026-01-06")


def _full() -> str:
    slot = a_free_slot()
    set_week_capacity(week=monday_of(slot.date), capacity=1, note="", now=timezone.now())
    a_visit(slots=[slot])
    return str(SlotId(slot.date + dt.timedelta(days=1), slot.starts_at, slot.room))


def _day_full() -> str:
    CapacityRule.objects.update(daily_limit=1)
    now = timezone.now()
    free = [slot.id for slot in Schedule.load(now=now).slots() if slot.available]
    slot = next(s for s in free if s.starts_at == dt.time(13, 30))
    a_visit(slots=[SlotId(slot.date, dt.time(9), slot.room)])
    return str(slot)


REFUSED: dict[str, Callable[[], Body]] = {
    "week_full": lambda: request_body(slots=[_full()]),
    "day_full": lambda: request_body(slots=[_day_full()]),
    "slot_taken": lambda: request_body(slots=a_visit().preferred_slots),
    "slot_closed": lambda: request_body(slots=["2090-12-06-0300-nowhere"]),
    "too_soon": lambda: request_body(slots=[_soon()]),
    "too_far": lambda: request_body(slots=["2090-12-05-0900-aula"]),
    "too_many_people": lambda: request_body(people=61),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_refusals_name_the_session_and_others_that_can_be_had(code: str) -> None:
    body = REFUSED[code]()
    problem = is_problem(send("POST", VISITS, body), 409, code)
    assert problem["slot"] == body["slots"][0]
    assert len(problem["alternatives"]) <= 5
    assert all(slot["available"] for slot in problem["alternatives"])
    if code != "too_many_people":
        assert problem["alternatives"]


def test_the_wrong_status_says_which_and_what_is_allowed(staff: APIClient) -> None:
    visit = a_visit()
    problem = is_problem(staff.post(f"{VISITS}{visit.reference}/approve/", {}), 409, "wrong_status")
    assert (problem["visit_status"], problem["allowed"]) == (
        "unverified",
        ["verify", "cancel", "amend"],
    )


def test_everything_that_may_be_listed_as_allowed_can_be_called() -> None:
    calls = set(routes())
    callers = {VisitEvent.By.DELEGATION, VisitEvent.By.STAFF, VisitEvent.By.PROGRAM}
    listed = {
        action
        for status in Status
        for by in callers
        for action in allowed_actions(
            Visit(status=status, wished_slots=["x"]), by, hours=None, now=timezone.now()
        )
    }
    assert listed == {action for action, step in LIFE.items() if step.by & callers} - {
        Action.WRITE, Action.NOTE, Action.CONSENT, Action.UNDO, Action.DIRECT,
        Action.SET_AGENDA, Action.SEND_AGENDA, Action.PRESENCE, Action.DISPUTE,
    }  # fmt: skip
    for action in listed:
        call = "PATCH visits/{reference}/"
        if action != Action.AMEND:
            call = f"POST visits/{{reference}}/{action}/"
        assert call in calls


def test_a_stale_version_says_the_present_one(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    answer = staff.post(f"{VISITS}{visit.reference}/approve/", {"version": 7})
    assert is_problem(answer, 409, "stale")["version"] == 1


def test_a_key_for_another_request() -> None:
    once = {"idempotency-key": "a"}
    send("POST", VISITS, request_body(), headers=once)
    is_problem(send("POST", VISITS, {}, headers=once), 422, "idempotency_conflict")


def test_a_wrong_code() -> None:
    answer = send("POST", f"{VISITS}{a_visit().reference}/verify/", {"code": "x"})
    is_problem(answer, 400, "bad_code")


def test_limits_say_when_to_come_back(settings: Any) -> None:
    settings.THROTTLE = True
    for _ in range(31):
        answer = send("POST", VISITS, {})
    is_problem(answer, 429, "throttled")
    assert int(answer["Retry-After"]) > 0


def test_a_database_that_is_busy_or_away_is_503_with_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(**_values: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("visits.api.schedule.public.Schedule.load", away)
    answer = send("GET", "/api/v1/weeks/")
    is_problem(answer, 503, "busy")
    assert int(answer["Retry-After"]) > 0


def test_who_finds_us_busy_hears_when_to_come_again() -> None:
    answer = problems.answer_of(problems.Problem(503, "busy", "The paper is being made."))
    assert answer is not None
    assert answer["Retry-After"] == "15"


def test_a_fault_of_ours_is_a_problem_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("visits.api.schedule.public.Schedule.load", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/weeks/", headers=HEADERS)
    is_problem(answer, 500, "error")
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/nowhere/", "/api/v1/visits/", "/api/v1/slots/?people=0"])
def test_both_languages(path: str) -> None:
    words = {
        language: json.loads(Client().get(path, headers={"accept-language": language}).content)
        for language in ("id", "en")
    }
    assert words["id"]["code"] == words["en"]["code"]
    for member in ("title", "detail"):
        assert words["id"][member] != words["en"][member]


def test_a_session_without_the_second_factor_that_its_role_needs(settings: Settings) -> None:
    settings.MFA_REQUIRED_FOR = ["protocol"]
    for method in ("get", "post"):
        answer = getattr(signed_in(roles.PROTOCOL), method)(VISITS)
        is_problem(answer, 403, "second_factor_required")


def test_a_host_that_has_not_opened_takes_nothing() -> None:
    Host.objects.update(opened_at=None)
    is_problem(send("POST", VISITS, request_body()), 409, "not_open")


def test_every_code_of_the_description_is_asked_for_here(host: Host) -> None:
    here = open(__file__).read()  # noqa: PTH123, SIM115
    # The limit on open requests is not for this module.
    codes = {code for codes in CODES.values() for code in codes} - {"too_many_open"}
    # Those of files are asked for in test_files.py.
    codes -= {"not_kept", *NOT_SHARED}
    assert [code for code in sorted(codes) if f'"{code}"' not in here] == []
