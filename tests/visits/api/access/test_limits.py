"""Limits count a key, an account or a visit's token by itself, and anyone else by network."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.factories import a_visit
from tests.visits.api.conftest import bearer, delegation
from visits.access.tokens import visit_token
from visits.models import Visit
from visits.sign_in.keys import make_key

pytestmark = pytest.mark.usefixtures("host", "room")
CODES_AN_HOUR = 20


@pytest.fixture(autouse=True)
def _limited(settings: Settings) -> None:
    settings.THROTTLE = True


def tries(caller: APIClient, **meta: Any) -> int:
    """How many codes the caller may try until it is told to wait."""
    path = "/api/v1/visits/ST-2026-9999/verify/"
    for number in range(CODES_AN_HOUR + 1):
        if caller.post(path, {"code": "x"}, **meta).status_code == 429:
            return number
    return CODES_AN_HOUR + 1


def test_each_network_has_its_own_limit() -> None:
    assert tries(APIClient(), REMOTE_ADDR="203.0.113.1") == CODES_AN_HOUR
    assert tries(APIClient(), REMOTE_ADDR="203.0.113.1") == 0
    assert tries(APIClient(), REMOTE_ADDR="203.0.113.2") == CODES_AN_HOUR


def test_a_client_cannot_write_itself_another_address() -> None:
    assert tries(APIClient(), REMOTE_ADDR="203.0.113.1") == CODES_AN_HOUR
    forged = {"REMOTE_ADDR": "203.0.113.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
    assert tries(APIClient(), **forged) == 0


def test_behind_proxies_the_address_counts_that_the_outermost_saw(settings: Settings) -> None:
    settings.NUM_PROXIES = 2
    proxy = {"REMOTE_ADDR": "10.0.0.2"}
    seen = {"HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.1, 10.0.0.1"}
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.8, 203.0.113.1, 10.0.0.1"}
    other = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 10.0.0.1"}
    assert tries(APIClient(), **proxy, **seen) == CODES_AN_HOUR
    assert tries(APIClient(), **proxy, **forged) == 0
    assert tries(APIClient(), **proxy, **other) == CODES_AN_HOUR


def test_an_ipv6_network_counts_as_one() -> None:
    assert tries(APIClient(), REMOTE_ADDR="2001:db8:0:1::1") == CODES_AN_HOUR
    assert tries(APIClient(), REMOTE_ADDR="2001:db8:0:1:ffff::2") == 0
    assert tries(APIClient(), REMOTE_ADDR="2001:db8:0:2::1") == CODES_AN_HOUR


def test_a_link_has_us_mail_people_so_often_and_no_oftener() -> None:
    visit, other = a_visit(trusted=True), a_visit(trusted=True)

    def written(of: Visit, times: int, **meta: Any) -> int:
        path = f"/api/v1/visits/{of.reference}/messages/"
        sent = [delegation(of).post(path, {"text": f"{n}"}, **meta) for n in range(times)]
        return sum(answer.status_code == 201 for answer in sent)

    assert written(visit, 65) == 60
    assert written(visit, 1, REMOTE_ADDR="203.0.113.7") == 0, "from wherever"
    assert written(other, 1) == 1
    path = f"/api/v1/visits/{visit.reference}/"
    assert delegation(visit).get(path).status_code == 200, "it is read all the same"


def test_keys_and_delegations_are_counted_by_themselves() -> None:
    assert tries(APIClient()) == CODES_AN_HOUR
    first, second = (make_key(name=name, scopes=[])[1] for name in "ab")
    assert tries(bearer(first)) == CODES_AN_HOUR
    assert tries(bearer(second)) == CODES_AN_HOUR
    visit = a_visit()
    assert tries(delegation(visit)) == CODES_AN_HOUR
    assert tries(bearer(visit_token(visit))) == 0


@pytest.mark.parametrize(("scope", "status"), [("visits:submit", 400), ("visits:read", 429)])
def test_who_may_submit_has_no_limit_on_requests(scope: str, status: int) -> None:
    caller = bearer(make_key(name="Portal", scopes=[scope])[1])
    answers = [caller.post("/api/v1/visits/", {}).status_code for _ in range(31)]
    assert answers[-1] == status
