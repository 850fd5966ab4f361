"""Lists of participants, in whatever form they come."""

import contextlib
import io
import time
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from visits.people import participant_lists as lists
from visits.people.participant_lists import (
    ListRefused,
    ListTooLarge,
    ListTooLong,
    Row,
    check,
    rows_of_file,
)
from visits.people.participant_lists import rows_of_text as pasted

NIP = "198001012005011001"


def xlsx(*rows: tuple[object, ...]) -> ContentFile[bytes]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return ContentFile(out.getvalue(), name="daftar.xlsx")


def repacked(**changes: bytes) -> ContentFile[bytes]:
    """A real workbook with parts replaced or added."""
    source = zipfile.ZipFile(io.BytesIO(xlsx(("Nama",), ("Ani",)).read()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            if part.filename not in changes:
                archive.writestr(part.filename, source.read(part))
        for name, content in changes.items():
            archive.writestr(name, content)
    return ContentFile(out.getvalue(), name="daftar.xlsx")


def test_a_list_of_names_alone_keeps_the_degrees() -> None:
    assert pasted("Siti Rahma, S.E., M.M.\n\nBudi Hartono\n") == [
        Row("Siti Rahma, S.E., M.M."),
        Row("Budi Hartono"),
    ]


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_columns_come_by_tab_or_semicolon(mark: str) -> None:
    lines = [mark.join(("1", "Ani, S.H.", "Analis", "III/c", NIP)), mark.join(("2", "Budi"))]
    assert pasted("\r\n".join(lines)) == [Row("Ani, S.H.", "Analis", "III/c", NIP), Row("Budi")]


def test_named_columns_may_stand_in_any_order_and_a_nik_is_passed_over() -> None:
    text = "Daftar peserta\nNo\tNIP\tNama Lengkap\tNIK\tJabatan\n1\t\tAni\t1302014101800001\tStaf"
    assert pasted(text) == [Row("Ani", "Staf")]


def test_a_nip_is_found_in_whatever_column_it_stands() -> None:
    assert pasted(f"Ani\t{NIP}\tStaf\nBudi\t\tStaf") == [
        Row("Ani", "Staf", nip=NIP),
        Row("Budi", "Staf"),
    ]


def test_a_workbook_is_read_with_its_title_and_numbers() -> None:
    file = xlsx(("Peserta studi tiru",), ("No", "Nama", "Gol"), (1, "Ani", "IV/a"), (2, "Budi", 3))
    assert rows_of_file(file) == [Row("Ani", grade="IV/a"), Row("Budi", grade="3")]


def test_a_number_that_the_spreadsheet_rounded_is_not_taken_for_a_nip() -> None:
    rows = rows_of_file(xlsx(("Nama", "NIP"), ("Ani", 198001012005011001)))
    assert list(check(rows).errors[0]) == ["nip"]
    assert list(check([Row("Ani", nip="1,98001E+17")]).errors[0]) == ["nip"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_the_usual_encodings(encoding: str, mark: str) -> None:
    text = f'Nama{mark}Jabatan\n"Ané, S.H."{mark}Staf\n'
    file = ContentFile(text.encode(encoding), name="a.csv")
    assert rows_of_file(file) == [Row("Ané, S.H.", "Staf")]


def test_each_row_says_what_is_wrong_with_it() -> None:
    rows = [
        Row("Ani", nip="19800101 200501 1 001"),
        Row("", "Staf"),
        Row(),
        Row("Budi", nip="1302014101800001"),
        Row("Cici", nip=NIP),
        Row("x" * 121, grade="y" * 21),
        Row("a\ud800"),
    ]
    checked = check(rows)
    assert [person.name for person in checked.people] == ["Ani"]
    assert checked.people[0].nip == NIP
    assert {n: sorted(errors) for n, errors in checked.errors.items()} == {
        1: ["name"],
        3: ["nip"],
        4: ["nip"],
        5: ["grade", "name"],
        6: ["name"],
    }
    with translation.override("en"):
        assert "NIK" in check(rows).errors[3]["nip"]


def test_the_template_comes_back_as_it_went() -> None:
    with translation.override("id"):
        book = load_workbook(io.BytesIO(lists.template()))
    sheet = book.active
    assert sheet is not None
    assert sheet["D2"].number_format == "@"
    sheet["A2"], sheet["D2"] = "Ani", NIP
    out = io.BytesIO()
    book.save(out)
    assert rows_of_file(ContentFile(out.getvalue())) == [Row("Ani", nip=NIP)]


def test_a_zip_bomb_is_not_unpacked() -> None:
    with pytest.raises(ListTooLarge):
        rows_of_file(repacked(**{"xl/worksheets/sheet1.xml": b"<a/>" + b" " * 9_000_000}))


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    with pytest.raises(ListRefused):
        rows_of_file(repacked(**{"xl/worksheets/sheet1.xml": bomb}))


def test_a_row_far_down_costs_nothing() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Ani</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert rows_of_file(repacked(**{"xl/worksheets/sheet1.xml": sheet})) == [Row("Ani")]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"PK", b"\x89PNG\r\n\0\0\0", xlsx(("a",)).read()[:300], b"MZ\0\0"],
)
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(ListRefused):
        rows_of_file(ContentFile(content, name="a.xlsx"))


def test_a_workbook_without_its_sheet_is_refused() -> None:
    with pytest.raises(ListRefused):
        rows_of_file(repacked(**{"xl/workbook.xml": b"<workbook/>"}))


XML_BOMBS = {
    "nested": b"<a>" * 900_000 + b"</a>" * 900_000,
    "cells": b"<worksheet><sheetData><row>" + b"<c/>" * 1_900_000,
    "rows": b"<worksheet><sheetData>" + b"<row/>" * 1_000_000,
}


@pytest.mark.parametrize("name", XML_BOMBS)
def test_a_sheet_made_to_exhaust_its_reader_is_refused_quickly(name: str) -> None:
    file = repacked(**{"xl/worksheets/sheet1.xml": XML_BOMBS[name]})
    began = time.monotonic()
    with pytest.raises(ListTooLarge):
        rows_of_file(file)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "content", [b"a;b\n" * 250_000, b'"a";b\r\n' * 120_000, b"a," * 500_000, b"a\r" * 300_000]
)
def test_reading_stops_where_a_list_is_too_long(content: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(ListTooLarge):
        rows_of_file(ContentFile(content))
    with pytest.raises(ListTooLarge):
        pasted(content.decode())
    assert time.monotonic() - began < 20


def test_a_workbook_with_far_too_many_names_says_so() -> None:
    rows = [("Nama", "Jabatan"), *((f"Ani {number}", "Staf") for number in range(5000))]
    with pytest.raises(ListTooLong):
        rows_of_file(xlsx(*rows))


def test_a_few_names_too_many_are_read_so_that_the_form_can_say_how_many() -> None:
    assert len(pasted("Ani\n" * 210)) == 210


def test_empty_lines_do_not_count() -> None:
    assert pasted("Ani" + "\n" * 100_000 + "Budi") == [Row("Ani"), Row("Budi")]
    assert rows_of_file(ContentFile(b"Ani;\n" + b";;\n" * 5000 + b"Budi")) == [
        Row("Ani"),
        Row("Budi"),
    ]


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(ListTooLarge):
        rows_of_file(ContentFile(b"a" * (lists.MAX_BYTES + 1)))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_and_checked(text: str) -> None:
    check(pasted(text))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(ListRefused):
        check(rows_of_file(ContentFile(content)))
