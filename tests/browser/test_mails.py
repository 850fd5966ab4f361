"""Mails in real Chromium: nothing to push sideways from 320 px on, by day and by night."""

import datetime as dt
import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.notifications.every_letter import every_letter
from tests.notifications.letterhead.every_account_mail import every_account_mail
from tests.notifications.letterhead.gallery import (
    SCHEMES,
    WIDTHS,
    Mail,
    keep,
    mail_window,
    too_wide,
)
from tests.notifications.letters import approved, mail_of
from visits.history.events import Actor, staff
from visits.life.requesting import Leader
from visits.models import Host

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db]
LONG = "Badan" + "Perencanaan" * 8


@pytest.fixture
def protocol() -> Actor:
    """A member of the protocol staff."""
    return staff(User.objects.create_user("protokol", is_staff=True))


def html_of(body: bytes | memoryview) -> str:
    """The HTML of a stored or finished mail."""
    part = mail_of(Message(body=bytes(body))).get_body(preferencelist=("html",))
    assert part is not None
    return str(part.get_content())


def latest(protocol: Actor, now: dt.datetime, language: str) -> list[Mail]:
    """One of each letter, the latest, and each mail of an account."""
    messages = {
        message.template: message for message in every_letter(protocol, now, language=language)
    }
    letters = [Mail(name, language, html_of(message.body)) for name, message in messages.items()]
    accounts = every_account_mail(language, now)
    return [*letters, *(Mail(name, language, html_of(body)) for name, body in accounts)]


def fits(page: Page, mail: Mail, width: int) -> None:
    """Nothing stands out at the side."""
    page.set_content(mail.html)
    assert too_wide(page) == [], (mail.name, width)


def is_sound(page: Page, mail: Mail, scheme: str) -> None:
    """Axe finds nothing to mend."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{mail.name} {scheme}\n{found.generate_report()}"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark")])
def test_an_approval_fits_a_phone_by_day_and_by_night(
    browser: Browser, room: Room, host: Host, protocol: Actor, now: dt.datetime,
    width: int, scheme: str,
) -> None:  # fmt: skip
    leader = Leader(name=LONG, position=LONG, rank="office_head")
    approved(protocol, institution=LONG, leader=leader)
    relay(now=now)
    with mail_window(browser, width, scheme) as page:
        for name in ("approved", "officer_invited"):
            message = Message.objects.get(template=name)
            mail = Mail(name, "id", html_of(message.body))
            fits(page, mail, width)
            is_sound(page, mail, scheme)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_mail_fits_every_width_by_day_and_by_night(
    browser: Browser, room: Room, host: Host, protocol: Actor, now: dt.datetime, language: str
) -> None:
    Host.objects.update(map_url="https://peta.example/mpp-batam")
    mails = latest(protocol, now, language)
    assert len(mails) > 50
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        with mail_window(browser, width, scheme) as page:
            for mail in mails:
                fits(page, mail, width)
                keep(page, mail, width, scheme)
                # What axe sees does not change with the width.
                if width == WIDTHS[1]:
                    is_sound(page, mail, scheme)
