"""Past visits on the desk: a file sent, its columns and rows looked at, taken, and taken back."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories import a_completed_visit, a_visit
from tests.visits.pages.conftest import SignIn
from tests.visits.pages.desk.conftest import free_slots
from visits.access.tokens import visit_token
from visits.imports.drafts import look_at
from visits.models import ImportBatch, Visit
from visits.pages.desk.past import presses
from visits.pages.desk.visits.table_files import as_csv
from visits.papers.life.times import is_over
from visits.people import roles
from visits.reference.regions import import_regions

pytestmark = pytest.mark.django_db
LIST = "/petugas/riwayat/"
TEXT = """Kapan;Instansi;Daerah;Jumlah
3 Maret 2024;DPMPTSP Kabupaten Solok;Kab. Solok;25 org
4 Maret 2024;Tim A;Solok;20
5 Maret 2024;Tim B;Solok;21
6 Maret 2024;Bappeda Kota Padang;;20-25
"""


@pytest.fixture
def desk(room: Any, sign_in: SignIn) -> Client:
    """Protocol staff, with all regions there."""
    import_regions()
    return sign_in(roles.PROTOCOL)


def sent(desk: Client, text: str = TEXT) -> ImportBatch:
    """A file that was sent."""
    answer = desk.post(LIST, {"file": SimpleUploadedFile("riwayat.csv", text.encode())})
    batch = ImportBatch.objects.latest("pk")
    assert answer["Location"] == f"{LIST}{batch.pk}/kolom/"
    return batch


def pressed(desk: Client, batch: ImportBatch, press: str, **more: str) -> Any:
    """A press on the page as it is now; asked whether one is sure, one is."""
    shown = desk.get(f"{LIST}{batch.pk}/").context
    given = {"press": press, "version": str(shown["batch"].version), "sure": "yes"}
    return desk.post(f"{LIST}{batch.pk}/", given | more)


def test_a_file_goes_from_its_columns_to_its_rows_and_back_out(desk: Client) -> None:
    """Guessed columns are corrected, questions answered for one row and for all alike."""
    batch = sent(desk)
    page, columns = f"{LIST}{batch.pk}/", f"{LIST}{batch.pk}/kolom/"
    assert "3 Maret 2024" in desk.get(columns).content.decode()
    given = {"c0": "", "c1": "institution", "c2": "region", "c3": "people"}
    assert desk.post(columns, given).status_code == 422
    assert desk.post(columns, given | {"c0": "date"})["Location"] == page

    shown = desk.get(page).content.decode()
    assert "Kabupaten Solok, Sumatera Barat" in shown
    keys = [one.row_key for one in desk.get(page).context["page"].object_list]
    answers = {
        "press": "save",
        **{f"r{n}": key for n, key in enumerate(keys)},
        "r0-region": "Solok",
        "r0-region-choice": "13.72",
        "r0-region-all": "yes",
        "r2-people": "duapuluhan",
    }
    desk.post(page, answers)
    after = desk.get(page)
    assert after.context["counts"] == {"imported": 3, "unchanged": 0, "unclear": 1, "refused": 0}
    assert "duapuluhan" in after.content.decode()
    desk.post(page, {"press": "save", "r0": keys[2], "r0-leave": "yes"})
    assert desk.get(page).context["left_out"] == 1
    desk.post(page, {"press": "back"})
    assert desk.get(page).context["left_out"] == 0

    pressed(desk, batch, "take")
    assert "3 kunjungan" in desk.get(page).content.decode()
    assert sorted(Visit.objects.values_list("region", flat=True)) == ["13.02", "13.72", "13.72"]
    batch.refresh_from_db()
    assert (bytes(batch.source), batch.answers) == (b"", {})
    visit = Visit.objects.get(region="13.02")
    assert "3 Maret 2024" in desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    assert "3 Mar 2024" in desk.get("/petugas/kunjungan/").content.decode()
    # Another tab still shows the rows.
    desk.post(page, {"press": "take"})
    assert Visit.objects.count() == 3
    asked = desk.post(page, {"press": "undo"})
    assert "3 kunjungan" in asked.content.decode()
    assert Visit.objects.count() == 3
    pressed(desk, batch, "undo")
    assert not Visit.objects.exists()
    assert "diurungkan" in desk.get(page).content.decode().casefold()


def test_columns_are_remembered_and_the_same_rows_are_here_already(desk: Client) -> None:
    """A second file of the same heads needs no correction."""
    first = sent(desk)
    given = {"c0": "date", "c1": "institution", "c2": "region", "c3": "people"}
    desk.post(f"{LIST}{first.pk}/kolom/", given)
    pressed(desk, first, "take")

    second = sent(desk)

    assert second.columns["Kapan"] == "date"
    counts = desk.get(f"{LIST}{second.pk}/").context["counts"]
    assert (counts["imported"], counts["unchanged"]) == (0, 1)
    assert desk.post(f"{LIST}{second.pk}/", {"press": "discard"}).status_code == 200
    assert ImportBatch.objects.filter(pk=second.pk).exists()
    pressed(desk, second, "discard")
    assert not ImportBatch.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"<html>"]
)
def test_what_is_no_table_is_refused_with_words(desk: Client, content: bytes) -> None:
    """And nothing of it is kept."""
    answer = desk.post(LIST, {"file": SimpleUploadedFile("x.xlsx", content)})

    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


def test_past_visits_are_written_out(desk: Client, tmp_path: Path) -> None:
    """As a workbook and as lines that can be sent back."""
    batch = sent(desk, TEXT.replace("Kapan", "Tanggal"))
    pressed(desk, batch, "take")
    period = "?dari=01/01/2024&sampai=31/12/2024&format="

    lines = b"".join(desk.get(f"{LIST}unduh/{period}jsonl").streaming_content)
    book = desk.get(f"{LIST}unduh/{period}xlsx")

    assert lines.count(b"\n") == 1
    assert b"".join(book.streaming_content).startswith(b"PK")
    answer = desk.post(LIST, {"file": SimpleUploadedFile("a.jsonl", lines)})
    assert desk.get(answer["Location"]).context["counts"]["unchanged"] == 1
    assert desk.get(f"{LIST}unduh/?dari=x&sampai=y&format=xlsx").status_code == 422


def test_others_are_written_out_where_they_are_chosen(desk: Client) -> None:
    """With their status; nothing is chosen for whoever comes without."""
    slot = free_slots(week=4, most=1)[0]
    a_visit(trusted=True, slots=[slot])
    period = f"?dari={slot.date}&sampai={slot.date}&format=jsonl"
    assert desk.get(f"{LIST}unduh/{period}")["Location"] == LIST
    assert desk.get(f"{LIST}unduh/{period}&status=completed")["Location"] == LIST
    lines = b"".join(desk.get(f"{LIST}unduh/{period}&status=all").streaming_content)
    assert b'"status": "requested"' in lines
    assert desk.get(f"{LIST}unduh/{period}&status=mimpi").status_code == 422


def answers_to(desk: Client, batch: ImportBatch, **given: str) -> dict[str, str]:
    """A form of the page's rows, with what is given."""
    shown = desk.get(f"{LIST}{batch.pk}/").context
    keys = {f"r{n}": one.row_key for n, one in enumerate(shown["page"].object_list)}
    version = {"version": str(shown["batch"].version)}
    return {
        "press": "save",
        **version,
        **keys,
        **{k.replace("_", "-"): v for k, v in given.items()},
    }


@pytest.fixture
def file(desk: Client) -> ImportBatch:
    """A file of four rows whose columns are known: one clear, two of Solok, one of 20 to 25."""
    return sent(desk, TEXT.replace("Kapan", "Tanggal"))


def test_the_page_says_which_column_a_value_stands_in(desk: Client, file: ImportBatch) -> None:
    """By the file's own heads; a clear row by the region that it was read as."""
    shown = desk.get(f"{LIST}{file.pk}/")

    assert shown.context["asked"][0].cells[0] == ("Tanggal", "4 Maret 2024")
    assert ("Daerah", "Solok") in shown.context["asked"][0].cells
    assert [one.origin for one in shown.context["clear"]] == ["Kabupaten Solok, Sumatera Barat"]


def test_an_answer_is_shown_as_understood_and_can_be_given_again(
    desk: Client, file: ImportBatch
) -> None:
    """For one row of those that were answered together, or for all of them."""
    page = f"{LIST}{file.pk}/"
    desk.post(page, answers_to(desk, file, r0_region_choice="13.72", r0_region_all="yes"))
    shown = desk.get(page)
    (answer,) = shown.context["answered"]
    assert (answer.said, answer.given) == ("Solok", "Kota Solok, Sumatera Barat")
    assert [number for _key, number in answer.rows] == ["3", "4"]
    assert [one.origin for one in shown.context["clear"]].count("Kota Solok, Sumatera Barat") == 2

    desk.post(page, {"press": "change", "change": f"region|{answer.rows[1][0]}"})
    assert [one.row.number for one in desk.get(page).context["asked"]] == [4, 5]
    desk.post(page, answers_to(desk, file, r0_region_choice="13.72"))
    desk.post(page, {"press": "change", "change_all": f"region|{answer.rows[0][0]}"})

    file.refresh_from_db()
    assert file.answers == {}
    assert desk.post(page, {"press": "change", "change": "region|x"}).status_code == 302


def test_a_row_left_out_is_listed_and_comes_back_alone(desk: Client, file: ImportBatch) -> None:
    """Beside the press that brings all of them back."""
    page = f"{LIST}{file.pk}/"
    desk.post(page, answers_to(desk, file, r0_leave="yes", r1_leave="yes"))
    (answer,) = desk.get(page).context["answered"]

    desk.post(page, {"press": "change", "change": f"{answer.field}|{answer.rows[0][0]}"})

    assert desk.get(page).context["left_out"] == 1


def test_answers_of_two_stand_beside_each_other(desk: Client, file: ImportBatch) -> None:
    """Each of them saw the page before the other had answered."""
    page = f"{LIST}{file.pk}/"
    one = answers_to(desk, file, r0_region_choice="13.72")
    other = answers_to(desk, file, r1_region_choice="13.02")

    desk.post(page, one)
    desk.post(page, other)

    assert desk.get(page).context["counts"]["imported"] == 3


def test_what_was_shown_is_taken_and_nothing_else(desk: Client, file: ImportBatch) -> None:
    """Not what a colleague changed meanwhile, nor answers that were typed beside the press."""
    page = f"{LIST}{file.pk}/"
    shown = answers_to(desk, file) | {"press": "take"}
    columns = {"c0": "date", "c1": "institution", "c2": "", "c3": "people"}
    desk.post(f"{LIST}{file.pk}/kolom/", columns)
    desk.post(page, shown)
    assert not Visit.objects.exists()
    desk.post(f"{LIST}{file.pk}/kolom/", columns | {"c2": "region"})
    desk.post(page, {"press": "take"})
    assert not Visit.objects.exists()

    desk.post(page, answers_to(desk, file, r0_region_choice="13.72") | {"press": "take"})
    assert not Visit.objects.exists()
    assert desk.get(page).context["counts"]["imported"] == 2

    pressed(desk, file, "take")
    assert Visit.objects.count() == 2


@pytest.mark.parametrize("press", ["save", "take", "discard", "back", "undo", "go_on", "call_off"])
def test_a_press_on_a_file_that_is_gone_leads_to_the_list(
    desk: Client, file: ImportBatch, press: str
) -> None:
    """A colleague gave it up meanwhile."""
    form = answers_to(desk, file, r0_region_choice="13.72") | {"press": press, "sure": "yes"}
    ImportBatch.objects.filter(pk=file.pk).delete()

    assert desk.post(f"{LIST}{file.pk}/", form)["Location"] == LIST


def test_a_file_given_up_while_answers_are_kept_leads_to_the_list(
    desk: Client, file: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of the press."""

    def looked(batch: ImportBatch) -> Any:
        seen = look_at(batch)
        ImportBatch.objects.filter(pk=batch.pk).delete()
        return seen

    form = answers_to(desk, file, r0_region_choice="13.72")
    monkeypatch.setattr(presses, "look_at", looked)

    assert desk.post(f"{LIST}{file.pk}/", form)["Location"] == LIST


def test_columns_of_an_import_taken_back_are_not_remembered(desk: Client) -> None:
    """They were most likely wrong."""
    batch = sent(desk)
    given = {"c0": "date", "c1": "region", "c2": "institution", "c3": "people"}
    desk.post(f"{LIST}{batch.pk}/kolom/", given)
    desk.post(f"{LIST}{batch.pk}/", answers_to(desk, batch, r0_leave="yes"))
    ImportBatch.objects.filter(pk=batch.pk).update(
        state="undone", taken_at=timezone.now(), undone_at=timezone.now()
    )

    assert sent(desk).columns == {"Instansi": "institution", "Daerah": "region", "Jumlah": "people"}


def test_an_import_that_all_have_worked_on_is_not_called_taken_back(
    desk: Client, file: ImportBatch
) -> None:
    """Nothing went: it says so, and may be tried again."""
    pressed(desk, file, "take")
    visit = Visit.objects.get()
    visit.events.create(kind="noted", at=timezone.now(), actor_kind="staff", to_status=visit.status)

    answer = desk.post(f"{LIST}{file.pk}/", {"press": "undo", "sure": "yes"}, follow=True)

    file.refresh_from_db()
    assert file.state == "taken"
    assert "Tidak ada" in answer.content.decode()


def test_an_import_leads_to_the_list_of_its_visits(desk: Client, file: ImportBatch) -> None:
    """All of them, narrowed to this file."""
    pressed(desk, file, "take")
    a_completed_visit()

    shown = desk.get(f"/petugas/kunjungan/?import={file.pk}").content.decode()

    assert Visit.objects.get(imported__batch=file).reference in shown
    assert shown.count("/petugas/kunjungan/ST-") == shown.count(
        f"/petugas/kunjungan/{Visit.objects.get(imported__batch=file).reference}"
    )
    assert desk.get("/petugas/kunjungan/?import=x").status_code == 200


def test_an_import_that_broke_off_goes_on_or_is_taken_back(desk: Client, file: ImportBatch) -> None:
    """Its page says how far it came."""
    page = f"{LIST}{file.pk}/"
    ImportBatch.objects.filter(pk=file.pk).update(state="taking", counts={"imported": 1})
    assert "1 kunjungan" in desk.get(page).content.decode()

    desk.post(page, {"press": "call_off"})
    file.refresh_from_db()
    assert file.state == "draft"
    ImportBatch.objects.filter(pk=file.pk).update(state="taking", counts={"imported": 1})
    desk.post(page, {"press": "go_on"})

    file.refresh_from_db()
    assert (file.state, file.counts["imported"], Visit.objects.count()) == ("taken", 1, 1)


CONTACT = """Tanggal;Instansi;Daerah;Jumlah;Narahubung;Email;Jam
3 Maret 2024;DPMPTSP Kabupaten Solok;Kab. Solok;25;Siti;siti@solok.example;09.00
"""


def test_its_delegation_reads_its_day_and_no_promise(desk: Client) -> None:
    """Neither papers nor a list that could be contested until no day."""
    pressed(desk, sent(desk, CONTACT), "take")
    visit = Visit.objects.get()

    shown = desk.get(f"/k/{visit_token(visit)}/").content.decode()

    assert "Minggu, 3 Maret 2024" in shown
    assert "disanggah" not in shown
    assert 'id="hadir"' not in shown
    assert "Surat-surat" not in shown
    assert "Perjalanan permohonan" not in shown
    assert 'href="tel:"' not in desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()


def test_its_certificate_does_not_wait_for_an_end(desk: Client, now: Any) -> None:
    """It is over; what lacks is that anybody was noted as present."""
    pressed(desk, sent(desk, CONTACT), "take")
    visit = Visit.objects.get()

    assert is_over(visit, None, now=now)


def test_the_list_as_a_file_leaves_open_when_it_was_received(desk: Client) -> None:
    """Nobody knows; its day is there."""
    pressed(desk, sent(desk, CONTACT), "take")
    visit = Visit.objects.get()

    file = b"".join(as_csv([visit.pk], today=dt.date(2026, 11, 23)).streaming_content)

    row = file.decode("utf-8-sig").splitlines()[1]
    assert row.split(",")[-1].strip(' "') == ""
    assert "2024-03-03" in row


def test_a_program_reads_its_days(desk: Client) -> None:
    """It has no session."""
    pressed(desk, sent(desk, CONTACT), "take")

    (visit,) = desk.get("/api/v1/visits/").json()["results"]

    assert (visit["date"], visit["held_on"], visit["held_until"]) == (None, "2024-03-03", None)


def test_the_list_of_files_says_that_names_of_old_visits_go(desk: Client) -> None:
    """Before anything is taken in."""
    assert "masa simpannya" in desk.get(LIST).content.decode()


def test_a_missing_day_offers_the_one_above_in_words(desk: Client) -> None:
    """Not the number that the spreadsheet keeps."""
    text = "Tanggal;Instansi;Daerah;Jumlah\n45000;Dinas A;Kota Padang;5\n;Dinas B;Kota Padang;5\n"
    batch = sent(desk, text)

    (row,) = desk.get(f"{LIST}{batch.pk}/").context["asked"]

    assert row.row.questions[0].options == (("2023-03-15", "Rabu, 15 Maret 2023"),)
