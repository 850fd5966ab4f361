"""What a delegation sees of who came, how it contests that, and the tickets of its people."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from notifications.due import run_due
from notifications.models import Message
from tests.factories import UserFactory
from tests.visits.pages.conftest import bring_to
from visits.access.tickets import participant_of_ticket_code, ticket_code, ticket_token
from visits.access.tokens import visit_token
from visits.history.events import DELEGATION, staff
from visits.inbox.sources import outstanding
from visits.life import attendance
from visits.life.requesting import Person
from visits.life.step import TooLate
from visits.models import Participant, Presence, Status, Visit
from visits.models.references import new_nonce
from visits.people.participants import amend
from visits.presence import guests, noting, objections

pytestmark = pytest.mark.django_db
WIB = dt.timezone(dt.timedelta(hours=7))


@pytest.fixture
def came(today: Visit, now: dt.datetime) -> Visit:
    """Two of three came, and one who was not on the list."""
    by = staff(UserFactory.create())
    names = ("Ahmad Fauzi", "Budi Hartono", "Citra Dewi")
    rows = [Participant(visit=today, number=n, name=name) for n, name in enumerate(names, 1)]
    Participant.objects.bulk_create(rows)
    two = today.participants.filter(number__in=(1, 2)).values_list("pk", flat=True)
    noting.note(today, list(two), how=Presence.How.DOOR, by=by, now=now)
    guests.add(today, Person("Eka Putra"), by=by, now=now)
    today.refresh_from_db()
    return today


def page(visit: Visit) -> str:
    return Client().get(f"/k/{visit_token(visit)}/").content.decode()


def contest(visit: Visit, text: str) -> int:
    address = f"/k/{visit_token(visit)}/keberatan/"
    return int(Client().post(address, {"text": text}).status_code)


def test_before_the_day_nothing_is_said_of_who_came(today: Visit) -> None:
    assert 'id="came"' not in page(today)


def test_from_the_day_on_names_and_times_stand_on_the_page(came: Visit) -> None:
    shown = page(came)
    assert "Ahmad Fauzi" in shown
    assert "ditambahkan di pintu masuk" in shown
    assert "sejak 09.00" in shown
    assert "1 orang tidak tercatat hadir" in shown
    assert "Sampai Senin, 30 November 2026" in shown


def test_an_objection_waits_with_staff_and_its_answer_is_mailed(
    came: Visit, now: dt.datetime
) -> None:
    assert contest(came, "Citra Dewi juga hadir. https://jahat.example") == 302
    assert contest(came, "Citra Dewi juga hadir. https://jahat.example") == 302  # pressed twice
    assert contest(came, "Dan Fajar.") == 409
    assert came.presence_objections.count() == 1
    shown = page(came)
    assert "Citra Dewi juga hadir." in shown
    assert "keberatan/" not in shown
    [waiting] = [o for o in outstanding(Visit.objects.all(), now=now) if o.kind == "contested"]
    assert waiting.url == f"/petugas/hadir/{came.reference}/"
    objections.answer(came, text="Sudah kami perbaiki.", by=staff(UserFactory.create()), now=now)
    assert "Sudah kami perbaiki." in page(came)
    run_due(now=timezone.now())
    mail = Message.objects.get(template="presence_answered")
    assert mail.recipient == came.contact_email
    told = Message.objects.get(template="presence_disputed")
    assert b"https://jahat.example" not in bytes(told.body)
    assert [o for o in outstanding(Visit.objects.all(), now=now) if o.kind == "contested"] == []
    assert contest(came, "Masih keliru.") == 302
    assert "Citra" not in str(list(came.events.values_list("data", flat=True)))


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001])
def test_what_cannot_be_sent_stays_in_its_field(came: Visit, text: str) -> None:
    address = f"/k/{visit_token(came)}/keberatan/"
    answer = Client().post(address, {"text": text})
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not came.presence_objections.exists()


def test_after_seven_days_it_says_so(came: Visit, now: dt.datetime) -> None:
    past = timezone.localdate(now, WIB) - dt.timedelta(days=9)
    bring_to(came, past)
    long_ago = now - dt.timedelta(days=9)
    came.presences.update(came_at=long_ago)
    Visit.objects.filter(pk=came.pk).update(arrived_at=long_ago)
    assert "keberatan/" in page(came)  # something was noted today
    # The page named the seventh day, which is theirs to its end.
    named = timezone.localdate(now, WIB) + dt.timedelta(days=7)
    ends = dt.datetime.combine(named, dt.time(23, 59), WIB)
    objections.contest(came, text="Keliru.", by=DELEGATION, now=ends)
    came.presence_objections.all().delete()
    later = ends + dt.timedelta(minutes=1)
    with pytest.raises(TooLate):
        objections.contest(came, text="Keliru.", by=DELEGATION, now=later)


def test_nobody_contests_before_they_came(today: Visit) -> None:
    assert contest(today, "Keliru.") == 302
    assert not today.presence_objections.exists()


def test_each_participant_has_a_ticket_and_a_link_of_their_own(today: Visit) -> None:
    Participant.objects.create(visit=today, number=1, name="<b>Ahmad</b>")
    Participant.objects.create(visit=today, number=2, name="Budi")
    people = list(today.participants.select_related("visit").order_by("number"))
    sheet = Client().get(f"/k/{visit_token(today)}/tiket/peserta/").content.decode()
    assert "&lt;b&gt;Ahmad" in sheet
    assert "<b>Ahmad</b>" not in sheet
    for person in people:
        assert f"/tiket/{ticket_token(person)}/" in sheet
    answer = Client().get(f"/tiket/{ticket_token(people[1])}/")
    assert answer["Cache-Control"] == "no-store"
    assert "Budi" in answer.content.decode()
    assert "Ahmad" not in answer.content.decode()
    token = ticket_token(people[1])
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "1-" + "x" * 24, "x", "%00"):
        assert Client().get(f"/tiket/{wrong}/").status_code == 404
    Visit.objects.filter(pk=today.pk).update(status=Status.CANCELLED)
    assert "tidak berlaku lagi" in Client().get(f"/tiket/{token}/").content.decode()


def test_a_ticket_outlives_another_contact_and_a_better_name_but_not_its_person(
    today: Visit, now: dt.datetime
) -> None:
    by = staff(UserFactory.create())
    amend(today, changes={}, participants=[Person("Budi"), Person("Citra")], by=by, now=now)
    person = today.participants.select_related("visit").get(number=1)
    code = ticket_code(person)
    Visit.objects.filter(pk=today.pk).update(nonce=new_nonce())
    amend(today, changes={}, participants=[Person("Citra"), Person("Budi, S.E.")], by=by, now=now)
    found = participant_of_ticket_code(f" {code.lower()} ")
    assert found is not None
    assert (found.number, found.name) == (2, "Budi, S.E.")
    amend(today, changes={}, participants=[Person("Citra")], by=by, now=now)
    assert participant_of_ticket_code(code) is None


def test_after_the_visit_the_list_stays(came: Visit, now: dt.datetime) -> None:
    attendance.complete(came, by=staff(UserFactory.create()), now=now + dt.timedelta(hours=2))
    shown = page(came)
    assert "09.00–11.00" in shown
    answer = Client().get(f"/k/{visit_token(came)}/tiket/peserta/")
    assert answer.status_code == 302
