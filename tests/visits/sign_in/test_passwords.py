"""Which passwords are taken, and what a new one, or an account that is out of use, ends."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from tests.visits.pages.conftest import person
from visits.models import Host
from visits.people import roles
from visits.sign_in.office_words import COMMON

pytestmark = pytest.mark.django_db
PASSWORD = "studi-tiru-batam-2026"


@pytest.fixture
def rina(host: Host) -> User:
    host.name, host.short_name = "Mal Pelayanan Publik Kota Batam", "MPP Batam"
    host.save()
    user = person(roles.PROTOCOL, username="rina.marlina", email="rina@mpp.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user: User) -> Client:
    client = Client()
    answer = client.post("/akun/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize(
    "password",
    [
        "kuda baterai staples",
        "ikan-terbang",
        "tanpa angka apa pun di sini",
        "ÇelikKapıŞifre",
        "雨が降っている朝の犬とパン",
        "  spasi di tepi  ",
        "panjang sekali " * 8,
        "batam-kuda-baterai",
    ],
)
def test_long_ones_of_any_composition_are_taken(rina: User, password: str) -> None:
    validate_password(password, rina)


@pytest.mark.parametrize(
    "password",
    [
        "pendek-saja",
        "password1234",
        "qwertyuiop123",
        "123456789012345",
        "rina.marlina1",
        "MPP-Batam-2026!!",
        "KunjunganBatam2026",
        "admin-protokol-mpp",
        "malpelayananpublik",
        "2026!!11!!2026##",
    ],
)
def test_short_common_and_the_places_own_words_are_refused(rina: User, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, rina)


def test_the_words_are_those_that_the_documents_name() -> None:
    assert all(word == word.lower() and word.isalpha() for word in COMMON)


def test_a_password_counts_as_it_was_typed(rina: User) -> None:
    for other in (PASSWORD.upper(), f"{PASSWORD} ", PASSWORD[:-1], f"{PASSWORD}x"):
        answer = Client().post("/akun/", {"login": "rina.marlina", "password": other})
        assert answer.status_code == 200, other


def test_a_new_password_ends_all_other_sessions(rina: User) -> None:
    here, there = signed_in(rina), signed_in(rina)
    new = "ikan terbang di danau"
    changed = here.post(
        "/akun/sandi/ganti/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert changed.status_code == 302
    assert there.get("/petugas/").status_code == 302
    assert there.get("/api/v1/visits/").status_code in (401, 403)


def test_an_account_that_is_out_of_use_is_out_at_once(rina: User) -> None:
    client = signed_in(rina)
    assert client.get("/petugas/").status_code == 200
    rina.is_active = False
    rina.save()
    assert client.get("/petugas/").status_code == 302
    assert client.get("/api/v1/visits/").status_code in (401, 403)


def test_who_lost_a_role_has_lost_it_in_the_session_too(rina: User) -> None:
    client = signed_in(rina)
    rina.groups.clear()
    assert client.get("/petugas/").status_code == 403
    assert client.get("/api/v1/visits/").status_code == 403
