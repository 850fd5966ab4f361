"""Attack: a session that never used the second factor, against all that a sign-in opens."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.factories import a_visit
from tests.visits.sign_in.conftest import (
    LIMITS,
    PASSWORD,
    Lines,
    Mails,
    code_of,
    set_up_app,
    sign_in,
)
from visits.models import Note, Visit

pytestmark = pytest.mark.django_db
REAUTHENTICATE = "/akun/keamanan/reauthenticate/"
OURS = {"origin": "http://testserver"}
CLOSED = ("/petugas/", "/petugas/pengaturan/orang/", "/admin/", "/admin/visits/agency/")


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.MFA_REQUIRED_FOR = ["admin"]


@pytest.fixture
def secret(rina: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)
    RecoveryCodes.activate(rina)
    return secret


@pytest.fixture
def old(rina: User) -> Client:
    """A browser signed in by a password alone, from before there was a factor."""
    client = Client()
    assert sign_in(client) == "/petugas/"
    return client


def is_shut(client: Client) -> bool:
    api = client.get("/api/v1/visits/")
    return (
        [client.get(path).status_code for path in CLOSED] == [302] * len(CLOSED)
        and api.status_code == 403
        and api.json()["code"] == "second_factor_required"
    )


def is_open(client: Client) -> bool:
    paths = (*CLOSED, "/api/v1/visits/")
    return [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_a_session_from_before_the_factor_opens_nothing_until_it_uses_it(
    old: Client, secret: str
) -> None:
    assert is_shut(old)
    led = old.get("/petugas/kunjungan/?status=requested")["Location"]
    assert led == f"{REAUTHENTICATE}?next=%2Fpetugas%2Fkunjungan%2F%3Fstatus%3Drequested"
    page = old.get(led)
    assert page.status_code == 200  # and not round and round
    assert 'action="/akun/logout/"' in page.content.decode()
    wrong = old.post(REAUTHENTICATE, {"code": "000000", "next": "/petugas/"})
    assert wrong.status_code == 200
    assert is_shut(old)
    done = old.post(REAUTHENTICATE, {"code": code_of(secret), "next": "/petugas/kunjungan/"})
    assert done["Location"] == "/petugas/kunjungan/"
    assert is_open(old)


def test_a_stolen_session_gains_nothing_when_its_owner_proves_it(
    old: Client, secret: str, rina: User
) -> None:
    thief = Client()
    thief.cookies = old.cookies.copy()
    old.post(REAUTHENTICATE, {"code": code_of(secret), "next": "/petugas/"})
    assert is_open(old)
    assert thief.get("/petugas/")["Location"].startswith("/akun/?next=")
    assert thief.get("/api/v1/visits/").status_code == 401
    assert old.get("/akun/sesi/").content.decode().count("yang ini") == 1


def test_sixty_wrong_codes_and_the_right_one_open_nothing(
    old: Client, secret: str, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    right = code_of(secret)
    for code in [*["000000"] * 60, right]:
        old.post(REAUTHENTICATE, {"code": code, "next": "/petugas/"})
    assert is_shut(old)


def test_a_recovery_code_proves_it_too(old: Client, secret: str, rina: User) -> None:
    codes = Authenticator.objects.get(user=rina, type="recovery_codes").wrap()
    code = codes.get_unused_codes()[0]
    old.post(REAUTHENTICATE, {"code": code, "next": "/petugas/"})
    assert is_open(old)


def test_a_password_proves_nothing_where_there_is_a_factor(old: Client, secret: str) -> None:
    asked = old.post("/akun/pastikan/", {"password": PASSWORD, "next": "/petugas/"})
    assert asked["Location"].startswith(REAUTHENTICATE)
    assert is_shut(old)


@pytest.mark.parametrize(
    "page", ["totp/deactivate/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"]
)
def test_without_the_factor_nobody_takes_one_away_or_adds_one(
    old: Client, secret: str, rina: User, page: str, settings: Settings
) -> None:
    settings.MFA_REQUIRED_FOR = []  # whatever the role
    before = set(Authenticator.objects.values_list("pk", flat=True))
    old.post("/akun/pastikan/", {"password": PASSWORD})
    for answer in (old.get(f"/akun/keamanan/{page}"), old.post(f"/akun/keamanan/{page}", {})):
        assert answer.status_code in (302, 405)
        assert answer.get("Location", REAUTHENTICATE).startswith(REAUTHENTICATE)
    assert set(Authenticator.objects.values_list("pk", flat=True)) == before


def test_signing_in_with_it_opens_everything(rina: User, secret: str) -> None:
    client = Client()
    assert sign_in(client) == "/akun/keamanan/authenticate/"
    client.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    assert is_open(client)


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_counts_as_having_used_it(old: Client, rina: User) -> None:
    assert old.get("/petugas/")["Location"] == "/akun/keamanan/"
    assert is_shut(old)
    thief = Client()
    thief.cookies = old.cookies.copy()
    set_up_app(old)
    assert is_open(old)
    assert thief.get("/petugas/")["Location"].startswith("/akun/?next=")
    # In another browser of the same person, that was signed in all along, nothing was used.
    other = Client()
    other.force_login(rina)
    assert is_shut(other)


def test_whose_only_factor_is_a_passkey_is_led_to_it(old: Client, rina: User) -> None:
    Authenticator.objects.create(user=rina, type="webauthn", data={"name": "Kunci"})
    led = old.get("/petugas/")["Location"]
    assert led == "/akun/keamanan/webauthn/reauthenticate/?next=%2Fpetugas%2F"


def test_when_the_factor_is_gone_one_must_be_set_up_anew(rina: User, secret: str) -> None:
    client = Client()
    sign_in(client)
    client.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    Authenticator.objects.all().delete()
    assert client.get("/petugas/")["Location"] == "/akun/keamanan/"


def test_of_two_people_at_one_browser_the_second_does_not_inherit_it(
    rina: User, secret: str
) -> None:
    client = Client()
    sign_in(client)
    client.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    budi = User.objects.create_superuser("budi", password=PASSWORD)
    TOTP.activate(budi, generate_totp_secret())
    client.force_login(budi)
    assert is_shut(client)


def test_signing_out_is_always_possible(old: Client, secret: str) -> None:
    again = Client()
    again.cookies = old.cookies.copy()
    assert again.post("/admin/logout/").status_code in (200, 302)
    assert old.get("/petugas/")["Location"].startswith("/akun/?next=")


def test_the_pages_own_sign_out_works_too(old: Client, secret: str) -> None:
    assert old.post("/akun/logout/")["Location"] == "/"
    assert old.get("/petugas/")["Location"].startswith("/akun/?next=")


@pytest.mark.usefixtures("room", "solok")
def test_what_is_typed_waits_for_the_second_step(old: Client, secret: str) -> None:
    visit: Visit = a_visit(trusted=True)
    address = f"/petugas/kunjungan/{visit.reference}/catatan/"
    given = {"text": "Tamu minta kursi roda.", "version": visit.version}
    refused = old.post(address, given, headers=OURS)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "no-store" in refused["Cache-Control"]
    assert "Tamu minta kursi roda." in page
    assert f'href="{REAUTHENTICATE}?next=' in page
    assert not Note.objects.exists()
    old.post(REAUTHENTICATE, {"code": code_of(secret), "next": "/petugas/"})
    assert old.post(address, given, headers=OURS).status_code == 302
    assert Note.objects.get().text == "Tamu minta kursi roda."


def test_of_another_sites_form_nothing_is_kept(old: Client, secret: str) -> None:
    answer = old.post(
        "/petugas/baru/", {"institution": "Setda"}, headers={"origin": "https://evil.example"}
    )
    assert answer["Location"].startswith(REAUTHENTICATE)


@pytest.mark.django_db(transaction=True)
def test_an_administrator_removes_anothers_lost_factor_and_they_are_told(
    rina: User, secret: str, noted: Lines, mails: Mails
) -> None:
    settings_admin = User.objects.create_superuser("kepala", "kepala@mpp.example", PASSWORD)
    client = Client()
    sign_in(client, login="kepala")
    set_up_app(client)
    lost = Client()
    sign_in(lost)
    lost.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    assert lost.get("/petugas/").status_code == 200
    before = len(mails())
    page = client.get(f"/petugas/pengaturan/orang/{rina.pk}/").content.decode()
    button = f"/petugas/pengaturan/orang/{rina.pk}/langkah-kedua/"
    assert f'action="{button}"' in page
    assert client.post(button).status_code == 302
    assert not Authenticator.objects.filter(user=rina).exists()
    assert lost.get("/petugas/")["Location"].startswith("/akun/?next=")
    [mail] = mails()[before:]
    assert mail["To"] == "rina@mpp.example"
    line = noted("second_factor_removed")[-1]
    assert (line["account"], line["by"]) == ("rina", "kepala")
    # Not of oneself: that is done with the factor in the hand.
    client.post(f"/petugas/pengaturan/orang/{settings_admin.pk}/langkah-kedua/")
    assert Authenticator.objects.filter(user=settings_admin).exists()


def test_an_administrator_signs_somebody_out_everywhere(rina: User, settings: Settings) -> None:
    settings.MFA_REQUIRED_FOR = []
    there, client = Client(), Client()
    sign_in(there)
    client.force_login(User.objects.create_superuser("kepala"))
    button = f"/petugas/pengaturan/orang/{rina.pk}/keluarkan/"
    page = client.get(f"/petugas/pengaturan/orang/{rina.pk}/").content.decode()
    assert f'action="{button}"' in page
    client.post(button)
    assert there.get("/petugas/")["Location"].startswith("/akun/?next=")
    assert sign_in(there) == "/petugas/"
