"""The rundown on the desk: made, changed, sent, cleared and put back; and where others read it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications.outbox.relay import relay
from tests.factories import OfficerFactory, a_visit
from tests.notifications.letters import CONTACT, told
from visits.access.tokens import duty_token, visit_token
from visits.agenda.templates import Part, as_stored
from visits.history.events import Actor
from visits.life import amending, deciding, joint_visits
from visits.models import AgendaTemplate, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


def desk_address(visit: Visit, step: str = "") -> str:
    return f"/petugas/kunjungan/{visit.reference}/susunan-acara/{step}"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def given(visit: Visit, *rows: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    visit.refresh_from_db()
    return {
        "version": visit.version,
        "gap": ["0"] * len(rows),
        "minutes": [minutes for minutes, _title, _who in rows],
        "title": [title for _minutes, title, _who in rows],
        "who": [who for _minutes, _title, who in rows],
        "officer": [""] * len(rows),
        "place": [""] * len(rows),
        **more,
    }


def stored(visit: Visit) -> list[str]:
    return [item.title for item in visit.agenda.all()]


def confirmed(by: Actor) -> tuple[Visit, Any]:
    """An approved visit whose invitations are made, and its officer."""
    officer = OfficerFactory.create(name="Rina Kusuma")
    now = timezone.now()
    visit = amending.assign(a_visit(trusted=True), officers=[officer], by=by, now=now)
    visit = deciding.approve(visit, by=by, now=now)
    relay(now=now)
    return visit, officer


def test_the_editor_begins_with_what_fits_and_saves_what_is_there(
    desk: Client, protocol: Actor
) -> None:
    visit, officer = confirmed(protocol)
    first = words(desk.get(desk_address(visit)))
    assert "Paparan" in first
    assert "Selesai 11.30; sesi sampai 11.30." in first
    assert not stored(visit)
    rows = (("20", "Pembukaan", "rina kusuma"), ("30", "Paparan", "Ibu Sari"), ("", "", ""))
    done = desk.post(desk_address(visit), given(visit, *rows), follow=True)
    assert "09.20–09.50" in words(done)
    assert visit.agenda.get(title="Pembukaan").officer == officer
    assert "Ibu Sari" in words(desk.get(desk_address(visit)))


def test_without_scripts_a_button_changes_the_form_and_saves_nothing(
    desk: Client, protocol: Actor
) -> None:
    visit, _officer = confirmed(protocol)
    rows = (("20", "Pembukaan", ""), ("30", "Paparan", ""))
    moved = desk.post(desk_address(visit), given(visit, *rows, act="down-0"))
    text = words(moved)
    assert text.index('value="Paparan"') < text.index('value="Pembukaan"')
    assert "09.00–09.30" in text
    assert not stored(visit)


def test_what_is_too_long_is_said_and_kept(desk: Client, protocol: Actor) -> None:
    visit, _officer = confirmed(protocol)
    late = desk.post(desk_address(visit), given(visit, ("151", "Paparan", "")))
    assert late.status_code == 422
    assert "selesai 11.31" in words(late)
    assert 'value="Paparan"' in words(late)
    half = desk.post(desk_address(visit), given(visit, ("", "Paparan", "")))
    assert (half.status_code, "Tulis lamanya" in words(half)) == (422, True)
    assert not stored(visit)


def test_two_tabs_the_second_is_told_and_keeps_what_was_typed(
    desk: Client, protocol: Actor
) -> None:
    visit, _officer = confirmed(protocol)
    old = given(visit, ("20", "Dari tab lama", ""))
    desk.post(desk_address(visit), given(visit, ("20", "Pembukaan", "")))
    stale = desk.post(desk_address(visit), old)
    assert stale.status_code == 409
    assert "Susunan acara ditetapkan" in words(stale)
    assert 'value="Dari tab lama"' in words(stale)
    assert stored(visit) == ["Pembukaan"]
    none = desk.post(desk_address(visit), {**old, "version": ""})
    assert none.status_code == 422


def test_it_is_sent_once_cleared_and_put_back(desk: Client, protocol: Actor) -> None:
    visit, officer = confirmed(protocol)
    for titles in (("Satu",), ("Satu", "Dua")):
        desk.post(desk_address(visit), given(visit, *(("20", t, "") for t in titles)))
    page = words(desk.get(f"/petugas/kunjungan/{visit.reference}/"))
    assert "Kirim susunan acara" in page
    for _press in range(2):
        desk.post(desk_address(visit, "kirim/"), given(visit), follow=True)
    relay(now=timezone.now())
    assert told(visit, CONTACT)[1:] == [("rundown", "REQUEST")]
    assert told(visit, officer.email)[1:] == [("officer_rundown", "REQUEST")]
    assert "Kirim susunan acara" not in words(desk.get(f"/petugas/kunjungan/{visit.reference}/"))
    desk.post(desk_address(visit, "kosongkan/"), given(visit))
    assert stored(visit) == []
    back = desk.post(desk_address(visit, "kembalikan/"), given(visit), follow=True)
    assert stored(visit) == ["Satu", "Dua"]
    assert "Satu (20 menit)" in words(back)
    assert desk.post(desk_address(visit, "lain/"), given(visit)).status_code == 404


def test_a_visit_without_a_session_has_no_editor(desk: Client, protocol: Actor) -> None:
    visit = deciding.decline(a_visit(trusted=True), reason="x", by=protocol, now=timezone.now())
    answer = desk.get(desk_address(visit), follow=True)
    assert "tidak mempunyai sesi" in words(answer)


def test_joint_visits_say_that_theirs_differ_and_one_takes_the_others(
    desk: Client, protocol: Actor
) -> None:
    one, _officer = confirmed(protocol)
    two = joint_visits.merge(
        a_visit(trusted=True, institution="Setda Kota Solok"),
        into=one,
        by=protocol,
        now=timezone.now(),
    )
    desk.post(desk_address(one), given(one, ("20", "Pembukaan bersama", "")))
    page = words(desk.get(f"/petugas/kunjungan/{two.reference}/"))
    assert "datang bersamaan dengan susunan acara lain" in page
    theirs = words(desk.get(f"{desk_address(two)}?dari={one.reference}"))
    assert 'value="Pembukaan bersama"' in theirs
    desk.post(desk_address(two), given(two, ("20", "Pembukaan bersama", "")))
    page = words(desk.get(f"/petugas/kunjungan/{two.reference}/"))
    assert "dengan susunan acara lain" not in page


def test_delegation_officer_and_day_read_it_and_an_officer_sees_the_own_item(
    desk: Client, protocol: Actor
) -> None:
    visit, officer = confirmed(protocol)
    rows = (("20", "Pembukaan", ""), ("30", "Paparan antrean", "Rina Kusuma"))
    desk.post(desk_address(visit), given(visit, *rows))
    guest = words(Client().get(f"/k/{visit_token(visit)}/"))
    assert "09.20–09.50" in guest
    assert "rundown__mine" not in guest
    duty = words(Client().get(f"/tugas/{duty_token(visit, officer)}/"))
    assert duty.index("rundown__mine") < duty.index("Paparan antrean")
    session = session_of(visit)
    assert session is not None
    day = words(desk.get(f"/petugas/hari-ini/?tanggal={session.date}"))
    assert "Paparan antrean" in day
    assert officer.name in day


def test_the_hosts_own_templates_are_kept_and_taken(desk: Client, protocol: Actor) -> None:
    visit, _officer = confirmed(protocol)
    settings = "/petugas/pengaturan/susunan-acara/"
    assert "Registrasi peserta" in words(desk.get(f"{settings}baru/"))
    sent = {
        "template-name": "Singkat",
        "template-minutes": "60",
        "gap": ["0", "0"],
        "minutes": ["10", "50"],
        "title": ["Salam", "Tur gerai"],
        "who": ["guest", "evil"],
        "officer": ["", ""],
        "place": ["Greeting", ""],
    }
    assert desk.post(f"{settings}baru/", {**sent, "title": ["", ""]}).status_code == 422
    added = words(desk.post(f"{settings}baru/", {**sent, "act": "up-1"}))
    assert added.index('value="Tur gerai"') < added.index('value="Salam"')
    assert "Singkat" in words(desk.post(f"{settings}baru/", sent, follow=True))
    kept = AgendaTemplate.objects.get()
    assert kept.items == as_stored([Part(10, "Salam", "Greeting", "guest"), Part(50, "Tur gerai")])
    draft = words(desk.get(desk_address(visit)))
    assert "dibuat dari: Singkat" in draft
    assert "11.05–11.30" not in draft
    assert 'value="Tur gerai"' in draft
    usual = words(desk.get(f"{desk_address(visit)}?templat=umum"))
    assert "acara yang lazim" in usual
    seal = re.findall(r'name="seen" value="(.*?)"', words(desk.get(f"{settings}{kept.pk}/hapus/")))
    desk.post(f"{settings}{kept.pk}/hapus/", {"seen": seal}, follow=True)
    assert not AgendaTemplate.objects.exists()


def test_a_rundown_that_no_longer_fits_is_flagged_to_staff_and_shown_to_nobody_else(
    desk: Client, protocol: Actor
) -> None:
    visit, _officer = confirmed(protocol)
    desk.post(desk_address(visit), given(visit, ("150", "Paparan panjang", "")))
    visit.agenda.update(ends_at=visit.agenda.get().ends_at + dt.timedelta(minutes=30))
    page = words(desk.get(f"/petugas/kunjungan/{visit.reference}/"))
    assert "hanya petugas yang melihatnya" in page
    assert "Kirim susunan acara" not in page
    assert "Paparan panjang" not in words(Client().get(f"/k/{visit_token(visit)}/"))
