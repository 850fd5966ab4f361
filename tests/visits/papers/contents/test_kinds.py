"""What each kind of paper says, and of whom: before the day a form, afterwards who was there."""

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from tests.factories import OfficerFactory
from tests.visits.papers.reading import flat, tags_of, words_of
from visits.models import (
    AgendaItem,
    Assignment,
    PaperKind,
    Participant,
    Presence,
    Signatory,
    Stationery,
    Visit,
)
from visits.papers.contents.facts import CannotBeMade, facts_of
from visits.papers.contents.gathering import contents_of
from visits.papers.contents.kinds.sheets import day_contents, week_contents
from visits.papers.typesetting.rendering import pdf, together
from visits.queries.visits import Session, session_of

DAY = dt.timedelta(days=1)
MINUTES = dt.timedelta(minutes=5)


@pytest.fixture
def session(visit: Visit) -> Session:
    """When they come."""
    found = session_of(visit)
    assert found
    return found


@pytest.fixture
def after(visit: Visit, session: Session) -> dt.datetime:
    """The morning after, with the first of three noted."""
    Presence.objects.create(
        participant=visit.participants.get(number=1),
        visit=visit,
        came_at=session.starts_at - MINUTES,
        left_at=session.ends_at + MINUTES,
        how=Presence.How.DOOR,
        noted_at=session.starts_at,
    )
    return session.starts_at + DAY


def made(visit: Visit, kind: str, **more: Any) -> str:
    """The text of the paper."""
    return words_of(pdf(kind, contents_of(visit, kind, **more)))


def holds(words: str, said: Iterable[str]) -> list[str]:
    """What of `said` is not in `words`."""
    return [each for each in said if flat(each) not in words]


def test_a_rundown_has_each_item_with_its_speaker(
    visit: Visit, session: Session, now: dt.datetime
) -> None:
    with pytest.raises(CannotBeMade, match="no_agenda"):
        contents_of(visit, PaperKind.RUNDOWN, now=now)
    half = session.starts_at + 6 * MINUTES
    AgendaItem.objects.create(
        visit=visit,
        starts_at=session.starts_at,
        ends_at=half,
        title="Sambutan",
        speaker="Ibu Rahma",
    )
    AgendaItem.objects.create(
        visit=visit, starts_at=half, ends_at=session.ends_at, title="Diskusi", place="Ruang Rapat",
        officer=OfficerFactory.create(name="Hasan", position="Kepala Seksi"),
    )  # fmt: skip
    words = made(visit, PaperKind.RUNDOWN, now=now)
    assert not holds(
        words,
        ["SUSUNAN ACARA", "Kunjungan DPMPTSP Kabupaten Solok", "Ibu Rahma", "Hasan, Kepala Seksi"],
    )
    assert words.index("Sambutan") < words.index("Diskusi")


def test_an_attendance_list_has_a_row_a_person_and_blank_ones_for_the_others(
    visit: Visit, now: dt.datetime
) -> None:
    data = contents_of(visit, PaperKind.ATTENDANCE, now=now)
    [table] = [block for block in data["blocks"] if block["type"] == "table"]
    assert len(table["rows"]) == visit.people
    assert [row[-1]["right"] for row in table["rows"][:3]] == [False, True, False]
    assert table["rows"][0][1:5] == [
        "Ir. Siti Rahma",
        "19700312 199603 2 001",
        "Kepala Dinas",
        "IV/c",
    ]
    tags = tags_of(pdf(PaperKind.ATTENDANCE, data))
    assert tags.count("/TH") == 6


def test_sixty_names_take_pages_whose_head_is_repeated(visit: Visit, now: dt.datetime) -> None:
    long = "Drs. H. Raden Mas Panji Kusumonegoro Adiwinata Soeryaningrat, S.H., M.Hum., Ph.D."
    for number in range(4, 61):
        Participant.objects.create(visit=visit, number=number, name=f"{long} {number}")
    words = made(visit, PaperKind.ATTENDANCE, now=now)
    assert not holds(words, [f"{long} {number}" for number in range(4, 61)])
    pages = int(words.rsplit("Halaman ", 1)[1].split()[2])
    assert pages > 2
    assert words.count("Tanda tangan") == pages
    assert f"Halaman 2 dari {pages}" in words


def test_a_certificate_names_those_alone_who_were_there(
    visit: Visit, after: dt.datetime, now: dt.datetime
) -> None:
    with pytest.raises(CannotBeMade, match="not_over"):
        contents_of(visit, PaperKind.CERTIFICATE, now=now)
    words = made(visit, PaperKind.CERTIFICATE, now=after, number="12/2026")
    assert not holds(words, ["NOMOR 12/2026", "1 (satu)", "Ir. Siti Rahma", "Pembina Utama Muda"])
    assert "Simanjuntak" not in words
    assert "Pimpinan rombongan : Ir. Siti Rahma" in words
    visit.leader_name = "Budi Santoso, S.E."
    assert "Budi Santoso" not in made(visit, PaperKind.CERTIFICATE, now=after)
    visit.leader_name = "SITI RAHMA, M.M."
    assert "SITI RAHMA, M.M." in made(visit, PaperKind.CERTIFICATE, now=after)
    mine, theirs = visit.participants.order_by("number")[:2]
    own = made(visit, PaperKind.CERTIFICATE, now=after, participant=mine)
    assert not holds(own, ["Ir. Siti Rahma", "19700312 199603 2 001", "telah hadir"])
    with pytest.raises(CannotBeMade, match="not_present"):
        contents_of(visit, PaperKind.CERTIFICATE, now=after, participant=theirs)


def test_a_visum_sheet_is_a_form_before_the_day_and_evidence_after_it(
    visit: Visit, session: Session, after: dt.datetime, now: dt.datetime
) -> None:
    mine, theirs = visit.participants.order_by("number")[:2]
    before = contents_of(visit, PaperKind.VISUM, now=now, participant=mine)
    assert "2026" not in str(before["visum"]["rows"])
    words = made(visit, PaperKind.VISUM, now=after, participant=mine)
    came = f"{session.starts_at - MINUTES:%H.%M}–{session.ends_at + MINUTES:%H.%M}"
    assert not holds(words, [f"Hadir : {came} WIB", "II. Tiba di : Batam", "Kepala Dinas,"])
    with pytest.raises(CannotBeMade, match="not_present"):
        contents_of(visit, PaperKind.VISUM, now=after, participant=theirs)
    with pytest.raises(CannotBeMade, match="no_participant"):
        contents_of(visit, PaperKind.VISUM, now=now)


@pytest.mark.parametrize(
    ("layout", "block", "numerals", "where"),
    [("host", 6, [], 0), ("pmk", 3, ["I", "II", "III", "IV", "V", "VI"], 2), ("eight", 7, [], 4)],
)
def test_the_host_fills_its_own_block_of_any_layout(
    visit: Visit, now: dt.datetime, layout: str, block: int, numerals: list[str], where: int
) -> None:
    Stationery.objects.update(visum_layout=layout, visum_block=block)
    mine = visit.participants.get(number=1)
    data = contents_of(visit, PaperKind.VISUM, now=now, participant=mine)
    rows = data["visum"]["rows"]
    assert [at for at, row in enumerate(rows) if row[0]["signer"]] == [where]
    if numerals:
        found = [cell["numeral"] for row in rows for cell in row if cell["numeral"]]
        assert found == numerals
    assert "Kepala Dinas," in words_of(pdf(PaperKind.VISUM, data))


def test_two_sheets_of_the_hosts_block_share_a_page(visit: Visit, now: dt.datetime) -> None:
    facts = facts_of(visit, now=now)
    sheets = [
        contents_of(visit, PaperKind.VISUM, now=now, participant=person, facts=facts)
        for person in facts.participants
    ]
    with pikepdf.open(io.BytesIO(together(sheets))) as opened:
        assert len(opened.pages) == 2
    Stationery.objects.update(visum_two_up=False)
    sheet = contents_of(visit, PaperKind.VISUM, now=now, participant=facts.participants[0])
    with pikepdf.open(io.BytesIO(together([sheet, sheet]))) as opened:
        assert len(opened.pages) == 2


def test_an_order_sends_the_officers_and_is_in_indonesian(visit: Visit, now: dt.datetime) -> None:
    visit.language = "en"
    with pytest.raises(CannotBeMade, match="no_officers"):
        contents_of(visit, PaperKind.ORDER, now=now)
    Assignment.objects.create(
        visit=visit, officer=OfficerFactory.create(name="Yulianti"), role=Assignment.Role.RECEIVING
    )
    words = made(visit, PaperKind.ORDER, now=now)
    assert not holds(words, ["SURAT TUGAS", "MENUGASKAN:", "Yulianti", "nomor 005/118/2026"])


def test_badges_have_a_name_each(visit: Visit, now: dt.datetime) -> None:
    assert made(visit, "badges", now=now).count("DPMPTSP Kabupaten Solok") == 3
    visit.participants.all().delete()
    with pytest.raises(CannotBeMade, match="no_names"):
        contents_of(visit, "badges", now=now)


def test_the_day_and_the_week_on_a_sheet(visit: Visit, session: Session, now: dt.datetime) -> None:
    words = words_of(pdf("day", day_contents(session.date, now=now)))
    assert not holds(words, ["DPMPTSP Kabupaten Solok", visit.reference, "Ir. Siti Rahma"])
    assert "DPMPTSP Kabupaten Solok" in words_of(pdf("week", week_contents(session.date, now=now)))
    empty = words_of(pdf("day", day_contents(session.date + 7 * DAY, now=now)))
    assert "Tidak ada kunjungan." in empty


def test_an_electronic_signature_has_its_block_and_the_foot(visit: Visit, now: dt.datetime) -> None:
    words = made(visit, PaperKind.REPLY, now=now, signature="electronic", code="c" * 22)
    assert not holds(words, ["Ditandatangani secara elektronik oleh:", "(BSSN)", "c" * 22])
    assert "BSrE" not in made(visit, PaperKind.REPLY, now=now)
    # A list is signed by its guests.
    attendance = contents_of(visit, PaperKind.ATTENDANCE, now=now, signature="electronic")
    assert attendance["signature"] == "hand"


def test_no_paper_is_made_of_what_is_no_kind(visit: Visit, now: dt.datetime) -> None:
    with pytest.raises(CannotBeMade, match="unknown_kind"):
        contents_of(visit, "surat cinta", now=now)


def test_sheets_too_high_for_half_a_page_have_one_each(visit: Visit, now: dt.datetime) -> None:
    visit.institution = "Dinas" * 40
    Participant.objects.update(name="Nama" * 30, position="Jabatan" * 17)
    Signatory.objects.update(name="Nama" * 30, position="Jabatan" * 17, through="Jabatan" * 17)
    facts = facts_of(visit, now=now)
    sheets = [
        contents_of(visit, PaperKind.VISUM, now=now, participant=person, facts=facts)
        for person in facts.participants[:2]
    ]
    with pikepdf.open(io.BytesIO(together(sheets))) as opened:
        assert len(opened.pages) == 2


def test_many_papers_of_a_visit_are_made_from_facts_read_once(
    visit: Visit, now: dt.datetime, django_assert_num_queries: Any
) -> None:
    facts = facts_of(visit, now=now)
    with django_assert_num_queries(0):
        for person in facts.participants:
            contents_of(visit, PaperKind.VISUM, now=now, participant=person, facts=facts)
        contents_of(visit, PaperKind.REPLY, now=now, facts=facts)


def test_a_grade_in_one_word_stays_within_its_cell(visit: Visit, now: dt.datetime) -> None:
    grade = "PEMBINAUTAMAMUDAIVCC"
    visit.participants.filter(number=1).update(grade=grade)
    data = contents_of(visit, PaperKind.ATTENDANCE, now=now)
    reader = PdfReader(io.BytesIO(pdf(PaperKind.ATTENDANCE, data)))
    lines = reader.pages[0].extract_text().replace("\u200b", "").splitlines()
    assert not any(grade in line for line in lines)
    assert flat(grade) in "".join(lines).replace(" ", "")
    assert any("Kepala Dinas" in line for line in lines)
