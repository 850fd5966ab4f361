"""What came in, in the inbox and on the visit's page: answered, marked as read, taken back."""

import datetime as dt

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from scheduling import capacity
from tests.factories import a_visit
from tests.visits.pages.desk.conftest import free_slots
from tests.visits.test_budgets import BUDGETS
from visits.conversation import messages
from visits.history import incoming
from visits.history.events import DELEGATION, Actor
from visits.inbox.counting import waiting_now
from visits.life import answering, deciding
from visits.models import DeskCount, Incoming, Note, Rank, Visit
from visits.sign_in.lifetime import _looks_by_itself

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(colleague: Actor) -> Visit:
    asked = a_visit(trusted=True, institution="Dinas Kesehatan Kabupaten Solok")
    return deciding.approve(asked, by=colleague, now=timezone.now())


@pytest.fixture
def event(visit: Visit) -> int:
    note = messages.write(visit, text="Boleh membawa kamera?", by=DELEGATION, now=timezone.now())
    return note.event_id


def mark(client: Client, visit: Visit, step: str, seen: object, **more: str) -> str:
    answer = client.post(
        f"/petugas/masuk/{visit.reference}/{step}/", {"seen": str(seen), **more}, follow=True
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_message_is_a_row_with_its_words_until_it_is_marked_as_read(
    desk: Client, visit: Visit, event: int
) -> None:
    page = desk.get("/petugas/").content.decode()
    assert "Boleh membawa kamera?" in page
    assert "Dinas Kesehatan Kab. Solok</b>" in page
    page = mark(desk, visit, "dibaca", event, back="inbox")
    assert not incoming.unread().exists()
    assert Incoming.objects.get().read_at
    assert f'data-row="written:/petugas/kunjungan/{visit.reference}/"' not in page
    assert f"/petugas/masuk/{visit.reference}/belum/" in page
    mark(desk, visit, "belum", event)
    assert incoming.unread().count() == 1


def test_marked_twice_is_marked_once(
    desk: Client, leader: Client, visit: Visit, event: int
) -> None:
    mark(desk, visit, "dibaca", event)
    first = Incoming.objects.get()
    mark(leader, visit, "dibaca", event)
    mark(desk, visit, "dibaca", event)
    again = Incoming.objects.get()
    assert (again.read_by_id, again.read_at) == (first.read_by_id, first.read_at)


def test_what_came_after_the_page_was_opened_stays_unread(
    desk: Client, visit: Visit, event: int
) -> None:
    later = messages.write(visit, text="Dan drone?", by=DELEGATION, now=timezone.now()).event_id
    mark(desk, visit, "dibaca", event)
    assert [row.event_id for row in incoming.unread()] == [later]


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "1,,²", "\x00"])
def test_odd_forms_mark_nothing(desk: Client, visit: Visit, event: int, seen: str) -> None:
    mark(desk, visit, "dibaca", seen)
    assert incoming.unread().count() == 1


@pytest.mark.parametrize("back", ["inbox", ""])
def test_a_reply_from_the_inbox_or_the_visit_is_a_message_and_answers(
    desk: Client, visit: Visit, event: int, back: str
) -> None:
    form = {"version": visit.version, "seen": event, "text": "Boleh.", "back": back}
    answer = desk.post(f"/petugas/kunjungan/{visit.reference}/tulis/", form)
    where = "/petugas/" if back else f"/petugas/kunjungan/{visit.reference}/"
    assert (answer.status_code, answer["Location"]) == (302, where)
    assert Note.objects.filter(text="Boleh.", internal=False).count() == 1
    assert Incoming.objects.get().answered


def test_a_reply_that_is_refused_loses_nothing(desk: Client, visit: Visit, event: int) -> None:
    form = {"version": visit.version, "seen": event, "text": "x" * 2001, "back": "inbox"}
    answer = desk.post(f"/petugas/kunjungan/{visit.reference}/tulis/", form)
    assert answer.status_code == 422
    assert "x" * 900 in answer.content.decode()
    assert incoming.unread().count() == 1


def test_a_leader_marks_as_read_and_is_given_no_reply(
    leader: Client, visit: Visit, event: int
) -> None:
    page = leader.get("/petugas/?jenis=").content.decode()
    assert f"/petugas/masuk/{visit.reference}/dibaca/" in page
    assert "data-reply" not in page
    mark(leader, visit, "dibaca", event)
    assert not incoming.unread().exists()


def test_a_visit_that_was_called_off_can_still_be_answered(desk: Client, visit: Visit) -> None:
    answering.cancel(visit, reason="Banjir.", by=DELEGATION, now=timezone.now())
    page = desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    assert "Banjir." in page
    assert f"/petugas/kunjungan/{visit.reference}/tulis/" in page


def test_strangers_words_are_no_markup(desk: Client, visit: Visit) -> None:
    messages.write(visit, text="<b>hai</b>", by=DELEGATION, now=timezone.now())
    for address in ("/petugas/", f"/petugas/kunjungan/{visit.reference}/"):
        assert "<b>hai</b>" not in desk.get(address).content.decode()


def test_the_list_answers_304_though_its_forms_carry_a_secret(
    desk: Client, visit: Visit, event: int
) -> None:
    first = desk.get("/petugas/antrean/")
    again = desk.get("/petugas/antrean/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "csrf-token-of" not in first.content.decode()


def test_the_forms_secret_is_taken(visit: Visit, event: int, desk: Client) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = desk.cookies
    page = browser.get("/petugas/antrean/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = {"csrfmiddlewaretoken": token, "seen": str(event)}
    address = f"/petugas/masuk/{visit.reference}/dibaca/"
    assert browser.post(address, form).status_code == 302
    assert browser.post(address, {"seen": str(event)}).status_code == 403


def test_rows_say_rank_letter_and_clash_in_words(desk: Client, colleague: Actor) -> None:
    slot, another = free_slots(week=5, most=2)
    a_visit(trusted=True, slots=[slot], institution="Setda Kota Tomohon")
    other = a_visit(trusted=True, slots=[another], institution="DPRD")
    capacity.release(owner=other.owner_key, now=timezone.now())
    asked = {"preferred_slots": [str(slot)], "leader_rank": Rank.COUNCIL}
    Visit.objects.filter(pk=other.pk).update(**asked)
    page = desk.get("/petugas/").content.decode()
    for words in ("anggota DPRD", "tanpa surat", "bersamaan dengan Setda Kota Tomohon"):
        assert words in page, words


@pytest.mark.parametrize(
    "address", ["/petugas/hari-ini/", "/petugas/tunggu/", "/petugas/kunjungan/", "/petugas/cari/"]
)
def test_the_number_is_on_every_page(desk: Client, visit: Visit, event: int, address: str) -> None:
    count = waiting_now()
    assert count
    page = desk.get(address).content.decode()
    badge = page.partition('data-badge="/petugas/antrean/jumlah/"')[2].partition("</span>")[0]
    assert badge == f">{count}"


def test_a_database_without_the_row_counts_all_the_same(visit: Visit, event: int) -> None:
    before = waiting_now()
    DeskCount.objects.all().delete()
    assert waiting_now() == before > 0


def test_the_number_is_asked_for_at_a_small_cost(
    desk: Client,
    visit: Visit,
    event: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk.get("/petugas/antrean/jumlah/")
    # The session, its account, roles and second factor, and the number.
    address = "/petugas/antrean/jumlah/"
    with django_assert_max_num_queries(BUDGETS["staff"][address]):
        answer = desk.get(address)
    assert answer.json() == {"count": waiting_now()}


def test_asking_for_the_number_keeps_no_session_alive(desk: Client) -> None:
    assert _looks_by_itself(RequestFactory().get("/petugas/antrean/jumlah/"))
    assert not _looks_by_itself(RequestFactory().get("/petugas/"))


def test_what_was_read_long_ago_is_not_listed(desk: Client, visit: Visit, event: int) -> None:
    long_ago = timezone.now() - dt.timedelta(days=8)
    incoming.settle(visit, [event], at=long_ago, user_id=None, name="Dewi")
    assert "/belum/" not in desk.get("/petugas/").content.decode()
    assert "/belum/" in desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
