"""A retried POST gets the first answer again."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories import a_visit
from tests.visits.api.conftest import Body, delegation
from visits.models import IdempotencyRecord, Visit
from visits.tokens import email_code

MakeBody = Callable[..., Body]


def post(caller: APIClient, key: str, body: Any, path: str = "/api/v1/visits/") -> Any:
    return caller.post(path, body, headers={"idempotency-key": key})


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


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ"])
def test_keys_that_are_none_are_refused(client: APIClient, body: MakeBody, key: str) -> None:
    assert post(client, key, body()).status_code == 400
