"""Another address for a visit: what the former one got ends, the new one gets its own."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import BadAddress, Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import OfficerFactory, a_visit
from tests.notifications.letters import CONTACT, told, words_of
from tests.visits.api.conftest import bearer, delegation, program, signed_in
from visits.access.tokens import (
    assignment_of_token,
    code_matches,
    duty_token,
    email_code,
    feed_token,
    mailed_token,
    survey_token,
    visit_of_feed_token,
    visit_of_survey_token,
    visit_of_token,
    visit_token,
)
from visits.history.events import DELEGATION, Actor
from visits.history.events import program as program_actor
from visits.life import address, amending, deciding
from visits.models import Host, Visit
from visits.people import roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room")]
NEW = "rina@solokkab.example"


@pytest.fixture
def protocol() -> Actor:
    return program_actor("desk")


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=5)


def _by_page(visit: Visit) -> None:
    typed = {
        "people": visit.people, "contact_name": visit.contact_name, "contact_position": "",
        "contact_phone": "081234567890", "contact_email": NEW, "notes": "",
        "version": visit.version,
    }  # fmt: skip
    done = Client().post(f"/k/{visit_token(visit)}/data/", typed)
    assert done.status_code == 302, done.content
    changed = Visit.objects.get(pk=visit.pk)
    assert done["Location"] == f"/k/{visit_token(changed)}/"


def _by_own_token(visit: Visit) -> None:
    done = delegation(visit).patch(
        f"/api/v1/visits/{visit.reference}/", {"contact": {"email": NEW}}
    )
    assert done.status_code == 200, done.content
    assert visit_of_token(done.json()["token"])
    assert bearer(done.json()["token"]).get(f"/api/v1/visits/{visit.reference}/").status_code == 200


def _by_program(visit: Visit) -> None:
    caller = program("visits:read", "visits:write")
    done = caller.patch(f"/api/v1/visits/{visit.reference}/", {"contact": {"email": NEW}})
    assert done.status_code == 200, done.content
    assert "token" not in done.json()


def _by_session(visit: Visit) -> None:
    caller = signed_in(roles.PROTOCOL)
    done = caller.patch(f"/api/v1/visits/{visit.reference}/", {"contact": {"email": NEW}})
    assert done.status_code == 200, done.content


def _by_desk(visit: Visit) -> None:
    actor = program_actor("desk")
    amending.amend(visit, changes={"contact_email": NEW}, by=actor, now=visit.changed_at)


EVERY_DOOR = [_by_page, _by_own_token, _by_program, _by_session, _by_desk]


@pytest.mark.parametrize("correct", EVERY_DOOR)
def test_links_of_the_former_address_end_by_whichever_door(
    correct: Callable[[Visit], None],
) -> None:
    visit = a_visit(trusted=True)
    before = {
        visit_of_token: (visit_token(visit), mailed_token(visit)),
        visit_of_survey_token: (survey_token(visit),),
        visit_of_feed_token: (feed_token(visit),),
    }
    correct(visit)
    changed = Visit.objects.get(pk=visit.pk)
    assert changed.contact_email == NEW
    for opens, tokens in before.items():
        assert [opens(token) for token in tokens] == [None] * len(tokens)
    assert visit_of_token(visit_token(changed)) == changed
    assert Client().get(f"/k/{visit_token(visit)}/").status_code == 404


def test_a_code_of_the_former_address_confirms_nothing(now: dt.datetime) -> None:
    visit = a_visit()
    code = email_code(visit)
    relay(now=now)
    now += dt.timedelta(minutes=5)
    changed = address.correct_address(visit, email=NEW, now=now)
    assert not code_matches(changed, code) or email_code(changed) == code
    relay(now=now)
    assert [name for name, _method in told(changed, NEW)] == ["confirm_address"]
    # Perhaps a stranger's: they are not told whose it was.
    assert "no_longer_contact" not in dict(told(changed, CONTACT))


def test_officers_links_go_on(protocol: Actor, now: dt.datetime) -> None:
    visit, officer = a_visit(trusted=True), OfficerFactory.create()
    visit = amending.assign(visit, officers=[officer], by=protocol, now=now)
    link = duty_token(visit, officer)
    amending.amend(visit, changes={"contact_email": NEW}, by=protocol, now=now)
    assert assignment_of_token(link)


@pytest.mark.parametrize("by", ["delegation", "protocol"])
def test_both_are_told_and_only_the_new_one_gets_links(
    by: str, protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    now += dt.timedelta(minutes=5)
    actor = DELEGATION if by == "delegation" else protocol
    changed = amending.amend(visit, changes={"contact_email": NEW}, by=actor, now=now)
    relay(now=now)
    assert [name for name, _method in told(changed, CONTACT)] == ["no_longer_contact"]
    farewell = words_of(Message.objects.get(template="no_longer_contact"))
    assert "/k/" not in farewell
    assert NEW not in farewell
    assert Message.objects.filter(recipient=NEW).get().template == "received"
    assert visit_token(changed) in words_of(Message.objects.filter(recipient=NEW).latest("id"))


def test_back_to_the_first_address_it_gets_new_links(protocol: Actor, now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    for email in (NEW, CONTACT):
        now += dt.timedelta(minutes=1)
        visit = amending.amend(visit, changes={"contact_email": email}, by=protocol, now=now)
        relay(now=now)
    last = Message.objects.filter(recipient=CONTACT).latest("id")
    assert visit_token(visit) in words_of(last)


def test_an_approved_visits_former_contact_is_told_once(protocol: Actor, now: dt.datetime) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=protocol, now=now)
    relay(now=now)
    changed = amending.amend(visit, changes={"contact_email": NEW}, by=DELEGATION, now=now)
    relay(now=now)
    assert told(changed, CONTACT)[-1] == ("no_longer_contact", "CANCEL")
    assert [name for name, _ in told(changed, CONTACT)].count("no_longer_contact") == 1


def test_an_address_that_mail_does_not_reach_is_told_nothing(
    protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    BadAddress.objects.create(address=CONTACT, source="bounce", at=now)
    changed = amending.amend(visit, changes={"contact_email": NEW}, by=protocol, now=now)
    relay(now=now)
    assert "no_longer_contact" not in dict(told(changed, CONTACT))


@pytest.mark.parametrize("same", ["BUDI", "\u200bbudi", "ｂｕｄｉ"])
def test_the_same_address_written_otherwise_changes_nothing(
    same: str, room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    written = same + visit.contact_email[visit.contact_email.index("@") :]
    link = visit_token(visit)
    visit.contact_email = "budi" + visit.contact_email[visit.contact_email.index("@") :]
    visit.save()
    done = delegation(visit).patch(
        f"/api/v1/visits/{visit.reference}/", {"contact": {"email": written}}
    )
    assert done.status_code == 200
    assert visit_of_token(link)
