"""A retried POST gets the first answer again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.sampled import sampled
from tests.visits.api.access.test_who_may import routes
from tests.visits.api.conftest import Body, delegation
from tests.visits.pages.conftest import bring_to
from visits.access.tokens import email_code
from visits.conversation import messages
from visits.history.events import DELEGATION, program
from visits.history.events import staff as a_member
from visits.life import amending, attendance, deciding, joint_visits, moving
from visits.life.requesting import Person
from visits.models import IdempotencyRecord, Visit

MakeBody = Callable[..., Body]


A_FILE = b"%PDF-1.4\n%%EOF\n"
# These add something, and change nothing that was there.
WRITTEN = frozenset({"messages", "notes", "materials", "papers"})


def post(caller: APIClient, key: str, body: Any, path: str = "/api/v1/visits/") -> Any:
    more: dict[str, Any] = {}
    for name in ("file", "assignment_letter_file"):
        if isinstance(body, dict) and name in body:
            body = body | {name: SimpleUploadedFile("materi.pdf", body[name])}
            more["format"] = "multipart"
    return caller.post(path, body, headers={"idempotency-key": key}, **more)


def test_the_same_request_again_gives_the_first_answer_with_its_token(
    client: APIClient, body: MakeBody
) -> None:
    wanted = body()
    first, second = post(client, "a", wanted), post(client, "a", wanted)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Visit.objects.count() == 1


def test_the_token_does_not_lie_in_the_database(client: APIClient, body: MakeBody) -> None:
    token = post(client, "a", body()).json()["token"]
    assert token not in str(IdempotencyRecord.objects.get().answer)


def test_another_body_or_address_under_the_same_key_is_a_conflict(
    client: APIClient, body: MakeBody
) -> None:
    wanted = body()
    post(client, "a", wanted)
    for other in (post(client, "a", {**wanted, "people": 25}), post(client, "a", [])):
        assert other.status_code == 422
        assert other.json()["code"] == "idempotency_conflict"
    assert Visit.objects.count() == 1


def test_keys_of_different_callers_are_different_keys(client: APIClient, body: MakeBody) -> None:
    post(client, "a", body())
    other = APIClient(REMOTE_ADDR="192.0.2.7")
    assert post(other, "a", body()).status_code == 201
    assert Visit.objects.count() == 2


def test_a_refusal_by_the_rules_is_remembered(client: APIClient, body: MakeBody) -> None:
    taken = a_visit()
    wanted = body(slots=taken.preferred_slots)
    first, second = post(client, "a", wanted), post(client, "a", wanted)
    assert first.status_code == second.status_code == 409
    assert first.json() == second.json()
    assert second["Content-Type"] == "application/problem+json"


def test_a_body_to_correct_leaves_the_key_free(client: APIClient, body: MakeBody) -> None:
    wanted = body()
    assert post(client, "a", {**wanted, "people": 0}).status_code == 400
    assert post(client, "a", wanted).status_code == 201


def test_a_wrong_code_counts_though_its_answer_is_not_kept(client: APIClient, room: Any) -> None:
    visit = a_visit()
    wrong = "111111" if email_code(visit) == "000000" else "000000"
    path = f"/api/v1/visits/{visit.reference}/verify/"
    assert post(client, "a", {"code": wrong}, path).status_code == 400
    visit.refresh_from_db()
    assert visit.code_attempts == 1


def test_a_step_is_taken_once(room: Any) -> None:
    visit = a_visit()
    path = f"/api/v1/visits/{visit.reference}/cancel/"
    answers = [post(delegation(visit), "a", {"reason": "Batal"}, path) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert visit.events.filter(kind="cancelled").count() == 1


STAFF = program("Tes")


def _approved(now: Any) -> Visit:
    return deciding.approve(a_visit(trusted=True), by=STAFF, now=now)


def _proposed(now: Any) -> tuple[Visit, Any]:
    slot = a_free_slot(after_days=30)
    visit = a_visit(trusted=True)
    return deciding.propose(visit, slots=[slot], message="", by=STAFF, now=now), {"slot": str(slot)}


def _unverified(_now: Any) -> tuple[Visit, Any]:
    visit = a_visit()
    return visit, {"code": email_code(visit)}


def _joined(now: Any) -> tuple[Visit, Any]:
    visit = joint_visits.merge(a_visit(trusted=True), into=a_visit(trusted=True), by=STAFF, now=now)
    return visit, {"slot": str(a_free_slot(after_days=30))}


def _wishing(now: Any) -> tuple[Visit, Any]:
    slot = a_free_slot(after_days=30)
    visit = moving.reschedule(_approved(now), slots=[slot], by=DELEGATION, now=now)
    return visit, {"reason": "Sesi itu dipakai"}


def _waiting(now: Any) -> tuple[Visit, Any]:
    slot = a_free_slot(after_days=30)
    set_week_capacity(week=monday_of(slot.date), capacity=1, note="", now=now)
    a_visit(slots=[slot])
    visit = a_visit(trusted=True, slots=[slot], waitlist=True)
    return visit, {"number": 1, "reason": "Sudah lama"}


def _named(now: Any) -> tuple[Visit, Any]:
    officer = OfficerFactory.create()
    visit = amending.assign(a_visit(trusted=True), officers=[officer], by=STAFF, now=now)
    return visit, {"officer": officer.email, "answer": "accepted"}


def _decided(now: Any) -> tuple[Visit, Any]:
    caller = User.objects.latest("pk")
    with override_settings(UNDO_SECONDS=20):
        return deciding.approve(a_visit(trusted=True), by=a_member(caller), now=now), {}


def _written(now: Any) -> tuple[Visit, Any]:
    visit = a_visit(trusted=True)
    messages.write(visit, text="Halo?", by=DELEGATION, now=now)
    visit.refresh_from_db()
    return visit, {"until": now.isoformat()}


def _with_people(now: Any) -> tuple[Visit, Any]:
    asked = a_visit(trusted=True, participants=[Person("Ani"), Person("Budi")])
    visit = deciding.approve(asked, by=STAFF, now=now)
    bring_to(visit, timezone.localdate(now))
    return visit, {"participants": [1, 2]}


# For each POST on a visit: one in the right status, and a body.
STEPS: dict[str, Callable[[Any], tuple[Visit, Any]]] = {
    "verify": _unverified,
    "accept": _proposed,
    "cancel": lambda now: (a_visit(), {}),
    "approve": lambda now: (a_visit(trusted=True), {}),
    "decline": lambda now: (a_visit(trusted=True), {"reason": "Penuh"}),
    "propose": lambda now: (
        a_visit(trusted=True), {"slots": [str(a_free_slot(after_days=30))]},
    ),
    "assign": lambda now: (
        a_visit(trusted=True), {"officers": [OfficerFactory.create().email]},
    ),
    "check-in": lambda now: (_approved(now), {}),
    "presence": _with_people,
    "take-back-presence": _with_people,
    "complete": lambda now: (attendance.check_in(_approved(now), by=STAFF, now=now), {}),
    "no-show": lambda now: (_approved(now), {}),
    "take-back": lambda now: (attendance.no_show(_approved(now), by=STAFF, now=now), {}),
    "refuse": lambda now: (_proposed(now)[0], {"reason": "Tidak cocok"}),
    "reschedule": lambda now: (
        a_visit(trusted=True), {"slots": [str(a_free_slot(after_days=30))]},
    ),
    "merge": lambda now: (a_visit(trusted=True), {"into": a_visit(trusted=True).reference}),
    "split": _joined,
    "keep": _wishing,
    "undo": _decided,
    "reopen": lambda now: (
        deciding.decline(a_visit(trusted=True), reason="Penuh", by=STAFF, now=now),
        {"reason": "Sesinya bebas lagi"},
    ),
    "reorder": _waiting,
    "letter-due": lambda now: (a_visit(trusted=True), {"until": None, "reason": "Mitra lama"}),
    "letter-came": lambda now: (a_visit(trusted=True), {"came": True}),
    "ask-missing": lambda now: (a_visit(trusted=True), {"text": "Surat tugas"}),
    "give-missing": lambda now: (
        messages.ask_missing(a_visit(trusted=True), text="Surat", by=STAFF, now=now), {},
    ),
    "consent": lambda now: (_approved(now), {"photographs": True}),
    "answer": _named,
    "letter": lambda now: (a_visit(trusted=True), {"number": "005/2026"}),
    "assignment-letter": lambda now: (a_visit(trusted=True), {"assignment_letter_file": A_FILE}),
    "messages": lambda now: (a_visit(trusted=True), {"text": "Halo"}),
    "notes": lambda now: (a_visit(trusted=True), {"text": "Hanya untuk kami"}),
    "pass-on": lambda now: (a_visit(trusted=True), {}),
    "mark-read": _written,
    "materials": lambda now: (a_visit(trusted=True), {"title": "Paparan", "file": A_FILE}),
    "papers": lambda now: (_approved(now), {"kind": "attendance"}),
}  # fmt: skip


def test_every_post_of_the_api_is_among_them() -> None:
    posts = [call for call in routes() if call.startswith("POST visits/{")]
    # What is done to a paper: tests/visits/api/files/test_papers.py.
    steps = {call.split("/")[-2] for call in posts if "papers/{pk}" not in call}
    assert steps == set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_taken_once(staff: APIClient, room: Any, now: Any, step: str) -> None:
    visit, body = STEPS[step](now)
    path = f"/api/v1/visits/{visit.reference}/{step}/"
    first, second = post(staff, "a", body, path), post(staff, "a", body, path)
    assert first.status_code == second.status_code, first.content
    assert first.status_code == (201 if step in WRITTEN else 200), first.content
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert second.get("ETag") == first.get("ETag")
    visit.refresh_from_db()
    if step != "papers":  # which has a version of its own
        assert visit.version == first.json().get("version", visit.version)


@pytest.mark.parametrize(
    "step", sorted(set(STEPS) - {"verify", "pass-on", "mark-read", "assignment-letter", *WRITTEN})
)
@pytest.mark.parametrize("how", sampled(["header", "body"], every=2))
def test_every_step_refuses_an_old_version(
    staff: APIClient, room: Any, now: Any, step: str, how: str
) -> None:
    visit, body = STEPS[step](now)
    path = f"/api/v1/visits/{visit.reference}/{step}/"
    headers = {"if-match": '"99"'} if how == "header" else {}
    answer = staff.post(path, body | ({"version": 99} if how == "body" else {}), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert answer.json()["version"] == visit.version


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ"])
def test_keys_that_are_none_are_refused(client: APIClient, body: MakeBody, key: str) -> None:
    assert post(client, key, body()).status_code == 400
