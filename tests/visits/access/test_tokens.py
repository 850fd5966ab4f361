"""Links and codes: derived, revocable, and good after a change of key."""

import pytest
from pytest_django import Settings

from scheduling.models import Room
from tests.factories import a_visit
from visits.access.tokens import (
    arrival_code,
    assignment_of_token,
    code_matches,
    email_code,
    feed_token,
    mailed_token,
    proves_address,
    survey_token,
    visit_of_arrival_code,
    visit_of_feed_token,
    visit_of_survey_token,
    visit_of_token,
    visit_token,
)
from visits.models import Visit
from visits.models.references import new_nonce

pytestmark = pytest.mark.django_db


def test_a_token_opens_its_visit_and_no_other(room: Room) -> None:
    one, two = a_visit(), a_visit()
    assert visit_of_token(visit_token(one)) == one
    assert visit_of_token(visit_token(two)) == two
    assert visit_of_token(visit_token(one)[:12] + visit_token(two)[12:]) is None


def test_a_feed_token_does_not_open_the_page(room: Room) -> None:
    visit = a_visit()
    assert visit_of_token(feed_token(visit)) is None
    assert visit_of_feed_token(feed_token(visit)) == visit


def test_only_the_mailed_token_proves_the_address_it_was_mailed_to(room: Room) -> None:
    visit = a_visit()
    mailed = mailed_token(visit)
    assert visit_of_token(mailed) == visit
    assert proves_address(visit, mailed)
    assert not proves_address(visit, visit_token(visit))
    visit.contact_email = "lain@solokkab.example"
    visit.save()
    assert visit_of_token(mailed) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 36, "é" * 36, "\x00" * 36, "a" * 10_000])
def test_nonsense_opens_nothing(room: Room, token: str) -> None:
    a_visit()
    assert visit_of_token(token) is None


def test_a_new_nonce_revokes_links_and_codes(room: Room) -> None:
    visit = a_visit()
    token, code = visit_token(visit), email_code(visit)
    visit.nonce = new_nonce()
    visit.save()
    assert visit_of_token(token) is None
    assert not code_matches(visit, code) or email_code(visit) == code


def test_links_outlive_a_change_of_the_secret_key(room: Room, settings: Settings) -> None:
    visit = a_visit()
    token, code, old = visit_token(visit), email_code(visit), settings.SECRET_KEY
    settings.SECRET_KEY = "another secret, long enough to be one 0123456789"
    assert visit_of_token(token) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert visit_of_token(token) == visit
    assert code_matches(visit, code)
    assert visit_token(visit) != token


def test_nothing_in_the_database_opens_a_page(room: Room) -> None:
    visit = a_visit()
    stored = " ".join(str(value) for value in vars(visit).values())
    assert visit_token(visit)[12:] not in stored
    assert email_code(visit) not in stored.split()


def test_a_ticket_outlives_a_change_of_key_but_not_a_new_nonce(
    room: Room, settings: Settings
) -> None:
    visit = a_visit()
    code = arrival_code(visit)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of fifty characters, as long as need be"
    assert visit_of_arrival_code(code) == visit
    Visit.objects.filter(pk=visit.pk).update(nonce="0" * 32)
    assert visit_of_arrival_code(code) is None


def test_a_surveys_token_opens_nothing_else_and_nothing_else_opens_it(room: Room) -> None:
    visit, other = a_visit(), a_visit()
    token = survey_token(visit)
    assert visit_of_survey_token(token) == visit
    assert visit_of_token(token) is None
    assert visit_of_feed_token(token) is None
    assert assignment_of_token(token) is None
    for wrong in (visit_token(visit), mailed_token(visit), feed_token(visit), survey_token(other)):
        assert visit_of_survey_token(wrong) != visit
