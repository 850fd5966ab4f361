"""The day: what is noted, when it can be true, and by which code."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.visits.pages.conftest import SignIn, bring_to
from tests.visits.test_budgets import BUDGETS
from visits.access.tokens import arrival_code, visit_of_arrival_code
from visits.history.events import SYSTEM, Actor
from visits.life import answering, deciding
from visits.life import step as steps
from visits.models import Status, Visit, VisitEvent
from visits.people import roles

pytestmark = pytest.mark.django_db
WIB = dt.timezone(dt.timedelta(hours=7))
DAY = "/petugas/hari-ini/"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(roles.PROTOCOL)


def note(client: Client, visit: Visit, step: str, **data: object) -> int:
    data.setdefault("version", Visit.objects.get(pk=visit.pk).version)
    return int(client.post(f"{DAY}{visit.reference}/{step}/", data).status_code)


def early(now: dt.datetime) -> str:
    """A minute of today that has been, in the host's time."""
    return now.astimezone(WIB).replace(hour=0, minute=1).strftime("%H:%M")


def test_an_arrival_is_noted_with_who_came_and_whether_they_may_be_photographed(
    desk: Client, today: Visit
) -> None:
    assert (
        "Ditunggu" in desk.get(DAY).content.decode() or "Expected" in desk.get(DAY).content.decode()
    )
    assert note(desk, today, "datang", people=22, photographs="no") == 302
    today.refresh_from_db()
    assert (today.status, today.people_came, today.photo_consent) == (Status.ARRIVED, 22, False)
    assert abs(timezone.now() - today.arrived_at) < dt.timedelta(minutes=1)
    event = today.events.get(kind=VisitEvent.Kind.CONSENTED)
    assert event.data["photographs"] is False
    assert event.actor_kind == VisitEvent.By.STAFF
    assert event.actor_id


def test_consent_can_be_taken_back_and_is_written_once(desk: Client, today: Visit) -> None:
    note(desk, today, "datang", people=22, photographs="yes")
    version = Visit.objects.get(pk=today.pk).version
    note(desk, today, "foto", photographs="no")
    note(desk, today, "foto", photographs="no")
    today.refresh_from_db()
    assert today.photo_consent is False
    assert today.version == version  # calendars and other editors need not hear of it
    assert today.events.filter(kind=VisitEvent.Kind.CONSENTED).count() == 2


def test_departure_with_another_headcount(desk: Client, today: Visit) -> None:
    note(desk, today, "datang", people=22, arrived_at=early(timezone.now()))
    assert note(desk, today, "pulang", people=20) == 302
    today.refresh_from_db()
    assert (today.status, today.people_came) == (Status.COMPLETED, 20)
    assert today.left_at > today.arrived_at


def test_departure_needs_no_more_than_a_press(desk: Client, today: Visit) -> None:
    note(desk, today, "datang", people=22)
    note(desk, today, "pulang")
    today.refresh_from_db()
    assert (today.status, today.people_came) == (Status.COMPLETED, 22)


def test_nobody_came(desk: Client, today: Visit) -> None:
    assert note(desk, today, "tidak-datang") == 302
    today.refresh_from_db()
    assert (today.status, today.people_came) == (Status.NO_SHOW, 0)


def test_nobody_came_is_not_noted_over_somebodys_head(desk: Client, today: Visit) -> None:
    opened = today.version
    note(desk, today, "tidak-datang")
    note(desk, today, "tarik-kembali")
    assert note(desk, today, "tidak-datang", version=opened) == 302
    assert "notice--wait" in desk.get(DAY).content.decode()
    today.refresh_from_db()
    assert today.status == Status.CONFIRMED


def test_a_form_without_the_version_notes_nothing(desk: Client, today: Visit) -> None:
    for step in ("tidak-datang", "tarik-kembali"):
        answer = desk.post(f"{DAY}{today.reference}/{step}/")
        assert answer.status_code == 422
        assert "bentuk lama" in answer.content.decode()
        address = f"{DAY}{today.reference}/{step}/"
        by_script = desk.post(address, headers={"idempotency-key": step})
        assert by_script.status_code == 422
        assert "bentuk lama" in by_script.json()["message"]
    today.refresh_from_db()
    assert today.status == Status.CONFIRMED


@pytest.mark.parametrize("step", ["datang", "tidak-datang"])
def test_a_slip_of_the_day_is_taken_back_from_its_card_for_a_day(
    desk: Client, today: Visit, step: str
) -> None:
    assert "tarik-kembali" not in desk.get(DAY).content.decode()
    note(desk, today, step, people=22)
    assert "tarik-kembali" in desk.get(DAY).content.decode()
    assert note(desk, today, "tarik-kembali") == 302
    today.refresh_from_db()
    assert (today.status, today.arrived_at, today.people_came) == (Status.CONFIRMED, None, None)
    note(desk, today, step, people=22)
    Visit.objects.filter(pk=today.pk).update(changed_at=timezone.now() - dt.timedelta(days=1))
    assert "tarik-kembali" not in desk.get(DAY).content.decode()
    assert note(desk, today, "tarik-kembali") == 302
    assert "dapat ditarik kembali sampai" in desk.get(DAY).content.decode()
    today.refresh_from_db()
    assert today.status != Status.CONFIRMED


def test_entered_later_an_arrival_needs_its_time_and_keeps_what_was_typed(
    desk: Client, approved: Visit
) -> None:
    yesterday = timezone.localdate(timezone.now(), WIB) - dt.timedelta(days=1)
    bring_to(approved, yesterday)
    page = desk.post(f"{DAY}{approved.reference}/datang/", {"people": 19})
    assert page.status_code == 422
    assert 'value="19"' in page.content.decode()
    assert note(desk, approved, "datang", people=19, arrived_at="09.12") == 302
    approved.refresh_from_db()
    assert approved.arrived_at.astimezone(WIB) == dt.datetime.combine(
        yesterday, dt.time(9, 12), WIB
    )
    assert note(desk, approved, "pulang", left_at="08:00") == 422  # before they came
    assert note(desk, approved, "pulang", left_at="11:20") == 302
    shown = desk.get(f"{DAY}?tanggal={yesterday}").content.decode()
    assert "11.20" in shown


@pytest.mark.parametrize(
    "data",
    [
        {"people": ""},
        {"people": "0"},
        {"people": "-1"},
        {"people": "1000000000"},
        {"people": "abc"},
        {"people": "5", "arrived_at": "25:00"},
        {"people": "5", "photographs": "maybe"},
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    desk: Client, today: Visit, data: dict[str, str]
) -> None:
    page = desk.post(f"{DAY}{today.reference}/datang/", data)
    assert page.status_code == 422
    assert "field__error" in page.content.decode()
    today.refresh_from_db()
    assert today.status == Status.CONFIRMED


def test_a_time_to_come_is_refused(desk: Client, today: Visit) -> None:
    at = (timezone.now().astimezone(WIB) + dt.timedelta(minutes=2)).time()
    if at < dt.time(0, 3):
        pytest.skip("the day ends within two minutes")
    assert note(desk, today, "datang", people=5, arrived_at=at.strftime("%H:%M")) == 422


def test_a_visit_to_come_cannot_arrive(desk: Client, approved: Visit) -> None:
    assert note(desk, approved, "datang", people=5) == 404
    page = desk.get(f"/petugas/tiba/{arrival_code(approved)}/").content.decode()
    assert "datang/" not in page


def test_the_ticket_of_another_day_is_received_with_a_reason_that_the_history_keeps(
    desk: Client, approved: Visit
) -> None:
    now = timezone.now()
    bring_to(approved, timezone.localdate(now, WIB) + dt.timedelta(days=1))
    ticket = f"/petugas/tiba/{arrival_code(approved)}/"
    assert "terima/" in desk.get(ticket).content.decode()
    address = f"/petugas/tiba/{approved.reference}/terima/"
    form = {"people": 19, "version": approved.version}
    refused = desk.post(address, form)
    assert refused.status_code == 422
    assert 'value="19"' in refused.content.decode()
    assert desk.post(address, {**form, "reason": "x", "version": ""}).status_code == 422
    taken = desk.post(address, {**form, "reason": "Pesawat lebih awal"})
    assert taken["Location"] == f"{DAY}#{approved.reference}"
    event = approved.events.get(kind=VisitEvent.Kind.CHECKED_IN)
    assert event.data["reason"] == "Pesawat lebih awal"
    # Here today, so they stand in today's list, and leave by a press there.
    assert approved.institution in desk.get(DAY).content.decode()
    assert desk.post(address, {**form, "people": 3, "reason": "Lagi"}).status_code == 409
    assert note(desk, approved, "pulang") == 302
    approved.refresh_from_db()
    assert (approved.status, approved.people_came) == (Status.COMPLETED, 19)


def test_pressed_twice_nothing_changes_and_it_is_said(desk: Client, today: Visit) -> None:
    note(desk, today, "datang", people=22)
    events = today.events.count()
    assert note(desk, today, "datang", people=3) == 302
    assert note(desk, today, "tidak-datang") == 302
    today.refresh_from_db()
    assert (today.people_came, today.events.count()) == (22, events)
    assert "notice--wait" in desk.get(DAY).content.decode()


def test_a_ticket_opens_its_visit_and_a_look_changes_nothing(desk: Client, today: Visit) -> None:
    code = arrival_code(today)
    assert re.fullmatch(r"[0-9A-Z]{9,14}", code)
    assert visit_of_arrival_code(f" {code[:4].lower()}-{code[4:].lower()} ") == today
    assert desk.get(f"/petugas/tiba/{code}/").status_code == 200
    today.refresh_from_db()
    assert today.status == Status.CONFIRMED
    found = desk.get("/petugas/tiba/", {"kode": code})
    assert found["Location"] == f"/petugas/tiba/{code}/"
    by_number = desk.get("/petugas/tiba/", {"kode": today.reference.lower()})
    assert by_number.status_code == 302


@pytest.mark.parametrize(
    "code", ["", "x", "ST-2026-9999", "\x00", "ZZZZZZZZZ", "💥" * 30, "1" * 99]
)
def test_an_unknown_code_says_so_at_its_field(desk: Client, today: Visit, code: str) -> None:
    page = desk.get("/petugas/tiba/", {"kode": code})
    assert page.status_code in (400, 404)
    assert "kode-error" in page.content.decode()
    assert visit_of_arrival_code(code) is None


def test_a_code_is_worth_nothing_once_the_nonce_changed_and_survives_a_new_key(
    today: Visit, settings: object
) -> None:
    code = arrival_code(today)
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "n" * 50  # type: ignore[attr-defined]
    assert visit_of_arrival_code(code) is None
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert visit_of_arrival_code(code) == today
    Visit.objects.filter(pk=today.pk).update(nonce="another")
    assert visit_of_arrival_code(code) is None


def test_a_cancelled_visits_ticket_says_that_it_is_not_expected(desk: Client, today: Visit) -> None:
    code = arrival_code(today)
    answering.cancel(today, reason="Sakit", by=Actor(VisitEvent.By.STAFF), now=timezone.now())
    page = desk.get(f"/petugas/tiba/{code}/")
    assert page.status_code == 200
    assert "notice--stop" in page.content.decode()


@pytest.mark.parametrize("day", ["2026-13-01", "x", "0000-01-01", "9999-12-31", "\x00"])
def test_a_date_that_is_none_is_refused(desk: Client, today: Visit, day: str) -> None:
    page = desk.get(DAY, {"tanggal": day})
    assert page.status_code == 400
    assert today.institution in page.content.decode()  # today is shown all the same


def test_the_sheet_lists_the_day_for_paper(desk: Client, today: Visit) -> None:
    sheet = desk.get(f"{DAY}lembar/").content.decode()
    assert today.institution in sheet
    assert "Andi Saputra" in sheet
    for what in (today.leader_name, today.contact_name, "Aula"):
        assert what in sheet


def test_a_leader_looks_and_notes_nothing(sign_in: SignIn, today: Visit) -> None:
    leader = sign_in(roles.LEADER)
    page = leader.get(DAY).content.decode()
    assert today.institution in page
    assert "datang/" not in page
    assert note(leader, today, "datang", people=3) == 403


def test_the_day_asks_the_database_a_fixed_number_of_times(
    desk: Client, today: Visit, django_assert_max_num_queries: object
) -> None:
    desk.get(DAY)
    with django_assert_max_num_queries(BUDGETS["staff"][DAY]) as counted:  # type: ignore[operator]
        desk.get(DAY)
    from tests.factories import UserFactory, a_visit
    from visits.history import events

    staff = events.staff(UserFactory.create())
    other = a_visit(trusted=True, institution="Bappeda Kota Solok")
    deciding.approve(other, by=staff, now=timezone.now())
    bring_to(other, timezone.localdate(timezone.now(), WIB), "13:30", "15:30")
    with django_assert_max_num_queries(len(counted)):  # type: ignore[operator]
        assert b"Bappeda Kota Solok" in desk.get(DAY).content


def test_only_people_and_the_delegation_answer_about_photographs(today: Visit) -> None:
    with pytest.raises(steps.WrongStatus):
        answering.consent(today, photographs=True, by=SYSTEM, now=timezone.now())


def test_a_departure_of_an_earlier_day_without_a_time_is_the_end_of_their_session(
    desk: Client, today: Visit
) -> None:
    yesterday = timezone.localdate(timezone.now(), WIB) - dt.timedelta(days=1)
    bring_to(today, yesterday)
    note(desk, today, "datang", people=22, arrived_at="09:05")
    page = desk.get(DAY, {"tanggal": yesterday.isoformat()}).content.decode()
    assert "Kosong: 11.30" in page
    assert note(desk, today, "pulang") == 302
    today.refresh_from_db()
    assert today.left_at.astimezone(WIB) == dt.datetime.combine(yesterday, dt.time(11, 30), WIB)


def test_what_is_said_of_a_visit_stands_at_its_card(desk: Client, today: Visit) -> None:
    assert note(desk, today, "datang", people=5) == 302
    desk.get(DAY)
    assert note(desk, today, "datang", people=9) == 302
    shown = desk.get(DAY).content.decode()
    top, card = shown.split(f'id="{today.reference}"')
    assert "Tidak ada yang diubah" not in top
    assert "Tidak ada yang diubah" in card
    # What is refused comes back to the card too.
    assert f'/pulang/#{today.reference}"' in card
