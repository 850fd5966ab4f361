"""Keys of other programs: made in the admin or by command, shown once, revoked at once."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.visits.api.conftest import bearer
from visits.access.tokens import hash_key
from visits.models import ApiKey
from visits.sign_in.keys import make_key

pytestmark = pytest.mark.django_db
ADD = "admin:visits_apikey_add"
NEW = {"name": "Portal", "scopes": ["visits:read"], "expires_at_0": "", "expires_at_1": ""}


@pytest.fixture
def admin() -> Client:
    """An administrator in the admin."""
    caller = Client(headers={"accept-language": "en"})
    caller.force_login(User.objects.create_superuser("admin"))
    return caller


def test_a_key_is_made_in_the_admin_and_shown_this_once(admin: Client) -> None:
    page = admin.post(reverse(ADD), NEW)
    [key] = re.findall(r"sgk_[\w-]{43}", page.content.decode())
    made = ApiKey.objects.get()
    assert (made.key_hash, made.scopes) == (hash_key(key), ["visits:read"])
    assert "no-store" in page["Cache-Control"]
    assert key not in str(page.cookies)
    assert bearer(key).get("/api/v1/visits/").status_code == 200
    for name, args in (("changelist", []), ("change", [made.pk])):
        shown = admin.get(reverse(f"admin:visits_apikey_{name}", args=args)).content.decode()
        assert key not in shown
        assert made.key_hash not in shown


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"scopes": []}, {"scopes": ["all"]},
     {"expires_at_0": "2020-01-01", "expires_at_1": "00:00"}],
)  # fmt: skip
def test_what_is_no_key_is_not_made(admin: Client, bad: dict[str, Any]) -> None:
    assert admin.post(reverse(ADD), NEW | bad).status_code == 200
    assert not ApiKey.objects.exists()


def test_a_key_that_was_given_out_is_not_changed(admin: Client) -> None:
    made, key = make_key(name="Portal", scopes=["visits:read"])
    change = reverse("admin:visits_apikey_change", args=[made.pk])
    admin.post(change, NEW | {"scopes": ["visits:write"], "name": "x"})
    made.refresh_from_db()
    assert (made.name, made.scopes, made.key_hash) == ("Portal", ["visits:read"], hash_key(key))


def test_revoking_takes_effect_with_the_next_call(admin: Client) -> None:
    made, key = make_key(name="Portal", scopes=["visits:read"])
    assert bearer(key).get("/api/v1/visits/").status_code == 200
    values = {"action": "revoke", "_selected_action": [made.pk]}
    admin.post(reverse("admin:visits_apikey_changelist"), values)
    assert bearer(key).get("/api/v1/visits/").status_code == 401


def test_the_use_of_a_key_is_written_once_a_minute_at_the_most(now: dt.datetime) -> None:
    made, key = make_key(name="Portal", scopes=["visits:read"])
    moments = []
    for seconds in (0, 30, 59, 61):
        with time_machine.travel(now + dt.timedelta(seconds=seconds), tick=False):
            bearer(key).get("/api/v1/topics/")
        made.refresh_from_db()
        moments.append(made.last_used_at)
    assert moments[0] == moments[1] == moments[2] != moments[3]


def test_others_may_not_make_keys() -> None:
    caller = Client()
    caller.force_login(User.objects.create_user("petugas", is_staff=True))
    assert caller.post(reverse(ADD), NEW).status_code == 403
    assert not ApiKey.objects.exists()
