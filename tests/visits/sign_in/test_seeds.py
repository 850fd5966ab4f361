"""Attack: the whole database in a stranger's hands. Then keys that change, and one that is lost."""

from importlib import import_module
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.visits.sign_in.conftest import Lines, code_of, set_up_app, sign_in
from visits.sign_in import seeds

pytestmark = pytest.mark.django_db
FIRST, SECOND = "pertama-" + "aB3dE5gH" * 5, "kedua-" + "Zy8xW6vU" * 5


def everything() -> str:
    """All rows of all tables, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture(params=[[], [FIRST]], ids=["from SECRET_KEY", "a key of its own"])
def _keys(request: pytest.FixtureRequest, settings: Settings) -> None:
    settings.MFA_ENCRYPTION_KEYS = request.param


@pytest.mark.usefixtures("_keys")
def test_in_the_database_no_seed_and_no_recovery_code_is_found(rina: User) -> None:
    client = Client()
    sign_in(client)
    secret = set_up_app(client)
    kept = Authenticator.objects.get(user=rina, type="recovery_codes")
    seed = seeds.decrypt(kept.data["seed"])
    rows = everything()
    assert "rina@mpp.example" in rows  # it is the whole database
    assert secret not in rows
    assert seed not in rows
    assert not [code for code in kept.wrap().get_unused_codes() if code in rows]
    # And they work all the same.
    other = Client()
    sign_in(other)
    done = other.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    assert done["Location"] == "/petugas/"


def plain(rina: User) -> str:
    """Rows as they were kept before."""
    secret = generate_totp_secret()
    Authenticator.objects.create(user=rina, type="totp", data={"secret": secret})
    data = {"seed": "ab" * 40, "used_mask": 1, "migrated_codes": ["12345678"]}
    Authenticator.objects.create(user=rina, type="recovery_codes", data=data)
    Authenticator.objects.create(user=rina, type="webauthn", data={"name": "Kunci"})
    return secret


def test_rows_from_before_are_encrypted_by_the_migration_and_back(rina: User) -> None:
    secret = plain(rina)
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    migration = import_module("visits.migrations.0012_encrypt_second_factors")
    migration.encrypt(apps, None)
    rows = everything()
    assert not [kept for kept in (secret, "ab" * 40, "12345678") if kept in rows]
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(secret))
    assert Authenticator.objects.get(type="recovery_codes").wrap().validate_code("12345678")
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 1
    Authenticator.objects.filter(type="recovery_codes").update(data=before[1])
    migration.decrypt(apps, None)
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before


def test_a_row_in_plain_text_still_lets_its_owner_in(rina: User) -> None:
    secret = plain(rina)  # written by an older release beside this one
    client = Client()
    sign_in(client)
    assert client.post("/akun/keamanan/authenticate/", {"code": code_of(secret)}).status_code == 302


def encrypt_seeds() -> str:
    out = StringIO()
    call_command("encrypt_seeds", stdout=out)
    return out.getvalue().strip()


def test_a_key_is_changed_without_anybody_noticing(rina: User, settings: Settings) -> None:
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)  # under what SECRET_KEY gives
    RecoveryCodes.activate(rina)
    settings.MFA_ENCRYPTION_KEYS = [FIRST]
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code_of(secret))
    assert encrypt_seeds() == "2 encrypted under the first key."
    assert encrypt_seeds() == "0 encrypted under the first key."
    settings.MFA_ENCRYPTION_KEYS = [SECOND, FIRST]
    assert encrypt_seeds() == "2 encrypted under the first key."
    settings.MFA_ENCRYPTION_KEYS = [SECOND]
    settings.SECRET_KEY = "x" * 20 + FIRST  # neither of the former is needed any more
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code_of(secret))


def test_a_new_secret_key_with_the_old_as_fallback_changes_nothing(
    rina: User, settings: Settings
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = SECOND
    assert TOTP(Authenticator.objects.get()).validate_code(code_of(secret))


def test_a_lost_key_lets_nobody_in_breaks_no_page_and_is_told(
    rina: User, settings: Settings, noted: Lines
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)
    RecoveryCodes.activate(rina)
    inside = Client()
    inside.force_login(rina)
    settings.SECRET_KEY, settings.MFA_ENCRYPTION_KEYS = SECOND, [FIRST]
    inside.force_login(rina)
    assert inside.get("/akun/keamanan/").status_code == 200
    client = Client()
    sign_in(client)
    answer = client.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert noted("seed_unreadable")
    with pytest.raises(CommandError, match="rina"):
        encrypt_seeds()
