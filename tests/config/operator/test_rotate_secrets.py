"""`make rotate`: new values, the former going on where they can, and nothing else of the file."""

import re
import stat
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from config.operator.rotate_secrets import (
    ELSEWHERE,
    KNOWN,
    CannotRotate,
    described,
    forgotten,
    rotated,
)
from config.write_env import SECRETS, read_env
from tests.faults.system import call
from tests.ready import PASSWORD
from tests.stack import ROOT, Stack, embedded_again, embedded_stack, eventually, plain_of

OURS = "# ours\nSECRET_KEY=lama\nEMAIL_URL='smtp://mail:25'\nREDIS_PASSWORD=\n"


def command(file: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "config.operator.rotate_secrets", "--file", str(file), *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_every_secret_that_is_made_can_be_made_anew_and_says_what_it_is_for() -> None:
    assert set(KNOWN) == set(SECRETS)
    said = described({"SECRET_KEY": "a", "SECRET_KEY_FALLBACKS": "b,c"})
    assert "SECRET_KEY (set, 2 former)" in said
    assert all(name in said for name in (*KNOWN, *ELSEWHERE))
    assert all(secret.then and secret.purpose for secret in KNOWN.values())


def test_the_former_key_goes_on_and_the_rest_of_the_file_stays() -> None:
    once = rotated(OURS, ["SECRET_KEY"])
    key = read_env(once)["SECRET_KEY"]
    assert len(key) == 64
    assert once == OURS.replace("lama", key) + "SECRET_KEY_FALLBACKS=lama\n"
    twice = read_env(rotated(once, ["SECRET_KEY"]))
    assert twice["SECRET_KEY_FALLBACKS"] == f"{key},lama"
    assert read_env(forgotten(once, ["SECRET_KEY"]))["SECRET_KEY_FALLBACKS"] == ""


def test_keys_of_second_factors_stand_in_one_list() -> None:
    first = rotated("", ["MFA_ENCRYPTION_KEYS"])
    key = read_env(first)["MFA_ENCRYPTION_KEYS"]
    second = read_env(rotated(first, ["MFA_ENCRYPTION_KEYS"]))["MFA_ENCRYPTION_KEYS"]
    assert second.split(",")[1] == key
    only = forgotten(f"MFA_ENCRYPTION_KEYS={second}\n", ["MFA_ENCRYPTION_KEYS"])
    assert read_env(only)["MFA_ENCRYPTION_KEYS"] == second.split(",")[0]


@pytest.mark.parametrize("name", ["EMAIL_URL", "REDIS_PASSWORD", "SECRET", "METRICS_TOKEN"])
def test_what_is_not_set_or_not_ours_is_left_alone(name: str) -> None:
    with pytest.raises(CannotRotate):
        rotated(OURS, [name])


def test_by_the_command_it_is_all_or_nothing_and_says_what_follows(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(OURS)
    refused = command(file, "SECRET_KEY", "METRICS_TOKEN")
    assert (refused.returncode, file.read_text()) == (1, OURS)
    done = command(file, "SECRET_KEY")
    assert done.returncode == 0, done.stderr
    assert "encrypt_seeds" in done.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = read_env(file.read_text())
    assert known["SECRET_KEY"] not in done.stdout, "no secret on the screen"
    assert known["SECRET_KEY_FALLBACKS"] == "lama"
    assert command(file, "--forget", "REDIS_PASSWORD").returncode == 1
    assert command(tmp_path / "none").returncode == 1


# --- Really: a system, its keys changed, the system again ---------------------------------------

_SEED = """
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
{}
"""
_MAKE = _SEED.format(
    'TOTP.activate(User.objects.get(username="pimpinan"), "JBSWY3DPEHPK3PXP")\nprint("made")'
)
_READ = _SEED.format(
    "from visits.sign_in import seeds\n"
    'print(seeds.decrypt(Authenticator.objects.get(type="totp").data["secret"]))'
)


def asked(stack: Stack) -> dict[str, str]:
    """A request's reference, and what its mail carries."""
    _, slots = call(f"{stack.base_url}/api/v1/slots/?people=4")
    body = {
        "institution": "DPMPTSP Kabupaten Solok", "region": "13.02", "people": 4,
        "purpose": "Mempelajari tata kelola mal pelayanan publik.",
        "slots": [next(slot["id"] for slot in slots if slot["available"])],
        "leader": {"name": "Siti Rahma", "position": "Kepala Dinas", "rank": "office_head"},
        "contact": {"name": "Budi", "phone": "0812-3456-7890", "email": "budi@solok.example"},
    }  # fmt: skip
    status, visit = call(f"{stack.base_url}/api/v1/visits/", "POST", body)
    assert status == 201, visit
    text = plain_of(eventually(lambda: stack.mails_to("budi@solok.example"))[0])
    link, code = re.search(r"/k/\S+", text), re.search(r"^(\d{6})\r?$", text, re.MULTILINE)
    assert link
    assert code
    return {"reference": visit["reference"], "link": link[0], "code": code[1]}


@pytest.mark.slow
@pytest.mark.machine_clock
def test_links_codes_sign_ins_and_factors_outlive_new_keys_and_end_when_those_are_forgotten(
    tmp_path: Path,
) -> None:
    file = tmp_path / ".env"
    file.write_text("".join(f"{name}={SECRETS[name]()}\n" for name in ("SECRET_KEY",)))
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with embedded_stack(tmp_path / "var", **read_env(file.read_text())) as before:
        visit = asked(before)
        assert before.manage("shell", "-c", _MAKE).endswith("made\n")
        page = browser.open(f"{before.base_url}/akun/").read().decode()
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        form = {"login": "protokol", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        assert "/petugas/" in browser.open(
            f"{before.base_url}/akun/", urlencode(form).encode()
        ).url  # fmt: skip
    assert command(file, "SECRET_KEY", "MFA_ENCRYPTION_KEYS").returncode == 0
    with embedded_again(before, **read_env(file.read_text())) as after:
        assert call(f"{after.base_url}{visit['link']}")[0] == 200
        assert browser.open(f"{after.base_url}/petugas/").url.endswith("/petugas/"), "signed in"
        verify = f"{after.base_url}/api/v1/visits/{visit['reference']}/verify/"
        assert call(verify, "POST", {"code": visit["code"]})[0] == 200
        assert "JBSWY3DPEHPK3PXP" in after.manage("shell", "-c", _READ)
        assert "1 encrypted" in after.manage("encrypt_seeds")
    assert command(file, "--forget", "SECRET_KEY", "MFA_ENCRYPTION_KEYS").returncode == 0
    with embedded_again(before, **read_env(file.read_text())) as last:
        assert call(f"{last.base_url}{visit['link']}")[0] == 404
        assert "JBSWY3DPEHPK3PXP" in last.manage("shell", "-c", _READ)
        # Used between, it stands under the new key.
        assert browser.open(f"{last.base_url}/petugas/").url.endswith("/petugas/")
