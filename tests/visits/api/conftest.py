"""Callers of the API, and a body that is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from scheduling.models import Room
from tests.factories import RegionFactory, UserFactory, a_free_slot
from visits.access.tokens import hash_key, visit_token
from visits.models import ApiKey, Host, Visit
from visits.people import roles

Body = dict[str, Any]


@pytest.fixture
def client(db: None) -> APIClient:
    """Anyone; with English words, so that tests can read them."""
    return APIClient(headers={"accept-language": "en"})


@pytest.fixture
def staff(db: None) -> APIClient:
    """Protocol staff by session."""
    return signed_in(roles.PROTOCOL)


def signed_in(role: str) -> APIClient:
    """Somebody with that role, by session."""
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[role])
    caller = APIClient(headers={"accept-language": "en"})
    caller.force_login(user)
    return caller


def bearer(token: str) -> APIClient:
    """A caller with that token."""
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    return APIClient(headers=headers)


def delegation(visit: Visit) -> APIClient:
    """The visit's own delegation."""
    return bearer(visit_token(visit))


def program(*scopes: str, **values: Any) -> APIClient:
    """Another system whose key has the scopes."""
    key = "sgk_" + "x".join(scopes or ("none",))
    ApiKey.objects.create(name="Portal", key_hash=hash_key(key), scopes=list(scopes), **values)
    return bearer(key)


def request_body(**changes: Any) -> Body:
    """A request's JSON for the first free session, with changes."""
    if "slots" not in changes:
        changes["slots"] = [str(a_free_slot())]
    return {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Mempelajari tata kelola.",
        "people": 24,
        "leader": {"name": "Ir. Siti Rahma", "position": "Kepala Dinas", "rank": "office_head"},
        "contact": {
            "name": "Budi Hartono",
            "position": "Sekretaris",
            "phone": "0812-3456-7890",
            "email": "Budi@solokkab.example",
        },
        "letter": {"number": "005/118/2026", "date": "2026-11-02"},
        "language": "id",
        **changes,
    }


@pytest.fixture
def body(host: Host, room: Room) -> Callable[..., Body]:
    """Makes bodies for what this host has to offer."""
    RegionFactory.create()
    return request_body
