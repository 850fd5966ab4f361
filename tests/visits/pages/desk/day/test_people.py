"""The people of a visit at the door: ticked, by ticket, several at once, added, taken back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tests.visits.pages.conftest import SignIn, bring_to
from visits.access.tickets import ticket_code
from visits.history.events import DELEGATION
from visits.models import Participant, Presence, Status, Visit, VisitEvent
from visits.people import roles
from visits.presence import objections
from visits.presence.roll import present

pytestmark = pytest.mark.django_db
WIB = dt.timezone(dt.timedelta(hours=7))


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(roles.PROTOCOL)


@pytest.fixture
def group(today: Visit) -> Visit:
    """Sixty names, due today."""
    rows = [
        Participant(visit=today, number=n, name=f"Tamu {n:02d}", position="Staf")
        for n in range(1, 61)
    ]
    Participant.objects.bulk_create(rows)
    return today


def at(visit: Visit, step: str = "") -> str:
    return (
        f"/petugas/hadir/{visit.reference}/{step}/"
        if step
        else f"/petugas/hadir/{visit.reference}/"
    )


def pk_of(visit: Visit, number: int) -> int:
    return visit.participants.get(number=number).pk


def noted(visit: Visit) -> list[int]:
    return [one.participant.number for one in present(visit)]


def test_one_press_notes_a_person_and_one_takes_it_back(desk: Client, group: Visit) -> None:
    pk = pk_of(group, 7)
    answer = desk.post(at(group, "catat"), {"orang": pk})
    assert (answer.status_code, answer["Location"]) == (302, f"{at(group)}#orang-{pk}")
    page = desk.get(at(group)).content.decode()
    assert "1 dari 60 hadir" in page
    assert noted(group) == [7]
    desk.post(at(group, "batal"), {"orang": pk})
    assert noted(group) == []
    group.refresh_from_db()
    assert group.status == Status.CONFIRMED


def test_the_list_is_filtered_without_script_too(desk: Client, group: Visit) -> None:
    page = desk.get(at(group), {"cari": "tamu 33"}).content.decode()
    assert page.count('class="people__row') == 1
    assert "60" in page
    nobody = desk.get(at(group), {"cari": "<b>x"}).content.decode()
    assert "&lt;b&gt;x" in nobody


def test_all_but_those_ticked(desk: Client, group: Visit) -> None:
    away = [pk_of(group, 2), pk_of(group, 60)]
    desk.post(at(group, "catat"), {"orang": pk_of(group, 1)})
    answer = desk.post(at(group, "sekaligus"), {"cara": "kecuali", "orang": away})
    assert answer.status_code == 302
    assert noted(group) == [1, *range(3, 60)]
    assert group.presences.filter(how=Presence.How.BULK).count() == 57
    shown = desk.get(at(group)).content.decode()
    assert "57 orang dicatat hadir. 1 sudah dicatat sebelumnya" in shown
    group.refresh_from_db()
    assert group.people_came == 58


def test_those_ticked_need_a_tick_and_times_that_can_be_true(desk: Client, group: Visit) -> None:
    pk = pk_of(group, 2)
    empty = desk.post(at(group, "sekaligus"), {"cara": "dicentang"})
    assert empty.status_code == 422
    for times in ({"came": "23:59"}, {"came": "00:10", "left": "00:05"}, {"came": "99"}):
        wrong = desk.post(at(group, "sekaligus"), {"cara": "dicentang", "orang": pk, **times})
        assert wrong.status_code == 422
        assert f'value="{pk}" checked' in wrong.content.decode()
    assert noted(group) == []


def test_from_the_signed_list_of_a_past_day_with_the_sessions_times(
    desk: Client, group: Visit, now: dt.datetime
) -> None:
    bring_to(group, timezone.localdate(now, WIB) - dt.timedelta(days=3))
    page = desk.get(at(group), {"cara": "daftar"}).content.decode()
    assert 'value="09:00"' in page
    assert 'value="11:30"' in page
    data = {"cara": "dicentang", "orang": [pk_of(group, 4)], "came": "09.10", "left": "11.30"}
    assert desk.post(at(group, "sekaligus"), data).status_code == 302
    row = group.presences.get()
    assert (row.how, row.came_at.astimezone(WIB).strftime("%H:%M")) == ("list", "09:10")
    assert row.left_at is not None


def test_after_seven_days_a_correction_says_why(
    desk: Client, group: Visit, now: dt.datetime
) -> None:
    bring_to(group, timezone.localdate(now, WIB) - dt.timedelta(days=8))
    data = {"orang": pk_of(group, 4)}
    assert 'name="reason"' in desk.get(at(group)).content.decode()
    assert desk.post(at(group, "catat"), data).status_code == 422
    assert desk.post(at(group, "catat"), {**data, "reason": "x" * 1001}).status_code == 422
    assert noted(group) == []
    assert desk.post(at(group, "catat"), {**data, "reason": "Daftar terselip"}).status_code == 302
    event = group.events.get(kind=VisitEvent.Kind.PRESENCE_NOTED)
    assert event.data["reason"] == "Daftar terselip"


def test_departure_of_one_and_of_all(desk: Client, group: Visit) -> None:
    desk.post(at(group, "sekaligus"), {"cara": "kecuali", "orang": []})
    desk.post(at(group, "pulang"), {"orang": pk_of(group, 5)})
    assert group.presences.filter(left_at=None).count() == 59
    desk.post(at(group, "semua-pulang"))
    assert group.presences.filter(left_at=None).count() == 0


def test_somebodys_times_are_corrected(desk: Client, group: Visit, now: dt.datetime) -> None:
    pk = pk_of(group, 5)
    desk.post(at(group, "catat"), {"orang": pk})
    assert 'id="jam"' in desk.get(at(group), {"ubah": pk}).content.decode()
    wrong = desk.post(at(group, "jam"), {"orang": pk, "came": "08:30", "left": "08:00"})
    assert wrong.status_code == 422
    assert (
        desk.post(at(group, "jam"), {"orang": pk, "came": "08.30", "left": ""}).status_code == 302
    )
    row = group.presences.get()
    assert row.came_at.astimezone(WIB).strftime("%H:%M") == "08:30"
    assert (
        desk.post(at(group, "jam"), {"orang": pk_of(group, 6), "came": "08:30"}).status_code == 409
    )


def test_a_guest_is_added_and_the_errors_of_the_row_are_shown(desk: Client, group: Visit) -> None:
    nik = {"name": "Eka Putra", "nip": "1371010101800001"}
    refused = desk.post(at(group, "tamu"), nik)
    assert refused.status_code == 422
    assert "NIK" in refused.content.decode()
    assert desk.post(at(group, "tamu"), {"name": ""}).status_code == 422
    for _twice in range(2):
        answer = desk.post(at(group, "tamu"), {"name": "Eka Putra", "position": "Ajudan"})
        assert answer.status_code == 302
    assert noted(group) == [61]
    assert "ditambahkan di pintu masuk" in desk.get(at(group)).content.decode()


def test_who_is_gone_from_the_list_or_the_visit_called_off_is_said(
    desk: Client, group: Visit, now: dt.datetime
) -> None:
    pk = pk_of(group, 5)
    group.participants.filter(pk=pk).delete()
    for gone in (pk, 0, "x", "9" * 30, "٥"):
        answer = desk.post(at(group, "catat"), {"orang": gone})
        assert answer.status_code == 409
        assert "tidak ada lagi di daftar" in answer.content.decode()
    several = desk.post(
        at(group, "sekaligus"), {"cara": "dicentang", "orang": [pk, pk_of(group, 6)]}
    )
    assert several.status_code == 409
    Visit.objects.filter(pk=group.pk).update(status=Status.CANCELLED)
    off = desk.post(at(group, "catat"), {"orang": pk_of(group, 6)}, follow=True)
    assert "Dibatalkan" in off.content.decode()
    assert noted(group) == []


def test_nobody_is_noted_over_nobody_came(desk: Client, group: Visit) -> None:
    Visit.objects.filter(pk=group.pk).update(status=Status.NO_SHOW)
    page = desk.get(at(group)).content.decode()
    assert "people__here" not in page
    assert desk.post(at(group, "catat"), {"orang": pk_of(group, 6)}).status_code == 409


def test_a_ticket_opens_the_person_and_one_press_notes_them(desk: Client, group: Visit) -> None:
    person = group.participants.select_related("visit").get(number=12)
    code = ticket_code(person)
    found = desk.get("/petugas/tiba/", {"kode": code.lower()})
    assert found["Location"] == f"/petugas/tiba/{code.lower()}/"
    page = desk.get(found["Location"]).content.decode()
    assert "Tamu 12" in page
    answer = desk.post(at(group, "catat"), {"orang": person.pk, "kembali": "tiket"})
    assert answer["Location"] == f"/petugas/tiba/{code}/"
    assert "Hadir sejak" in desk.get(answer["Location"]).content.decode()
    assert group.presences.get().how == Presence.How.TICKET
    desk.post(at(group, "batal"), {"orang": person.pk, "kembali": "tiket"})
    assert noted(group) == []


def test_a_ticket_of_another_day_or_a_visit_that_is_off_says_so(
    desk: Client, group: Visit, now: dt.datetime
) -> None:
    person = group.participants.select_related("visit").get(number=12)
    address = f"/petugas/tiba/{ticket_code(person)}/"
    bring_to(group, timezone.localdate(now, WIB) + dt.timedelta(days=2))
    page = desk.get(address).content.decode()
    assert "untuk hari lain" in page
    assert "people-step" not in page
    assert at(group, "catat") not in page
    refused = desk.post(at(group, "catat"), {"orang": person.pk})
    assert refused.status_code == 409
    assert "belum tiba" in refused.content.decode()
    Visit.objects.filter(pk=group.pk).update(status=Status.CANCELLED)
    assert "Dibatalkan" in desk.get(address).content.decode()
    group.participants.filter(pk=person.pk).delete()
    assert desk.get(address).status_code == 404


def test_who_is_in_the_building_by_name_and_by_number(desk: Client, group: Visit) -> None:
    assert "Tidak ada tamu di gedung" in desk.get("/petugas/gedung/").content.decode()
    desk.post(f"/petugas/hari-ini/{group.reference}/datang/", {"people": 24})
    page = desk.get("/petugas/gedung/").content.decode()
    assert "24 lagi" in page
    desk.post(at(group, "catat"), {"orang": pk_of(group, 3)})
    page = desk.get("/petugas/gedung/").content.decode()
    assert "Tamu 03" in page
    assert "1 orang menurut nama" in page


def test_an_objection_is_answered_once(desk: Client, group: Visit, now: dt.datetime) -> None:
    desk.post(at(group, "catat"), {"orang": pk_of(group, 3)})
    objections.contest(group, text="<i>Tamu 04</i> juga datang.", by=DELEGATION, now=now)
    page = desk.get(at(group)).content.decode()
    assert "&lt;i&gt;Tamu 04" in page
    assert desk.post(at(group, "jawab"), {"text": " "}).status_code == 422
    long = desk.post(at(group, "jawab"), {"text": "x" * 1001})
    assert long.status_code == 422
    assert "x" * 1001 in long.content.decode()
    assert desk.post(at(group, "jawab"), {"text": "Sudah kami tambahkan."}).status_code == 302
    assert desk.post(at(group, "jawab"), {"text": "Lagi."}).status_code == 409
    found = group.presence_objections.get()
    assert (found.answer, found.answered_by is not None) == ("Sudah kami tambahkan.", True)


def test_a_leader_reads_the_list_and_presses_nothing(sign_in: SignIn, group: Visit) -> None:
    leader = sign_in(roles.LEADER)
    page = leader.get(at(group)).content.decode()
    assert "Tamu 03" in page
    assert "people__here" not in page
    assert leader.post(at(group, "catat"), {"orang": pk_of(group, 3)}).status_code == 403


def test_several_are_noted_from_the_whole_list_whatever_the_filter(
    desk: Client, group: Visit
) -> None:
    page = desk.get(at(group), {"cara": "daftar", "cari": "Tamu 33"}).content.decode()
    assert page.count('class="people__row') == 60
    # Without scripts there is no filter that would lose the ticks.
    assert 'role="search" data-script' in page
    assert 'name="cara" value="daftar"' not in page


def test_what_one_press_noted_one_press_takes_back_and_no_more(desk: Client, group: Visit) -> None:
    desk.post(at(group, "catat"), {"orang": pk_of(group, 1)})
    noting = desk.post(at(group, "sekaligus"), {"cara": "kecuali", "orang": pk_of(group, 2)})
    page = desk.get(noting["Location"])
    assert "Batalkan: 58 orang tadi" in page.content.decode()
    # Another phone takes one back and notes them anew: that is theirs.
    desk.post(at(group, "batal"), {"orang": pk_of(group, 3)})
    desk.post(at(group, "catat"), {"orang": pk_of(group, 3)})
    moment = page.context["moment"]
    assert desk.post(at(group, "batal-tadi"), {"tadi": moment}).status_code == 302
    assert noted(group) == [1, 3]
    assert desk.post(at(group, "batal-tadi"), {"tadi": moment}).status_code == 409
    for wrong in ("", "x", "2026-13-40T00:00:00", "2026-11-28"):
        assert desk.get(at(group), {"tadi": wrong}).status_code == 200
        assert desk.post(at(group, "batal-tadi"), {"tadi": wrong}).status_code == 409
    assert noted(group) == [1, 3]
