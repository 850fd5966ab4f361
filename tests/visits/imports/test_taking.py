"""What was taken in: clean in the visit's life, told to nobody, the same when it is read again."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from keeping.erasing.visits import anonymise, over_before
from notifications.due import run_due
from notifications.models import Call, Message
from scheduling.audit import audit as audit_places
from scheduling.models import Reservation, Week
from tests.factories import AgencyFactory, TopicFactory, a_completed_visit, a_visit
from tests.visits.api.conftest import program
from tests.visits.people.list_makers import merging, xlsx
from visits.api.access.callers import Scope
from visits.history.audit import audit
from visits.history.events import SYSTEM
from visits.imports.undoing import UNDO_WITHIN, CannotUndo, undo
from visits.models import ImportBatch, ImportedVisit, Status, Visit
from visits.queries.came_before import came_before
from visits.queries.placed import in_days
from visits.reference.regions import import_regions
from visits.reports.weekly import weekly
from visits.search.finding import matching
from visits.survey.answering import Standing, standing_of

pytestmark = pytest.mark.django_db
HEADS = ("No", "Tanggal", "Instansi", "Daerah", "Jumlah", "Keperluan")
ROWS = (
    ("1", "3 Maret 2024", "DPMPTSP Kabupaten Solok", "Kab. Solok", "25 org", "Studi tiru"),
    ("2", "5 s.d. 6 Maret 2024", "Bappeda Kota Padang", "Kota Padang", "12", "Studi tiru"),
    ("3", "7 Maret 2024", "Tim studi tiru", "Solok", "20", "Studi tiru"),
    ("4", "8 Maret 2024", "Dinas Kesehatan Kota Medan", "", "", "Studi tiru"),
    ("", "Jumlah", "", "", "57", ""),
)


@pytest.fixture(autouse=True)
def _regions(room: Any) -> None:
    import_regions()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small sheet with two clear rows, an unclear one and one that lacks something."""
    path = tmp_path / "riwayat.xlsx"
    path.write_bytes(xlsx([HEADS, *ROWS]))
    return path


def run(*arguments: Any) -> tuple[list[str], int]:
    """The lines that `import_visits` prints, and its exit."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_visits", *map(str, arguments), stdout=out, stderr=io.StringIO())
    except SystemExit as left:
        code = int(left.code or 0)
    return out.getvalue().splitlines(), code


def held_on_a_day(visit: Visit, day: dt.date) -> None:
    """Let a visit have had its place then: in tests it is over ahead of its session."""
    monday = day - dt.timedelta(days=day.weekday())
    week, _made = Week.objects.get_or_create(starts_on=monday, defaults={"capacity": 4})
    Reservation.objects.filter(owner=visit.owner_key).update(week=week, date=day)


def test_clear_rows_are_taken_and_each_other_is_said(file: Path) -> None:
    """A dry run says the same and changes nothing; once more nothing changes."""
    dry = run(file, "--dry-run")
    assert not Visit.objects.exists()
    first = run(file)
    again = run(file)

    assert dry == first
    lines, code = first
    assert [line.partition(":")[0] for line in lines[:-1]] == ["row 4", "row 5"]
    assert (lines[-1], code) == ("imported 2, unchanged 0, unclear 1, refused 1", 1)
    assert again[0][-1] == "imported 0, unchanged 2, unclear 1, refused 1"
    assert Visit.objects.count() == 2
    solok = Visit.objects.get(region="13.02")
    assert (solok.status, solok.people, solok.held_on, solok.held_until) == (
        *(Status.COMPLETED, 25, dt.date(2024, 3, 3), None),
    )
    assert Visit.objects.get(region="13.71").held_until == dt.date(2024, 3, 6)


def test_nobody_is_told_and_no_place_is_taken(file: Path, now: dt.datetime) -> None:
    """Neither by mail nor to a program; weeks, places and the audit are as before."""
    run(file)
    run_due(now=now)

    assert not Message.objects.exists()
    assert not Call.objects.exists()
    assert not Reservation.objects.exists()
    assert not Week.objects.filter(taken__gt=0).exists()
    assert audit() == []
    assert audit_places() == []
    visit = Visit.objects.get(region="13.02")
    assert [event.kind for event in visit.events.all()] == ["imported"]
    assert standing_of(visit, now=now) == Standing.NEVER


def test_they_count_and_are_found(file: Path) -> None:
    """In the week's figures, in lists of days, by their words, and as having come before."""
    run(file)

    week = weekly(dt.date(2024, 3, 4), dt.date(2024, 3, 4))[0]
    assert (week.requests, week.completed, week.people, week.regions) == (0, 1, 12, 1)
    days = in_days(Visit.objects.all(), dt.date(2024, 3, 1), dt.date(2024, 3, 3))
    assert [visit.region_id for visit in days] == ["13.02"]
    api = program(Scope.VISITS_READ)
    for asked in ("week=2024-W09", "from=2024-03-01&to=2024-03-03"):
        found = api.get(f"/api/v1/visits/?{asked}").json()["results"]
        assert [row["region"]["code"] for row in found] == ["13.02"], asked
    assert matching(Visit.objects.all(), "bappeda padang").count() == 1
    before = came_before(a_completed_visit())
    assert before
    assert (before.year, before.people) == (2024, 25)


def test_an_import_is_taken_back_within_thirty_days(file: Path, now: dt.datetime) -> None:
    """But not what somebody has worked on since; afterwards the file may be taken once more."""
    run(file)
    batch = ImportBatch.objects.get()
    assert batch.taken_at
    with pytest.raises(CannotUndo):
        undo(batch, by=SYSTEM, now=batch.taken_at + UNDO_WITHIN)
    visit = Visit.objects.get(region="13.71")
    visit.events.create(kind="noted", at=now, actor_kind="staff", to_status="completed")

    lines, _code = run("--undo", batch.pk)

    assert lines == [f"{visit.reference}: stays, since it was worked on", "taken back 1, kept 1"]
    assert [one.pk for one in Visit.objects.all()] == [visit.pk]
    with pytest.raises(CommandError):
        call_command("import_visits", "--undo", str(batch.pk))
    assert run(file)[0][-1] == "imported 1, unchanged 1, unclear 1, refused 1"


def test_a_booking_of_the_same_day_is_asked_about(tmp_path: Path) -> None:
    """The visit is here already, whatever the file calls its institution."""
    visit = a_completed_visit(now=timezone.now())
    held = dt.date(2025, 3, 5)
    held_on_a_day(visit, held)
    path = tmp_path / "a.csv"
    path.write_text(f"Tanggal;Instansi;Daerah;Jumlah\n{held};Dinas PM;Kab. Solok;24\n")

    lines, code = run(path)

    assert visit.reference in lines[0]
    assert (lines[-1], code) == ("imported 0, unchanged 0, unclear 1, refused 0", 1)


def test_merged_cells_hold_for_each_row_but_not_a_number_of_people(tmp_path: Path) -> None:
    """A day and a region that reach down are each row's; one number of two rows is asked about."""
    path = tmp_path / "a.xlsx"
    rows = [
        ("Tanggal", "Instansi", "Daerah", "Jumlah"),
        ("3 Maret 2024", "DPRD", "Kota Padang", 10),
        ("", "Bappeda", "", 5),
        ("4 Maret 2024", "Inspektorat", "Kota Medan", 40),
        ("", "BKPSDM", "", ""),
    ]
    path.write_bytes(xlsx(rows, merging("A2:A3", "C2:C3", "A4:A5", "C4:C5", "D4:D5")))

    lines, _code = run(path)

    assert lines[-1] == "imported 2, unchanged 0, unclear 2, refused 0"
    assert {v.held_on for v in Visit.objects.all()} == {dt.date(2024, 3, 3)}


def test_columns_are_mapped_by_hand_and_remembered(tmp_path: Path) -> None:
    """By their heads or letters; what is no column or field is refused with what there is."""
    path = tmp_path / "a.csv"
    path.write_text("Kapan,Siapa,Mana,Berapa\n3/3/2024,DPRD,Kota Padang,10\n")
    with pytest.raises(CommandError, match="--map"):
        run(path)
    with pytest.raises(CommandError, match="no_field"):
        run(path, "--map", "Kapan=no_field")
    given = ("--map", "kapan=date", "--map", "Siapa=institution", "--map", "C=region")

    lines, code = run(path, *given, "--map", "Berapa=people")

    assert (lines, code) == (["imported 1, unchanged 0, unclear 0, refused 0"], 0)
    path.write_text("Kapan,Siapa,Mana,Berapa\n4/3/2024,DPRD,Kota Padang,10\n")
    assert run(path)[0] == ["imported 1, unchanged 0, unclear 0, refused 0"]


def test_what_was_written_out_is_read_back_identically(file: Path, tmp_path: Path) -> None:
    """Native and imported visits, into an empty place: the same lines come out of it again."""
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    people = [{"name": "Ani", "position": "Staf", "grade": "III/a", "nip": ""}]
    a_completed_visit(topics=[topic], agencies=[agency], notes="=1+1")
    visit = Visit.objects.get()
    visit.participants.create(number=1, **people[0])
    run(file)
    out, back = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    held_on_a_day(visit, dt.date(2025, 3, 5))
    period = ("--from", "2020-01-01", "--to", "2026-10-31")
    call_command("export_visits", *period, "--format", "jsonl", str(out), stderr=io.StringIO())
    assert run(out)[0] == ["imported 0, unchanged 3, unclear 0, refused 0"]
    ImportedVisit.objects.all().delete()
    Visit.objects.all().delete()
    Reservation.objects.all().delete()
    topic.delete()

    assert run(out) == (["imported 3, unchanged 0, unclear 0, refused 0"], 0)

    call_command("export_visits", *period, "--format", "jsonl", str(back), stderr=io.StringIO())
    assert back.read_bytes() == out.read_bytes()
    assert any(
        json.loads(line).get("participants")
        == [{"name": "Ani", "position": "Staf", "grade": "III/a", "nip": ""}]
        for line in back.read_text().splitlines()
    )
    sheet = tmp_path / "a.xlsx"
    call_command("export_visits", *period, "--format", "xlsx", str(sheet), stderr=io.StringIO())
    table = load_workbook(sheet).active
    assert table is not None
    assert table.freeze_panes == "B2"
    assert table.max_row == 4
    assert run(sheet)[0] == ["imported 0, unchanged 3, unclear 0, refused 0"]


def test_who_came_is_nobody_only_of_a_visit_written_out_here(tmp_path: Path) -> None:
    """Our own files say 0 where nobody was counted in; another's are asked about."""
    a_completed_visit()
    visit = Visit.objects.get()
    Visit.objects.update(people_came=0)
    held_on_a_day(visit, dt.date(2025, 3, 5))
    sheet = tmp_path / "a.xlsx"
    period = ("--from", "2025-01-01", "--to", "2025-12-31")
    call_command("export_visits", *period, "--format", "xlsx", str(sheet), stderr=io.StringIO())
    other = tmp_path / "b.csv"
    other.write_text(
        "Tanggal;Instansi;Daerah;Jumlah;Yang Hadir\n3/3/2024;DPRD;Kota Padang;5;0\n"
        "4/3/2024;DPRD;Kota Padang;5;4\n"
    )

    assert run(sheet)[0] == ["imported 0, unchanged 1, unclear 0, refused 0"]
    assert run(other)[0][-1] == "imported 1, unchanged 0, unclear 1, refused 0"


def test_their_peoples_data_end_with_the_term(file: Path, now: dt.datetime) -> None:
    """They are as old as their day, and count when they are anonymous; again they are known."""
    run(file)

    assert {anonymise(visit, now=now) for visit in over_before(now - dt.timedelta(days=365))} == {
        True
    }

    assert Visit.objects.exclude(erased_at=None).count() == 2
    assert run(file)[0][-1] == "imported 0, unchanged 2, unclear 1, refused 1"


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{",
        '{"date": "2024-03-03", "institution": "A", "region": "99.99", "people": 3}',
        '{"date": "2124-03-03", "institution": "A", "region": "13.02", "people": 3}',
        '{"date": "2024-03-03", "institution": "A", "region": "13.02", "people": 0}',
        '{"date": "2024-03-03", "institution": "A", "region": "13.02", "people": 3, "nik": "1"}',
        '{"date": "2024-03-03", "institution": 5, "region": "13.02", "people": 3}',
        '{"date": "2024-03-03", "institution": "A", "region": ["x"], "people": 3}',
        '{"date": "2024-03-03", "institution": "A", "region": "13.02", "people": 3, "topics": 4}',
    ],
)
def test_a_line_that_is_wrong_is_refused_by_itself(tmp_path: Path, line: str) -> None:
    """The others are taken."""
    path = tmp_path / "a.jsonl"
    good = '{"date": "2024-03-03", "institution": "B", "region": "13.02", "people": 3}'
    path.write_text(f"{good}\n{line}\n")

    lines, code = run(path)

    assert lines[0].startswith("row 2: ")
    assert (lines[-1], code) == ("imported 1, unchanged 0, unclear 0, refused 1", 1)


def test_others_are_written_out_with_what_became_of_them(room: Any, tmp_path: Path) -> None:
    """And are not taken for visits that took place, in a place that does not know them."""
    a_completed_visit()
    other = a_visit(trusted=True)
    Visit.objects.filter(pk=other.pk).update(status=Status.NO_SHOW)
    for visit in Visit.objects.all():
        held_on_a_day(visit, dt.date(2025, 3, 5))
    period = ("--from", "2025-01-01", "--to", "2025-12-31")
    lines, sheet, alone = (tmp_path / name for name in ("a.jsonl", "a.xlsx", "b.jsonl"))
    err = io.StringIO()
    call_command("export_visits", *period, "--status", "all", str(lines), stderr=err)
    assert err.getvalue() == "Wrote 2 visits.\n"
    call_command(
        "export_visits", *period, "--status", "completed", "--status", "no_show",
        "--format", "xlsx", str(sheet), stderr=err,
    )  # fmt: skip
    call_command("export_visits", *period, "--status", "completed", str(alone), stderr=err)
    told = [json.loads(line) for line in lines.read_text().splitlines()]
    assert {one["status"] for one in told} == {Status.COMPLETED, Status.NO_SHOW}
    assert "status" not in alone.read_text()
    Visit.objects.all().delete()
    Reservation.objects.all().delete()
    assert run(sheet, "--dry-run")[0][-1] == "imported 1, unchanged 0, unclear 1, refused 0"
    assert run(lines) == (
        [run(lines, "--dry-run")[0][0], "imported 1, unchanged 0, unclear 0, refused 1"],
        1,
    )
    with pytest.raises(CommandError):
        call_command("export_visits", *period, "--status", "mimpi", str(lines), stderr=err)


@pytest.mark.parametrize("status", ["Disetujui", "On the waiting list", "Menunggu keputusan"])
def test_a_visit_under_way_is_asked_about(tmp_path: Path, status: str) -> None:
    """A workbook of ours says so in words that no office would use."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx([(*HEADS, "Status"), (*ROWS[0], status), (*ROWS[1], "Selesai")]))
    assert run(path)[0][-1] == "imported 1, unchanged 0, unclear 1, refused 0"


@pytest.mark.parametrize("styled", [True, False])
def test_a_workbook_that_counts_from_1904_is_read_so(tmp_path: Path, styled: bool) -> None:
    """Also where its cells are bare numbers of days."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    day = dt.date(2024, 3, 3)
    sheet.append(("1", (day - dt.date(1904, 1, 1)).days, *ROWS[0][2:]))
    if styled:
        sheet["B2"].number_format = "dd/mm/yyyy"
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert run(path)[0][-1] == "imported 1, unchanged 0, unclear 0, refused 0"
    assert Visit.objects.get().held_on == day
