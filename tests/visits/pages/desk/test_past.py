"""Past visits on the desk: a file sent, its columns and rows looked at, taken, and taken back."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import a_visit
from tests.visits.pages.conftest import SignIn
from tests.visits.pages.desk.conftest import free_slots
from visits.models import ImportBatch, Visit
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

    desk.post(page, {"press": "take"})
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
    desk.post(page, {"press": "undo"})
    assert not Visit.objects.exists()
    assert "diurungkan" in desk.get(page).content.decode().casefold()


def test_columns_are_remembered_and_the_same_rows_are_here_already(desk: Client) -> None:
    """A second file of the same heads needs no correction."""
    first = sent(desk)
    given = {"c0": "date", "c1": "institution", "c2": "region", "c3": "people"}
    desk.post(f"{LIST}{first.pk}/kolom/", given)
    desk.post(f"{LIST}{first.pk}/", {"press": "take"})

    second = sent(desk)

    assert second.columns["Kapan"] == "date"
    counts = desk.get(f"{LIST}{second.pk}/").context["counts"]
    assert (counts["imported"], counts["unchanged"]) == (0, 1)
    desk.post(f"{LIST}{second.pk}/", {"press": "discard"})
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
    desk.post(f"{LIST}{batch.pk}/", {"press": "take"})
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
