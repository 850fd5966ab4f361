"""What a page may hold: its own style and data by their hash. So public pages have no nonce."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.test import Client

from scheduling.models import Room
from tests.visits.pages.desk.conftest import signed_in
from visits.models import Host
from visits.people import roles

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/jadwal/", "/privasi/", "/aksesibilitas/", "/tautan/", "/sematan/", "/ajukan/"]
INLINE = re.compile(r"<(style|script)([^>]*)>([^<]+)</")


def allowed(policy: str, directive: str) -> set[str]:
    (found,) = re.findall(rf"{directive} ([^;]*)", policy)
    return set(found.split())


def hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_allowed_what_they_hold_and_nothing_more(
    host: Host, room: Room, path: str
) -> None:
    answers = [Client().get(path), Client().get(path)]
    page, policy = answers[0].content.decode(), answers[0]["Content-Security-Policy"]
    assert "nonce" not in policy
    assert set(policy.split("; ")) == set(answers[1]["Content-Security-Policy"].split("; "))
    found = INLINE.findall(page)
    for kind in ("style", "script"):
        held = {hash_of(text) for name, _, text in found if name == kind}
        assert allowed(policy, f"{kind}-src") == {"'self'"} | held, kind
    assert ("speculationrules" in page) is (path not in ("/sematan/", "/ajukan/"))


def test_another_accent_has_another_hash(host: Host, room: Room) -> None:
    policies = []
    for accent in ("#0f4c81", "#7a1f2b"):
        Host.objects.update(accent=accent)
        policies.append(allowed(Client().get("/")["Content-Security-Policy"], "style-src"))
    assert len(policies[0] & policies[1]) == 1


def test_the_desk_is_as_strict(host: Host, room: Room) -> None:
    policy = signed_in(roles.PROTOCOL).get("/petugas/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert len(allowed(policy, "style-src")) == 2
