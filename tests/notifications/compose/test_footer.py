"""What a letter says about answering it is true, whoever reads it."""

import datetime as dt
import re

import pytest
from pytest_django import Settings

from notifications.models import Message
from notifications.plan.readers import readers
from notifications.plan.table import To
from scheduling.models import Room
from tests.notifications.every_letter import every_letter
from tests.notifications.letters import above_and_below, mail_of
from tests.sampled import sampled
from visits.history.events import Actor
from visits.models import Host

pytestmark = pytest.mark.django_db
OWN = {To.CONTACT: "/k/", To.OFFICERS: "/tugas/", To.HOST: "/petugas/kunjungan/"}


def foot_of(message: Message) -> str:
    """What stands below the plain letter, as mail programs cut it off; the same as in HTML."""
    html = mail_of(message).get_body(preferencelist=("html",))
    assert html is not None
    _letter, below = above_and_below(message)
    foot, _address = below.rsplit("\n", 1)
    *_, shown, _address = re.findall(r"<p [^>]*>(.*?)</p>", html.get_content(), re.DOTALL)
    assert re.sub(r"<[^>]+>", "", shown) == foot
    return foot


@pytest.mark.parametrize("mailbox", sampled(["imaps://x:y@mail.example/INBOX", ""], every=2))
def test_every_letter_says_where_an_answer_is_read(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, settings: Settings, mailbox: str
) -> None:
    settings.INBOX_URL, settings.DEMO = mailbox, False
    for message in every_letter(protocol, now, language="id"):
        foot, reader = foot_of(message), readers()[message.template]
        # An officer who was taken off, and whoever was the contact before, have no page any more;
        # the survey's link is handed round without the key to the visit.
        own, handed_round = OWN.get(reader, ""), message.template == "survey_reminder"
        assert (own in foot) if own and "http" in foot else reader != To.CONTACT or handed_round
        assert sum(part in foot for part in OWN.values()) <= 1
        by_calendar = "tombol di kalender" in foot
        assert by_calendar == (message.method == "REQUEST" and bool(mailbox)), message.template
        assert ("mohon tidak dibalas" in foot) != by_calendar
