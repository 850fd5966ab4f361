"""Behind a proxy that speaks TLS: redirects, cookies' names, and what browsers are told to keep."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.config.test_settings import STRONG, program, settings_of

pytestmark = pytest.mark.django_db
BY_HTTP, BY_HTTPS = {"x-forwarded-proto": "http"}, {"x-forwarded-proto": "https"}


@pytest.fixture
def _https(settings: Settings) -> None:
    settings.NUM_PROXIES = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_SSL_HOST = "kunjungan.example"
    settings.SECURE_REDIRECT_EXEMPT = ["^healthz/"]
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


@pytest.mark.usefixtures("_https", "host")
def test_who_came_by_http_is_led_to_https_under_the_hosts_own_name() -> None:
    for address in ("/jadwal/?bulan=2026-12", "/akun/"):
        answer = Client().get(address, headers={**BY_HTTP, "host": "testserver"})
        assert answer.status_code == 301
        assert answer["Location"] == f"https://kunjungan.example{address}"


@pytest.mark.usefixtures("_https", "host")
def test_by_https_the_page_comes_and_says_how_long_it_stays_so() -> None:
    answer = Client().get("/jadwal/", headers=BY_HTTPS)
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.usefixtures("_https", "host", "solok")
@pytest.mark.parametrize("headers", [{}, BY_HTTP])
def test_health_is_told_however_it_is_asked_for(headers: dict[str, str]) -> None:
    for address in ("/healthz/live", "/healthz/ready"):
        assert Client().get(address, headers=headers).status_code == 200


@pytest.mark.usefixtures("_https", "host")
def test_who_is_on_this_machine_is_not_led_anywhere() -> None:
    assert Client().get("/jadwal/").status_code == 200


_NAMES = (
    "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE"
    " SECURE_SSL_REDIRECT SECURE_SSL_HOST SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD"
)


def test_cookies_carry_the_prefix_where_there_is_https(tmp_path: Path) -> None:
    base = {"SECRET_KEY": STRONG, "BASE_URL": "https://kunjungan.example"}
    found = settings_of(_NAMES, tmp_path=tmp_path, **base)
    assert found == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_SSL_HOST": "kunjungan.example",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SECURE_HSTS_PRELOAD": False,
    }
    more = settings_of(_NAMES, tmp_path=tmp_path, **base, HSTS_SUBDOMAINS="1", HSTS_PRELOAD="1")
    assert more["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is more["SECURE_HSTS_PRELOAD"] is True


_ASK = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from django.test import Client
User.objects.create_superuser("rina", "rina@a.example", "studi-tiru-batam-2026")
proxied = {"host": "a.example", "x-forwarded-proto": "https"}
client = Client(enforce_csrf_checks=True, headers=proxied)
client.get("/akun/", secure=True)
token = client.cookies["__Host-csrftoken"].value
given = {"login": "rina", "password": "studi-tiru-batam-2026", "csrfmiddlewaretoken": token}
origin = {"origin": "https://a.example"}
print(client.post("/akun/", given, secure=True, headers=origin)["Location"])
print(client.get("/petugas/", secure=True).status_code)
for name, cookie in sorted(client.cookies.items()):
    print(name, cookie["secure"], cookie["path"], cookie["domain"] or "-", cookie["samesite"])
"""


@pytest.mark.slow
def test_signing_in_works_with_them(tmp_path: Path) -> None:
    env = {
        "SECRET_KEY": STRONG,
        "BASE_URL": "https://a.example",
        "ALLOWED_HOSTS": "a.example",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
    }
    done = program("-c", _ASK, tmp_path=tmp_path, **env)
    lines = done.stdout.splitlines()
    assert lines[:2] == ["/petugas/", "200"], done.stderr
    assert {
        "__Host-sessionid True / - Lax",
        "__Host-csrftoken True / - Lax",
        "__Host-perangkat True / - Lax",
    } <= set(lines)
