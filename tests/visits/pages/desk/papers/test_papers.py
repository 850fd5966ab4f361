"""Papers on the desk: the block of a visit, one paper's way, sheets of all, the register."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.visits.pages.conftest import SignIn, bring_to
from tests.visits.papers.press import PlainPress
from visits.access.tokens import visit_token
from visits.history.events import program
from visits.inbox.papers import unmade_papers, waiting_papers
from visits.life import attendance
from visits.models import Paper, PaperForm, PaperKind, Participant, Presence, Signatory, Visit
from visits.pages.desk.papers import people, printing, register
from visits.papers import day_package
from visits.papers.life import making
from visits.papers.life.beginning import begin_at
from visits.people import roles

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 25)
DESK = program("desk")


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> PlainPress:
    return PlainPress().stand_in(monkeypatch)


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(roles.PROTOCOL)


def at(visit: Visit, rest: str = "") -> str:
    return f"/petugas/kunjungan/{visit.reference}/{rest}"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def issued(client: Client, visit: Visit, kind: str = "reply", **typed: str) -> Paper:
    answer = client.post(at(visit, f"berkas/baru/{kind}/"), typed)
    assert answer.status_code == 302, answer.content.decode()
    return visit.papers.latest("pk")


def test_a_letter_goes_its_way(desk: Client, approved: Visit, now: dt.datetime) -> None:
    assert "Buat surat balasan" in text(desk, at(approved))
    form = text(desk, at(approved, "berkas/baru/reply/"))
    assert "001/XI/2026" in form
    assert desk.get(at(approved, "berkas/lihat/reply/"))["Content-Type"] == "application/pdf"
    assert not approved.papers.exists()
    paper = issued(desk, approved)
    assert "Belum ditandatangani" in text(desk, at(approved))
    page = text(desk, at(approved, f"berkas/{paper.pk}/"))
    assert "001/XI/2026" in page
    assert "Kirim ke narahubung" not in page
    Paper.objects.update(state="signed")
    assert "Belum dikirim" in text(desk, at(approved))
    answer = desk.post(at(approved, f"berkas/{paper.pk}/kirim/"), {"version": "1"})
    assert answer.status_code == 302
    assert "Terkirim" in text(desk, at(approved))
    relay(now=now)
    assert Message.objects.filter(template="paper_sent").count() == 1


def test_what_is_too_long_is_said_at_its_field(desk: Client, approved: Visit) -> None:
    answer = desk.post(at(approved, "berkas/baru/reply/"), {"number": "9" * 121})
    assert answer.status_code == 422
    assert 'id="number-error"' in answer.content.decode()
    assert not approved.papers.exists()
    paper = issued(desk, approved)
    for step in ("cabut", "ganti"):
        typed = {"version": "1", "step": step, "reason": "x" * 501}
        answer = desk.post(at(approved, f"berkas/{paper.pk}/{step}/"), typed)
        assert answer.status_code == 409
        assert answer.content.decode().count('-reason-error"') == 2
    paper.refresh_from_db()
    assert paper.state == "issued"


def test_a_letter_of_a_visit_that_changed_is_not_offered_to_be_sent(
    desk: Client, approved: Visit
) -> None:
    paper = issued(desk, approved)
    Paper.objects.update(state="signed")
    address = at(approved, f"berkas/{paper.pk}/")
    assert "Kirim ke narahubung" in text(desk, address)
    Visit.objects.update(institution="Bappeda Kabupaten Lain")
    assert "Kirim ke narahubung" not in text(desk, address)
    answer = desk.post(f"{address}kirim/", {"version": "1"})
    assert answer.status_code == 409
    assert "tidak lagi sesuai dengan kunjungan" in answer.content.decode()


def test_two_tabs_do_one_thing(desk: Client, approved: Visit) -> None:
    paper = issued(desk, approved, number="118/SETDA/2026", day="2026-11-20")
    assert (paper.number, paper.issued_on) == ("118/SETDA/2026", dt.date(2026, 11, 20))
    again = desk.post(at(approved, "berkas/baru/reply/"), {})
    assert again.status_code == 422
    assert "Sudah terbit: 118/SETDA/2026" in again.content.decode()
    step = at(approved, f"berkas/{paper.pk}/cabut/")
    assert desk.post(step, {"version": "1", "reason": "Salah"}).status_code == 302
    late = desk.post(step, {"version": "1", "reason": "Salah juga"})
    assert late.status_code == 409
    assert "sudah berubah" in late.content.decode()


def test_what_is_refused_stays_typed(desk: Client, approved: Visit) -> None:
    paper = issued(desk, approved)
    step = at(approved, f"berkas/{paper.pk}/ganti/")
    answer = desk.post(
        step, {"version": "1", "reason": "Nama", "day": "2027-01-01", "step": "ganti"}
    )
    assert answer.status_code == 409
    assert 'value="Nama"' in answer.content.decode()
    assert desk.post(step, {"version": "1", "reason": " "}).status_code == 409
    assert desk.post(step, {"reason": "Nama"}).status_code == 409
    assert desk.post(step, {"version": "1", "reason": "x", "day": "kemarin"}).status_code == 409
    assert desk.post(step, {"version": "1", "reason": "Nama"}).status_code == 302
    assert [p.state for p in approved.papers.all()] == ["replaced", "issued"]


def test_what_nobody_needs_is_waited_for_no_more(
    desk: Client, approved: Visit, now: dt.datetime
) -> None:
    assert not list(waiting_papers(now))
    head = Signatory.objects.create(name="Dra. Murni", position="Kepala Dinas")
    PaperForm.objects.update_or_create(kind="reply", defaults={"signatory": head})
    assert "Surat balasan belum dikirim" in text(desk, "/petugas/")
    desk.post(at(approved, "berkas/baru/reply/tidak-perlu/"))
    assert not list(waiting_papers(now))
    assert "Tidak perlu" in text(desk, at(approved))
    desk.post(at(approved, "berkas/baru/reply/tidak-perlu/"), {"perlu": "1"})
    [item] = waiting_papers(now)
    assert item.visit == approved
    paper = issued(desk, approved)
    desk.post(at(approved, f"berkas/{paper.pk}/serahkan/"), {"version": "1"})
    assert not list(waiting_papers(now))


def test_sheets_wait_until_they_are_handed_over(
    desk: Client, approved: Visit, now: dt.datetime
) -> None:
    person = Participant.objects.create(visit=approved, number=1, name="Ani")
    Presence.objects.create(
        participant=person, visit=approved, came_at=now, how="door", noted_at=now
    )
    attendance.complete(attendance.check_in(approved, by=DESK, now=now), by=DESK, now=now)
    desk.post(at(approved, "berkas/peserta/visum/terbit/"))
    [item] = waiting_papers(now)
    assert item.words == "Visum belum diserahkan"
    assert not list(waiting_papers(now + dt.timedelta(days=31)))
    desk.post(at(approved, "berkas/peserta/visum/serahkan/"))
    assert not list(waiting_papers(now))


def test_what_is_no_longer_true_asks_to_be_mended(desk: Client, approved: Visit) -> None:
    issued(desk, approved)
    Visit.objects.filter(pk=approved.pk).update(leader_name="Dr. Lain")
    assert "Nama sudah diperbaiki: ganti" in text(desk, at(approved))


def test_sheets_are_issued_and_handed_over_together(
    desk: Client, approved: Visit, now: dt.datetime
) -> None:
    for number, name in enumerate(("Ani", "Budi", "Citra"), 1):
        person = Participant.objects.create(visit=approved, number=number, name=name)
        if number < 3:
            Presence.objects.create(
                participant=person, visit=approved, came_at=now, how="door", noted_at=now
            )
    attendance.complete(attendance.check_in(approved, by=DESK, now=now), by=DESK, now=now)
    people = at(approved, "berkas/peserta/visum/")
    assert "Terbitkan 2 lembar" in text(desk, people)
    assert desk.post(people + "terbit/").status_code == 302
    assert desk.post(people + "terbit/").status_code == 422
    assert "0 dari 2 diserahkan" in text(desk, at(approved))
    first = approved.papers.get(person=1)
    desk.post(people + "serahkan/", {"papers": [str(first.pk)]})
    assert "1 dari 2 diserahkan" in text(desk, at(approved))
    desk.post(people + "serahkan/", {"papers": [str(first.pk)], "belum": "1"})
    desk.post(people + "serahkan/", {"belum": "1"})
    assert "0 dari 2 diserahkan" in text(desk, people)
    desk.post(people + "serahkan/")
    assert "2 dari 2 diserahkan" in text(desk, people)
    assert "tidak hadir" in text(desk, people)
    printed = desk.get(people + "cetak/")
    assert printed["Content-Type"] == "application/pdf"


def test_all_papers_of_a_visit_as_one(desk: Client, approved: Visit) -> None:
    assert desk.get(at(approved, "berkas/semua.pdf")).status_code == 302
    issued(desk, approved)
    issued(desk, approved, "attendance")
    with zipfile.ZipFile(io.BytesIO(desk.get(at(approved, "berkas/semua.zip")).content)) as found:
        assert found.namelist() == ["Daftar-hadir.pdf", "Surat-balasan-001-XI-2026.pdf"]
    assert desk.get(at(approved, "berkas/semua.pdf")).content.startswith(b"%PDF-")
    assert desk.get(at(approved, "berkas/semua.exe")).status_code == 404


def test_what_today_needs_is_one_file(
    desk: Client, approved: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_to(approved, timezone.localdate())
    monkeypatch.setattr(day_package.sheets, "day_contents", lambda day, now: {"day": str(day)})
    answer = desk.get("/petugas/hari-ini/paket/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")


def test_the_register_finds_by_either_number(desk: Client, approved: Visit) -> None:
    paper = issued(desk, approved)
    desk.post(at(approved, f"berkas/{paper.pk}/cabut/"), {"version": "1", "reason": "=salah ketik"})
    issued(desk, approved)
    book = "/petugas/surat/"
    assert "2 catatan" in text(desk, book)
    assert "1 catatan" in text(desk, book + "?q=001/XI")
    assert "2 catatan" in text(desk, book + "?q=005/118")
    assert "0 catatan" in text(desk, book + "?q=tidak-ada")
    assert "2 catatan" in text(desk, book + "?tahun=2026&jenis=reply")
    assert "0 catatan" in text(desk, book + "?tahun=2025")
    assert "0 catatan" in text(desk, book + "?jenis=certificate")
    voided = text(desk, book + "?batal=1")
    assert "1 catatan" in voided
    assert "=salah ketik" in voided
    letters = text(desk, book + "?arah=masuk&q=002/XI")
    assert "005/118/2026" in letters
    assert "001/XI/2026, 002/XI/2026" in letters
    answer = desk.get(book + "unduh/?format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["002/XI/2026", "001/XI/2026"]
    assert rows[2][-1] == "'=salah ketik"
    assert desk.get(book + "unduh/?arah=masuk").status_code == 200


def test_a_leader_reads_and_issues_nothing(sign_in: SignIn, desk: Client, approved: Visit) -> None:
    leader = sign_in(roles.LEADER)
    assert "Buat surat balasan" not in text(leader, at(approved))
    paper = issued(desk, approved)
    page = text(leader, at(approved, f"berkas/{paper.pk}/"))
    assert "Cabut" not in page
    step = at(approved, f"berkas/{paper.pk}/cabut/")
    assert leader.post(step, {"version": "1", "reason": "x"}).status_code == 403
    assert leader.get(at(approved, "berkas/baru/rundown/")).status_code == 403


def test_sheets_are_set_while_somebody_looks_and_how_far_it_is_is_said(
    desk: Client, approved: Visit, press: PlainPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = [Participant(visit=approved, number=n, name=f"Tamu {n}") for n in range(1, 9)]
    Participant.objects.bulk_create(named)
    desk.post(at(approved, "berkas/peserta/visum/terbit/"))
    assert Paper.objects.filter(kind="visum", sha256="").count() == 8
    monkeypatch.setattr(people, "_A_LOOK", 0.0)
    part = text(desk, at(approved, "berkas/peserta/visum/?kemajuan"))
    assert "Yang lain belum dapat" in part  # none could be begun: it asks no more
    assert "hx-get" not in part
    monkeypatch.setattr(people, "_A_LOOK", 60.0)
    page = text(desk, at(approved, "berkas/peserta/visum/"))
    assert "8 lembar sudah jadi" in page
    assert not Paper.objects.filter(sha256="").exists()
    assert "kemajuan" not in text(desk, at(approved, "berkas/peserta/visum/"))


def test_the_page_goes_on_asking_while_sheets_are_set(
    desk: Client, approved: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = [Participant(visit=approved, number=n, name=f"Tamu {n}") for n in range(1, 9)]
    Participant.objects.bulk_create(named)
    desk.post(at(approved, "berkas/peserta/visum/terbit/"))

    def three(papers: Iterable[Paper], *, seconds: float, now: dt.datetime) -> list[Paper]:
        return [making.make(one, now=now) if n < 3 else one for n, one in enumerate(papers)]

    monkeypatch.setattr(making, "make_within", three)
    page = text(desk, at(approved, "berkas/peserta/visum/"))
    assert "3 dari 8 lembar" in page
    assert '<progress value="3"' in page
    assert "?kemajuan" in page


def given_up(papers: Iterable[Paper]) -> None:
    """As after the last try that failed."""
    found = Paper.objects.filter(pk__in=[paper.pk for paper in papers])
    found.update(tries=making.MOST_TRIES, next_try_at=None)


def test_a_paper_that_could_not_be_made_says_so_and_is_made_by_a_press(
    desk: Client, sign_in: SignIn, approved: Visit, press: PlainPress, now: dt.datetime
) -> None:
    press.broken = True
    paper = issued(desk, approved)
    address = at(approved, f"berkas/{paper.pk}/")
    assert "mencoba lagi sendiri" in text(desk, address)
    assert not list(unmade_papers(now))
    given_up([paper])
    for page in (text(desk, address), desk.get(address + "file/").text):
        assert "6 kali" in page
    assert "PDF tidak berhasil dibuat" in text(desk, at(approved))
    assert "Buat PDF lagi" not in text(sign_in(roles.LEADER), address)
    [item] = unmade_papers(now)
    assert (item.url, item.words) == (address, "Surat balasan: 1 PDF tidak berhasil dibuat")
    assert item.words in text(desk, "/petugas/")
    again = {"version": f"{paper.version}"}
    assert desk.post(address + "coba-lagi/", again).status_code == 409
    press.broken = False
    assert desk.post(address + "coba-lagi/", again).status_code == 302
    assert desk.get(address + "file/")["Content-Type"] == "application/pdf"
    assert not list(unmade_papers(now))
    assert "Buat PDF lagi" not in text(desk, address)


def test_sheets_that_could_not_be_made_are_made_by_a_press(
    desk: Client, approved: Visit, press: PlainPress, now: dt.datetime
) -> None:
    named = [Participant(visit=approved, number=n, name=f"Tamu {n}") for n in range(1, 4)]
    Participant.objects.bulk_create(named)
    press.broken = True
    desk.post(at(approved, "berkas/peserta/visum/terbit/"))
    given_up(approved.papers.all())
    page = text(desk, at(approved, "berkas/peserta/visum/"))
    assert "3 lembar tidak berhasil dibuat" in page
    assert "?kemajuan" not in page
    assert "Sebagian tidak berhasil dibuat" in text(desk, at(approved))
    [item] = unmade_papers(now)
    assert item.url == at(approved, "berkas/peserta/visum/")
    press.broken = False
    answer = desk.post(at(approved, "berkas/peserta/visum/coba-lagi/"), follow=True)
    assert "3 lembar sudah jadi" in answer.text
    assert not list(unmade_papers(now))


def test_a_delegation_hears_nothing_of_a_paper_that_could_not_be_made(
    desk: Client, client: Client, approved: Visit, press: PlainPress
) -> None:
    press.broken = True
    paper = issued(desk, approved, "rundown")
    given_up([paper])
    assert f"/berkas/{paper.pk}" not in text(client, f"/k/{visit_token(approved)}/")


def test_a_file_that_is_gone_is_not_promised(desk: Client, approved: Visit) -> None:
    paper = issued(desk, approved)
    paper.file.storage.delete(paper.file.name)
    answer = desk.get(at(approved, f"berkas/{paper.pk}/file/"))
    assert answer.status_code == 503
    assert "tidak ada lagi di penyimpanan" in answer.text


def test_a_package_is_of_the_day_that_is_prepared(
    desk: Client, approved: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dt.date] = []

    def package(day: dt.date, *, now: dt.datetime) -> day_package.Package:
        asked.append(day)
        return day_package.Package(b"%PDF-1.7", [])

    monkeypatch.setattr(printing, "package_of", package)
    assert desk.get("/petugas/hari-ini/paket/?tanggal=2026-12-15").status_code == 200
    assert desk.get("/petugas/hari-ini/paket/?tanggal=besok").status_code == 302
    assert asked == [dt.date(2026, 12, 15)]


@pytest.mark.parametrize(
    ("hour", "day"), [("08:00", 25), ("14:59", 25), ("15:00", 26), ("23:30", 26)]
)
def test_from_the_afternoon_on_tomorrow_is_prepared(room: Room, hour: str, day: int) -> None:
    now = dt.datetime.fromisoformat(f"2026-11-25T{hour}:00+07:00")
    assert day_package.day_to_prepare(now) == dt.date(2026, 11, day)


def test_the_register_says_which_numbers_were_given_elsewhere(
    desk: Client, approved: Visit, now: dt.datetime
) -> None:
    begin_at(PaperKind.REPLY, 42, reason="Buku agenda 2026", day=DAY, by=DESK, now=now)
    page = text(desk, "/petugas/surat/?tahun=2026")
    assert "1 sampai 41" in page
    assert "Buku agenda 2026" in page
    assert "Buku agenda" not in text(desk, "/petugas/surat/?tahun=2027")
    assert "042/XI/2026" in text(desk, at(approved, "berkas/baru/reply/"))


def test_the_register_is_counted_no_further_than_it_can_be_turned(
    desk: Client, approved: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = issued(desk, approved)
    desk.post(at(approved, f"berkas/{paper.pk}/cabut/"), {"version": "1", "reason": "salah ketik"})
    issued(desk, approved)
    assert "2 catatan" in text(desk, "/petugas/surat/")
    monkeypatch.setattr(register, "MOST", 1)
    page = text(desk, "/petugas/surat/?halaman=9")
    assert "Lebih dari 1 catatan" in page
