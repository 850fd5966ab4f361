"""Somebody with a password, a phone, and a browser; and what the logs say meanwhile."""

import io
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Max
from django.test import Client
from django.utils import timezone

from config.logs import logging_config
from notifications.models import Message
from notifications.outbox import account_mail, delivery
from tests.visits.pages.conftest import person
from visits.models import Host
from visits.people import roles

PASSWORD = "studi-tiru-batam-2026"
LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
Lines = Callable[..., list[dict[str, Any]]]
Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def rina(host: Host) -> User:
    """An administrator, for whom every door is one to open."""
    user = person(roles.ADMIN, username="rina", email="rina@mpp.example")
    user.is_staff = user.is_superuser = True
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, login: str = "rina", **more: Any) -> str:
    """Where the sign-in leads; the page itself where it leads nowhere."""
    answer = client.post("/akun/", {"login": login, "password": password}, **more)
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def code_of(secret: str) -> str:
    """What the app shows, as if none had been used yet: no code counts twice."""
    cache.clear()
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def set_up_app(client: Client) -> str:
    """Set up an authenticator app by its pages; the seed."""
    page = "/akun/keamanan/totp/activate/"
    asked = client.get(page)
    if asked.status_code == 302:
        client.post(asked["Location"], {"password": PASSWORD, "next": page})
    secret = re.search(r"<code>(\w+)</code>", client.get(page).content.decode())
    assert secret
    assert client.post(page, {"code": code_of(secret[1])}).status_code == 302
    return secret[1]


@pytest.fixture
def raw_log() -> Iterator[io.StringIO]:
    """Everything that any logger writes, as the settings write it for machines."""
    formatters = logging_config("json")["formatters"]["all"]
    written = io.StringIO()
    handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    before, formatter = handler.setStream(written), handler.formatter
    make = formatters.pop("()")
    handler.setFormatter(make(**formatters))
    yield written
    handler.setFormatter(formatter)
    handler.setStream(before)


@pytest.fixture
def noted(raw_log: io.StringIO) -> Lines:
    """The lines of the security log so far, of one event or of all."""

    def lines(event: str = "") -> list[dict[str, Any]]:
        found = [json.loads(line) for line in raw_log.getvalue().splitlines()]
        ours = [line for line in found if line["logger"] == "singgah.security"]
        return [line for line in ours if event in ("", line["event"])]

    return lines


@pytest.fixture
def mails(tmp_path: Path) -> Mails:
    """What was mailed about accounts so far, as it lies in the demo's folder; the oldest first."""

    def sent() -> list[EmailMessage]:
        account_mail.answer_reset_requests(now=timezone.now())
        last = Message.objects.aggregate(last=Max("next_attempt_at"))["last"]
        delivery.deliver(now=last or timezone.now())
        files = sorted((tmp_path / "mail").glob("*.eml"))
        return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]

    return sent
