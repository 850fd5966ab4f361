"""The environment: each variable works, and what is missing or weak stops the start in one line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sampled import sampled

ROOT = Path(__file__).resolve().parents[2]
STRONG = "n0Wf-8sLx2QvR7tYb5KpZ3cDgHjMaEu1oI4iX6wT9rS0qV"
_SHOW = """
import json
from config import settings as s
print(json.dumps({name: getattr(s, name) for name in %r.split()}, default=str))
"""


def program(*command: str, tmp_path: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """A program of ours in an environment of its own, which knows nothing of ours."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(tmp_path), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_of(names: str, *, tmp_path: Path, **env: str) -> dict[str, object]:
    """Settings as they come out of the environment."""
    done = program("-c", _SHOW % names, tmp_path=tmp_path, **env)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


PROGRAMS = {
    "manage.py": ("manage.py", "migrate"),
    "web": ("-m", "config.loading.serving", "config.rsgi:application"),
    "worker": ("-m", "config.worker"),
    "make run": ("-m", "config.supervisor"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_without_demo_a_missing_key_stops_every_program_with_one_line(
    name: str, tmp_path: Path
) -> None:
    done = program(*PROGRAMS[name], tmp_path=tmp_path, PORT="8399")
    assert done.returncode == 1
    [line] = (done.stdout + done.stderr).splitlines()
    assert line.startswith("SECRET_KEY is missing or weak: set it to 40 or more")


@pytest.mark.parametrize(
    ("name", "env"),
    sampled(
        [
            ("SECRET_KEY", {"SECRET_KEY": ""}),
            ("SECRET_KEY", {"SECRET_KEY": "short"}),
            ("SECRET_KEY", {"SECRET_KEY": "a" * 60}),
            ("SECRET_KEY", {"SECRET_KEY": "django-insecure-" + STRONG}),
            ("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": f"{STRONG}x,short"}),
            ("METRICS_TOKEN", {"METRICS_TOKEN": "secret"}),
            ("MFA_ENCRYPTION_KEYS", {"MFA_ENCRYPTION_KEYS": f"{STRONG},geheim"}),
            ("HSTS_PRELOAD", {"HSTS_PRELOAD": "1"}),
            ("CLAMD", {"CLAMD": "/run/clamav/clamd.ctl"}),
            ("CLAMD", {"CLAMD": "tcp://:3310"}),
            ("CLAMD_AWAY", {"CLAMD_AWAY": "maybe"}),
            ("SESSION_IDLE_MINUTES", {"SESSION_IDLE_MINUTES": "0"}),
            ("SESSION_IDLE_MINUTES", {"SESSION_IDLE_MINUTES": "lama"}),
            ("SESSION_LONGEST_MINUTES", {"SESSION_LONGEST_MINUTES": "-5"}),
            ("BASE_URL", {"BASE_URL": "kunjungan.example"}),
            ("LOG_FORMAT", {"LOG_FORMAT": "xml"}),
            ("DATABASE_URL", {"DATABASE_URL": "mysql://u:geheim@h/n"}),
            ("DATABASE_URL", {"DATABASE_URL": "postgres://u:geheim@h:port/n"}),
            ("REDIS_URL", {"REDIS_URL": "memcached://u:geheim@h/0"}),
            ("EMAIL_URL", {"EMAIL_URL": "pigeon://u:geheim@h"}),
            ("EMAIL_RETURN_PATH", {"EMAIL_RETURN_PATH": "geheim"}),
            ("EMAIL_RETURN_PATH", {"EMAIL_RETURN_PATH": "geheim+a@batam.example"}),
            ("EMAIL_RETURN_PATH", {"EMAIL_RETURN_PATH": f"{'geheim' * 4}@batam.example"}),
        ],
        every=4,
    ),
)
def test_what_is_weak_or_unreadable_is_named_without_repeating_it(
    name: str, env: dict[str, str], tmp_path: Path
) -> None:
    done = program("manage.py", "check", tmp_path=tmp_path, **{"SECRET_KEY": STRONG, **env})
    assert done.returncode == 1, done.stdout
    [line] = (done.stdout + done.stderr).splitlines()
    assert line.startswith(f"{name} ")
    assert "geheim" not in line


def test_with_strong_secrets_it_starts(tmp_path: Path) -> None:
    env = {"SECRET_KEY": STRONG, "SECRET_KEY_FALLBACKS": f"{STRONG}x", "METRICS_TOKEN": STRONG}
    found = settings_of("SECRET_KEY SECRET_KEY_FALLBACKS METRICS_TOKEN", tmp_path=tmp_path, **env)
    assert found == {**env, "SECRET_KEY_FALLBACKS": [f"{STRONG}x"]}


@pytest.mark.parametrize(
    ("demo", "throttle", "limits"),
    [("1", "0", False), ("1", "1", True), ("1", "", True), ("0", "0", True), ("", "0", True)],
)
def test_only_a_demo_may_take_limits_away(
    demo: str, throttle: str, limits: bool, tmp_path: Path
) -> None:
    env = {"DEMO": demo, "THROTTLE": throttle, "SECRET_KEY": STRONG}
    assert settings_of("THROTTLE", tmp_path=tmp_path, **env) == {"THROTTLE": limits}


def test_everything_of_the_contract_is_read(tmp_path: Path) -> None:
    found = settings_of(
        "DATABASES REDIS_URL CELERY_BROKER_URL CACHES EMAIL_HOST EMAIL_PORT EMAIL_USE_TLS"
        " EMAIL_HOST_USER EMAIL_HOST_PASSWORD SECRET_KEY ALLOWED_HOSTS BASE_URL DATA_DIR DEMO"
        " DEMO_PASSWORD MEDIA_ROOT SESSION_COOKIE_SECURE CSRF_TRUSTED_ORIGINS",
        tmp_path=tmp_path,
        SECRET_KEY=STRONG,
        DATABASE_URL="postgres://singgah:s%40ndi@db.example:5433/kunjungan",
        REDIS_URL="redis://redis.example:6380/2",
        EMAIL_URL="smtp+tls://pos:rahasia@mail.example:587",
        ALLOWED_HOSTS="kunjungan.example,www.kunjungan.example",
        BASE_URL="https://kunjungan.example/",
        DEMO_PASSWORD="kunjungan-2026",
    )
    database = found["DATABASES"]["default"]  # type: ignore[index]
    assert [database[k] for k in ("ENGINE", "HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        "config.postgresql", "db.example", 5433, "kunjungan", "singgah", "s@ndi",
    ]  # fmt: skip
    assert found["CELERY_BROKER_URL"] == found["REDIS_URL"] == "redis://redis.example:6380/2"
    assert found["CACHES"]["default"]["LOCATION"] == found["REDIS_URL"]  # type: ignore[index]
    mail = [found[f"EMAIL_{k}"] for k in ("HOST", "PORT", "USE_TLS", "HOST_USER", "HOST_PASSWORD")]
    assert mail == ["mail.example", 587, True, "pos", "rahasia"]
    assert found["ALLOWED_HOSTS"] == ["kunjungan.example", "www.kunjungan.example"]
    assert found["BASE_URL"] == "https://kunjungan.example"
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["DATA_DIR"] == str(tmp_path)
    assert found["MEDIA_ROOT"] == f"{tmp_path}/media"
    assert found["DEMO"] is False
    assert found["DEMO_PASSWORD"] == "kunjungan-2026"


def test_unset_it_is_embedded(tmp_path: Path) -> None:
    found = settings_of("DATABASES CELERY_BROKER_URL DEMO_SMTP", tmp_path=tmp_path, DEMO="1")
    assert found["DATABASES"]["default"]["NAME"] == f"{tmp_path}/singgah.sqlite3"  # type: ignore[index]
    assert found["CELERY_BROKER_URL"] == "filesystem://localhost"
    assert found["DEMO_SMTP"] is False


_HASH = """
import django; django.setup()
from django.contrib.auth.hashers import identify_hasher, make_password
made = make_password("kunjungan-2026")
print(identify_hasher(made).algorithm, made.split("$")[1])
"""


def test_a_password_is_slow_to_guess(tmp_path: Path) -> None:
    done = program(
        "-c", _HASH, tmp_path=tmp_path, DEMO="1", DJANGO_SETTINGS_MODULE="config.settings"
    )
    assert done.returncode == 0, done.stderr
    algorithm, rounds = done.stdout.split()
    assert (algorithm, int(rounds) >= 1_000_000) == ("pbkdf2_sha256", True)


def test_the_demos_own_key_stays_and_nobody_else_reads_it(tmp_path: Path) -> None:
    first = settings_of("SECRET_KEY", tmp_path=tmp_path, DEMO="1")
    assert settings_of("SECRET_KEY", tmp_path=tmp_path, DEMO="1") == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_mail_of_a_demo_goes_to_loopback_or_nowhere(tmp_path: Path) -> None:
    out = {"DEMO": "1", "DEMO_SMTP": "1", "EMAIL_URL": "smtp://mail.example:25"}
    assert settings_of("DEMO_SMTP", tmp_path=tmp_path, **out) == {"DEMO_SMTP": False}


_LOG = """
import django; django.setup()
import logging, structlog
structlog.get_logger("uji").warning("nudge_failed", reason='kata "sulit"\\nbaris')
logging.getLogger("django").error("dari %s", "Django")
"""


def test_logs_are_json_a_line_where_asked_for(tmp_path: Path) -> None:
    env = {"DEMO": "1", "LOG_FORMAT": "json", "DJANGO_SETTINGS_MODULE": "config.settings"}
    lines = program("-c", _LOG, tmp_path=tmp_path, **env).stderr.splitlines()
    ours, djangos = map(json.loads, lines)
    assert (ours["event"], ours["level"], ours["logger"]) == ("nudge_failed", "warning", "uji")
    assert ours["reason"] == 'kata "sulit"\nbaris'
    assert djangos["event"] == "dari Django"
    assert ours["timestamp"].endswith("Z")


_ASK = """
import django; django.setup()
from django.test import Client
for host in ("a.example", "b.example"):
    print(Client().get("/healthz/live", headers={"host": host}).status_code)
"""


def test_other_hosts_than_the_allowed_are_refused(tmp_path: Path) -> None:
    env = {"DEMO": "1", "ALLOWED_HOSTS": "a.example", "DJANGO_SETTINGS_MODULE": "config.settings"}
    assert program("-c", _ASK, tmp_path=tmp_path, **env).stdout.split() == ["200", "400"]


def test_a_demos_folder_is_not_taken_for_real(tmp_path: Path) -> None:
    """Its accounts have names and a password that stand in a file and on a screen."""
    (tmp_path / "demo-password").write_text("x")
    refused = program("manage.py", "check", tmp_path=tmp_path, SECRET_KEY=STRONG)
    assert refused.returncode == 1
    assert "holds a demo" in refused.stderr
    assert settings_of("DEMO", tmp_path=tmp_path, DEMO="1") == {"DEMO": True}
