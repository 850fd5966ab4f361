"""Until when the official letter is due, on the pages of the delegation."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from notifications.due import run_due
from scheduling.models import BookingRules, Room
from tests.factories import UserFactory, a_visit
from visits.access.tokens import visit_token
from visits.history.events import staff
from visits.life import deciding
from visits.models import Host, Region, Visit
from visits.pages.public.rules import rules_in_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    BookingRules.objects.update(letter_working_days=3)


def seen(visit: Visit, language: str = "en") -> str:
    page = Client().get(f"/k/{visit_token(visit)}/", HTTP_ACCEPT_LANGUAGE=language)
    return page.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "sampai Kamis, 26 November 2026; tanpa surat, tempat Anda dilepas"),
        ("en", "until Thursday, 26 November 2026; without it your place is released"),
    ],
)
@pytest.mark.parametrize("approved", [False, True], ids=["asked", "approved"])
def test_the_page_says_until_when_and_leads_to_the_letter(
    language: str, words: str, approved: bool
) -> None:
    visit = a_visit(trusted=True)
    if approved:
        visit = deciding.approve(visit, by=staff(UserFactory.create()), now=timezone.now())
    page = seen(visit, language)
    assert words in page
    assert ("buy no tickets before" in page) is (approved and language == "en")
    assert f"/k/{visit_token(visit)}/surat/" in page


def test_an_unconfirmed_request_says_it_beside_the_hold() -> None:
    assert "Your official letter is due by Thursday, 26 November 2026." in seen(a_visit())


def test_where_none_is_required_nothing_is_said() -> None:
    BookingRules.objects.update(letter_working_days=0)
    page = seen(a_visit(trusted=True))
    assert "The official letter" in page
    assert "without it your place is released" not in page


def test_what_lapsed_says_why_and_how_to_ask_again() -> None:
    visit = a_visit(trusted=True)
    run_due(now=timezone.now() + dt.timedelta(days=4))
    page = seen(Visit.objects.get(pk=visit.pk))
    assert "Your place has lapsed without the official letter" in page
    assert "we can open your request again" in page


def test_the_rules_for_everybody_name_it() -> None:
    [words] = [
        rule for rule in rules_in_words(now=timezone.now()) if "surat permohonan" in rule.lower()
    ]
    assert "paling lambat 3 hari kerja sejak permohonan" in words
    BookingRules.objects.update(letter_working_days=0)
    assert words not in rules_in_words(now=timezone.now())
