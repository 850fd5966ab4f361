"""What a row says: read in one way, or asked about; never wrong in silence."""

import datetime as dt
from typing import Any

import pytest

from tests.visits.people.list_makers import xlsx
from visits.imports.drafts import Content, Look, look
from visits.imports.reading.days import Around, read_days
from visits.imports.reading.fields import Field, field_of, guess
from visits.imports.reading.past import Outcome
from visits.imports.reading.questions import Unclear
from visits.imports.reading.sheets import FileRefused
from visits.reference.regions import import_regions

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def regions(room: Any) -> None:
    """All of them."""
    import_regions()


def seen(*lines: str, answers: dict[str, dict[str, str]] | None = None) -> Look:
    """A file of lines parted by semicolons."""
    return look(Content.read(("\n".join(lines) + "\n").encode()), answers=answers)


def only(*lines: str, **answered: str) -> Outcome:
    """What came of the one row below the heads, the way it was answered."""
    (outcome,) = seen(*lines, answers={"\x1f2": answered}).outcomes
    return outcome


@pytest.mark.parametrize(
    "title",
    [
        *("Jumlah Hari", "Jml Hari", "No Agenda", "Nomor Agenda", "Jumlah Kendaraan", "Jumlah P"),
        *("Jumlah L", "Peserta P", "Total Hari", "Jumlah Perempuan", "Jumlah Pria", "Hari"),
        *("Lama Kunjungan", "Jumlah Kamar", "No Urut", "Tanggal Lahir", "Jumlah Agenda", "L", "P"),
    ],
)
def test_a_head_of_other_words_is_no_near_one(title: str) -> None:
    """Days, cars, numbers of a register, men or women alone: none is the people or the purpose."""
    named = field_of(title)

    assert named is None or named[0] in (Field.MEN, Field.WOMEN)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Tangal", Field.DATE),
        ("Jumlah Pesrta", Field.PEOPLE),
        ("Instasi", Field.INSTITUTION),
        ("Maksud dan Tujaun", Field.PURPOSE),
        ("Keterangn", Field.NOTES),
    ],
)
def test_a_slip_in_a_long_word_is_read_as_meant(title: str, field: Field) -> None:
    """The same words, one letter off."""
    found = field_of(title)

    assert found
    assert found[0] == field


@pytest.mark.parametrize(
    ("heads", "cells", "people"),
    [
        ("L;P", "12;8", 20),
        ("Jumlah Laki-laki;Jumlah Perempuan", "12;0", 12),
        ("Jumlah Pria;Jumlah Wanita;Jumlah Hari", "12;8;2", 20),
        ("Peserta L;Peserta P;Jumlah Peserta", "12;8;20", 20),
        ("L;P;Jumlah", "-;8;", 8),
    ],
)
def test_men_and_women_are_counted_together(
    regions: None, heads: str, cells: str, people: int
) -> None:
    """Where no column holds them all; where one does, it must say the same."""
    row = only(f"Tanggal;Instansi;Kab/Kota;{heads}", f"03/05/2022;Dinas;Kota Padang;{cells}")

    assert row.clear, row.why
    assert row.past
    assert row.past.people == people


def test_a_total_that_is_another_one_is_asked_about(regions: None) -> None:
    """Both are offered; what is answered counts."""
    lines = "Tanggal;Instansi;Kab/Kota;L;P;Jumlah", "03/05/2022;Dinas;Kota Padang;12;8;25"

    row, answered = only(*lines), only(*lines, people="25")

    assert [value for value, _words in row.questions[0].options] == ["25", "20"]
    assert answered.past
    assert answered.past.people == 25
    assert "Jumlah P" not in guess(["Tanggal", "Jumlah P"])


@pytest.mark.parametrize(
    "said",
    [
        *("16 & 18 Mei 2022", "16/05/2022 & 18/05/2022", "16 dan 18 Mei 2022", "16, 18 Mei 2022"),
        *("16 Mei 2022, 19 Mei 2022", "Senin dan Rabu, 16 dan 18 Mei 2022", "16, 17 & 19 Mei 2022"),
    ],
)
def test_days_one_by_one_are_no_range(said: str) -> None:
    """Each of them is offered, and all from the first to the last."""
    with pytest.raises(Unclear) as asked:
        read_days(said, Around(TODAY))

    values = [value for value, _words in asked.value.options]
    assert values[0] == "2022-05-16"
    last = read_days(values[-1], Around(TODAY))
    assert (last.first, last.last.day) == (dt.date(2022, 5, 16), 19 if "19" in said else 18)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("16 & 17 Mei 2022", 16, 17),
        ("Rabu, 18 s.d. Jumat, 20 Mei 2022", 18, 20),
        ("16 - 18 Mei 2022", 16, 18),
        ("16, 17 dan 18 Mei 2022", 16, 18),
    ],
)
def test_a_range_and_days_in_a_row_are_read(said: str, first: int, last: int) -> None:
    """Without a question."""
    days = read_days(said, Around(TODAY))

    assert (days.first, days.last) == (dt.date(2022, 5, first), dt.date(2022, 5, last))


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("29-03-2022 s.d. 02-04-2022", ["2022-03-29 s.d. 2022-04-02"]),
        (
            "04/05/2022 - 05/05/2022",
            ["2022-05-04 s.d. 2022-05-05", "2022-04-05 s.d. 2022-05-05"],
        ),
        ("03/05/2022 s/d 04/05/2022 pukul 09.00", ["2022-05-03 s.d. 2022-05-04 pukul 09.00"]),
        ("03/05/2022 09.00", ["2022-05-03 09.00", "2022-03-05 09.00"]),
    ],
)
def test_a_range_is_asked_about_as_a_whole(said: str, options: list[str]) -> None:
    """Beside dates that have the month first: never its last day alone, nor without the hour."""
    with pytest.raises(Unclear) as asked:
        read_days(said, Around(TODAY, month_first=True))

    values = [value for value, _words in asked.value.options]
    assert values == options
    assert all(read_days(value, Around(TODAY)).first for value in values)


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("Senin - Rabu, 17 - 19 Mei 2022", ["2022-05-17 s.d. 2022-05-19"]),
        ("19 - 17 Mei 2022", ["2022-05-17 s.d. 2022-05-19"]),
        ("17 Mei 2021 - 19 Mei 2022", []),
    ],
)
def test_options_of_several_days_are_several_days(said: str, options: list[str]) -> None:
    """Whatever is asked about them."""
    with pytest.raises(Unclear) as asked:
        read_days(said, Around(TODAY))

    assert [value for value, _words in asked.value.options] == options


def test_an_answer_about_a_day_is_not_asked_about_again(regions: None) -> None:
    """What the column is suspected of goes for its cells, not for what somebody chose."""
    lines = (
        *("Tanggal;Instansi;Daerah;Jumlah", "2022-03-04;Dinas A;Kota Padang;5"),
        *("2022-05-06;Dinas B;Kota Padang;5", "25/03/2022;Dinas C;Kota Padang;5"),
    )
    asked = seen(*lines).outcomes[0]
    value = asked.questions[0].options[1][0]

    row = seen(*lines, answers={"\x1f2": {"date": value}}).outcomes[0]

    assert row.clear, row.why
    assert row.past
    assert row.past.first == dt.date(2022, 4, 3)


@pytest.mark.parametrize(
    "region", ["Pusat", "Oman", "Cile", "Besar", "Kuala", "Khusus", "Kota Pusat", "Natal"]
)
def test_a_part_of_a_regions_name_is_asked_about(regions: None, region: str) -> None:
    """A ministry of the centre is not of Jakarta Pusat, nor a country of the town that holds it."""
    row = only("Tanggal;Instansi;Asal;Jumlah", f"03/05/2022;Kemendagri RI;{region};5")

    assert not row.clear or (row.past and row.past.country)


@pytest.mark.parametrize(
    ("region", "answer", "place"),
    [
        ("Malaysia", "", "Malaysia"),
        ("Johor, Malaysia", "", "Johor"),
        ("Johor (Malaysia)", "", "Johor"),
        ("Johor", "Malaysia", "Johor"),
        ("Kuala Lumpur", "Selangor, Malaysia", "Selangor"),
    ],
)
def test_a_delegation_from_abroad_needs_no_column_of_countries(
    regions: None, region: str, answer: str, place: str
) -> None:
    """Its country stands where regions do, or is answered there."""
    lines = "Tanggal;Instansi;Daerah;Jumlah", f'03/05/2022;Majlis Bandaraya;"{region}";5'

    row = only(*lines, **({"region": answer} if answer else {}))

    assert row.past, row.why
    assert (row.past.country, row.past.place, row.past.region) == ("MY", place, "")
    asked = only("Tanggal;Instansi;Daerah;Jumlah", "03/05/2022;Majlis;Johor;5")
    assert "negara" in asked.why.casefold()


def test_an_office_of_ours_that_is_said_to_be_abroad_is_asked_about(regions: None) -> None:
    """One of the two is wrong."""
    row = only("Tanggal;Instansi;Daerah;Jumlah", "03/05/2022;DPMPTSP Kota Batam;Malaysia;5")

    assert row.questions


def test_a_leaders_rank_follows_from_the_position(regions: None) -> None:
    """Where that leaves no doubt (docs/decisions/0245), as in a request."""
    heads = "Tanggal;Instansi;Daerah;Jumlah;Jabatan Pimpinan"
    rows = [
        f"{n}/05/2022;Dinas {n};Kota Padang;5;{position}"
        for n, position in enumerate(("Wakil Bupati", "Plt. Kepala Dinas", "Camat"), start=3)
    ]

    ranks = [one.past.leader_rank for one in seen(heads, *rows).outcomes if one.past]

    assert ranks == ["regional_head", "office_head", "other"]


@pytest.mark.parametrize("content", [b" ", b"\n \n", b";;;\n", b"\t"])
def test_a_file_of_blanks_is_refused_with_words(content: bytes) -> None:
    """There is nothing in it."""
    with pytest.raises(FileRefused):
        Content.read(content)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (44686.395833333336, "2022-05-05T09:30:00"),
        (44686.39583333333, "2022-05-05T09:30:00"),
        (44686.99999999, "2022-05-06"),
        (44686, "2022-05-05"),
        (44686.333333333, "2022-05-05T08:00:00"),
        (0.5625, "13:30"),
    ],
)
def test_a_moment_of_a_spreadsheet_is_read_to_the_second(number: float, said: str) -> None:
    """A day's part has no end in numbers of two: half past nine is not 09:29:59."""

    def as_moment(_book: Any, sheet: Any) -> None:
        sheet["A2"].number_format = "dd/mm/yyyy hh:mm"

    content = Content.read(xlsx([("Tanggal", "Instansi"), (number, "Dinas")], as_moment))

    assert content.sheets[0].records[1].cell(0) == said
    if "T" in said:
        assert read_days(said, Around(TODAY)).hours == said[11:16]


@pytest.mark.parametrize("address", ["budi", "budi@", "not an address", "-@-"])
def test_what_is_no_address_is_asked_about(regions: None, address: str) -> None:
    """It would be written to."""
    row = only("Tanggal;Instansi;Daerah;Jumlah;Email", f"3/5/2022;Dinas;Kota Padang;5;{address}")

    assert [question.field for question in row.questions] == ["contact_email"]
