"""What the delegation's page says when something has ended, and asking again from there."""

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from scheduling.models import BookingRules, Closure, Room
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import AgencyFactory, TopicFactory, UserFactory, a_free_slot, a_visit
from tests.visits.pages.ask.walk import ask_id
from visits.access.tokens import visit_token
from visits.history import events
from visits.language.dates import day_words
from visits.life import address, answering, deciding, moving, waiting_list
from visits.life.requesting import Person
from visits.models import Host, Region, Visit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    BookingRules.objects.update(active_per_region_week=0)


@pytest.fixture
def staff() -> events.Actor:
    return events.staff(UserFactory.create())


def at(visit: Visit, tail: str = "") -> str:
    return f"/k/{visit_token(visit)}/{tail}"


def page(client: Client, visit: Visit) -> str:
    return client.get(at(visit)).content.decode()


def a_waiting_visit(**changes: object) -> Visit:
    slots = [SlotId.parse(f"2026-12-{day}-0900-aula") for day in range(14, 19)]
    for slot in slots[:4]:
        a_visit(trusted=True, slots=[slot])
    return a_visit(trusted=True, slots=[slots[4]], waitlist=True, **changes)


def close(*days: dt.date) -> None:
    for day in days:
        Closure.objects.create(name="Rakernas", starts_on=day, ends_on=day)


def ended(how: str, staff: events.Actor, **changes: object) -> Visit:
    now = timezone.now()
    if how == "waiting":
        visit = a_waiting_visit(**changes)
        waiting_list.end_due(now=now + 40 * DAY)
    elif how == "proposal":
        visit = a_visit(trusted=True, **changes)
        slots = [a_free_slot(after_days=21)]
        deciding.propose(visit, slots=slots, message="", by=staff, now=now)
        deciding.end_due(now=now + 10 * DAY)
    elif how == "address":
        visit = a_visit(**changes)
        address.expire_due(now=now + DAY)
    elif how == "declined":
        visit = a_visit(trusted=True, **changes)
        deciding.decline(visit, reason="Penuh", by=staff, now=now)
    else:
        visit = a_visit(trusted=True, **changes)
        answering.cancel(visit, reason="x", by=staff, now=now)
    return Visit.objects.get(pk=visit.pk)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("waiting", "Masa tunggu berakhir"),
        ("proposal", "Usulan itu tidak berlaku lagi"),
        ("address", "tidak dikonfirmasi"),
        ("declined", "Penuh"),
        ("cancelled", "dibatalkan"),
    ],
)
def test_it_says_why_and_asks_again_with_everything_filled_in(
    client: Client, staff: events.Actor, how: str, words: str
) -> None:
    topic, gone = TopicFactory.create(), TopicFactory.create()
    agency = AgencyFactory.create()
    visit = ended(
        how,
        staff,
        topics=[topic, gone],
        agencies=[agency],
        participants=[Person("Siti Rahma", "Kepala", "IV/a"), Person("Budi, S.E.")],
        letter_file=ContentFile(b"%PDF-1.7\n%%EOF\n", name="surat.pdf"),
    )
    gone.active = False
    gone.save()
    html = page(client, visit)
    assert words in html
    assert 'ulang/"' in html
    assert ("Alasan</h2>" in html) == (how in ("declined", "cancelled"))
    # A press alone: programs that follow links of mails fill nothing in.
    assert client.get(at(visit, "ulang/"))["Location"] == at(visit)
    assert "permohonan" not in client.cookies
    response = client.post(at(visit, "ulang/"))
    assert response["Location"] == "/ajukan/sesi/"
    assert client.cookies["permohonan"]["path"] == "/ajukan/"
    first = client.get("/ajukan/").content.decode()
    assert visit.institution in first
    assert 'value="24"' in first
    slot = a_free_slot()
    client.post("/ajukan/sesi/", {"slot": [str(slot)], "shown": [str(slot)]})
    assert client.get("/ajukan/periksa/").status_code == 200
    response = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    new = Visit.objects.exclude(pk=visit.pk).latest("pk")
    assert response.status_code == 302, response.content.decode()[-3000:]
    same = ("institution", "region", "purpose", "people", "leader_name", "leader_rank")
    same += ("contact_name", "contact_phone", "contact_email", "letter_number", "letter_date")
    assert {name: getattr(new, name) for name in same} == {n: getattr(visit, n) for n in same}
    assert list(new.topics.all()) == [topic]
    assert list(new.agencies.all()) == [agency]
    names = new.participants.values_list("name", "position", "grade")
    assert list(names) == [("Siti Rahma", "Kepala", "IV/a"), ("Budi, S.E.", "", "")]
    assert new.letter_file.read() == visit.letter_file.read()
    assert new.letter_file.name != visit.letter_file.name
    assert visit.status == Visit.objects.get(pk=visit.pk).status


@pytest.mark.parametrize("make", [a_visit, a_waiting_visit, lambda: a_visit(trusted=True)])
def test_what_goes_on_is_not_asked_again(client: Client, make: object) -> None:
    visit = make()  # type: ignore[operator]
    assert "ulang/" not in page(client, visit)
    assert client.post(at(visit, "ulang/"))["Location"] == at(visit)
    assert "permohonan" not in client.cookies


def test_a_stranger_gets_nothing(client: Client, staff: events.Actor) -> None:
    ended("declined", staff)
    assert client.post(f"/k/{'A' * 36}/ulang/").status_code == 404


class TestNothingIsOfferedThatIsGone:
    def test_a_place_on_a_closed_day_is_not_called_kept(self, client: Client) -> None:
        visit = a_visit(trusted=True)
        assert "Tempat Anda disimpan" in page(client, visit)
        close(SlotId.parse(visit.preferred_slots[0]).date)
        html = page(client, visit)
        assert "Tempat Anda disimpan" not in html
        assert "kini tutup" in html

    def test_nor_one_whose_day_has_come(self, client: Client) -> None:
        visit = a_visit(trusted=True)
        day = SlotId.parse(visit.preferred_slots[0]).date
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC)):
            html = page(client, visit)
        assert "Tempat Anda disimpan" not in html
        assert "mohon tidak berangkat" in html
        assert 'ulang/"' in html

    def test_an_answer_that_is_late_is_not_promised(self, client: Client) -> None:
        visit = a_visit(trusted=True)
        with time_machine.travel(MONDAY + 3 * DAY):
            html = page(client, visit)
        assert "Jawaban kami terlambat" in html
        assert "paling lambat" not in html

    def test_sessions_proposed_that_are_gone_cannot_be_taken(
        self, client: Client, staff: events.Actor
    ) -> None:
        visit, slot = a_visit(trusted=True), a_free_slot(after_days=28)
        deciding.propose(visit, slots=[slot], message="", by=staff, now=timezone.now())
        html = page(client, visit)
        assert "Usulan ini berlaku sampai" in html
        assert "Pilih jadwal ini" in html
        close(slot.date)
        html = page(client, visit)
        assert "Tidak satu pun sesi yang kami usulkan masih tersedia" in html
        assert "Pilih jadwal ini" not in html

    def test_nor_a_place_kept_meanwhile_on_a_day_that_closed(
        self, client: Client, staff: events.Actor
    ) -> None:
        visit, slot = a_visit(trusted=True), a_free_slot(after_days=28)
        deciding.propose(visit, slots=[slot], message="", by=staff, now=timezone.now())
        assert "tetap disimpan" in page(client, visit)
        close(SlotId.parse(visit.preferred_slots[0]).date)
        assert "tetap disimpan" not in page(client, visit)

    def test_days_waited_for_that_closed_are_struck_out(self, client: Client) -> None:
        visit = a_waiting_visit()
        other = SlotId.parse("2026-12-17-1330-aula")
        moving.reschedule(
            visit,
            slots=[SlotId.parse(visit.preferred_slots[0]), other],
            by=events.DELEGATION,
            now=timezone.now(),
        )
        assert "<s>" not in page(client, visit)
        close(other.date)
        assert "</s> · Rakernas" in page(client, visit)


def test_a_session_that_a_refusal_names_is_one_press_away_with_everything_known(
    client: Client, staff: events.Actor
) -> None:
    free, taken = a_free_slot(after_days=30), a_free_slot(after_days=37)
    visit = a_visit(trusted=True)
    deciding.decline(visit, reason="Penuh", slots=[free, taken], by=staff, now=timezone.now())
    a_visit(trusted=True, slots=[taken])
    shown = page(client, visit)
    assert f'name="sesi" value="{free}"' in " ".join(shown.split())
    assert f'value="{taken}"' not in shown
    answer = client.post(at(visit, "ulang/"), {"sesi": str(free)}, follow=True)
    checked = answer.content.decode()
    assert visit.institution in checked
    assert day_words(free.date) in checked
