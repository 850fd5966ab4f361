"""Numbers, dates, times and codes as people type them: what is meant, or a question."""

import datetime as dt

import pytest

from visits.language.codes import six_digits
from visits.language.numbers import PEOPLE, parse_whole
from visits.language.typed_times import UnclearDay, parse_clock, parse_day
from visits.models.references import read_reference

NUMBERS = {
    "24": 24, " 24 ": 24, "024": 24, "1.000": 1000, "1,000": 1000, "1 000": 1000, "1'000": 1000,
    "1.000 orang": 1000, "1.000.000": 1_000_000, "25 org": 25, "25 org.": 25, "25orang": 25,
    "25 Peserta": 25, "30 people": 30, "±30": 30, "± 30 orang": 30, "+/- 30": 30, "~30": 30,
    "kurang lebih 30 orang": 30, "sekitar 30": 30,
    "25 (dua puluh lima) orang": 25, "112 (seratus dua belas)": 112,
    "1\u00a0000": 1000,
}  # fmt: skip
ASKED = [
    "٣٠", "３０", "३०", "٢٬٠٠٠", "１．０００",
    "", "orang", "dua puluh", "30-35", "30–35", "30 - 35", "30/35", "25 + 3", "30+", "30an", "1e3",
    "1E3", "0x10", "-5", "- 5", "10.5", "10,5", "1.0", "30.0", "1.00", "1,00", "0.500", "1.0000",
    "1.000,00", "10.00", "3²", "①", "½", "Ⅲ", "1 2", "25 30", "25 (tiga puluh) orang",
    "24 bus", "2 jam", "1.000-1.200", "100.", ".5", "1..000", "1.000,000",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), NUMBERS.items())
def test_a_number_is_what_people_mean(typed: str, meant: int) -> None:
    assert parse_whole(typed, units=PEOPLE) == meant


@pytest.mark.parametrize("typed", ASKED)
def test_what_could_be_another_number_is_asked(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_whole(typed, units=PEOPLE)


@pytest.mark.parametrize("typed", ["25 org", "±30", "2 orang", "sekitar 4"])
def test_a_number_that_counts_no_people_has_no_words(typed: str) -> None:
    with pytest.raises(ValueError, match="no whole number"):
        parse_whole(typed)


DAYS = {
    "1/12/2026": dt.date(2026, 12, 1), "31/12/2026": dt.date(2026, 12, 31),
    "01-12-2026": dt.date(2026, 12, 1), "1.12.2026": dt.date(2026, 12, 1),
    "1 12 2026": dt.date(2026, 12, 1), "3 Maret 2026": dt.date(2026, 3, 3),
    "3 maret 2026": dt.date(2026, 3, 3), "3 Mar 2026": dt.date(2026, 3, 3),
    "3 March 2026": dt.date(2026, 3, 3), "March 3, 2026": dt.date(2026, 3, 3),
    "17 Agustus 2026": dt.date(2026, 8, 17), "17 Nopember 2026": dt.date(2026, 11, 17),
    "Selasa, 3 Maret 2026": dt.date(2026, 3, 3), "Jum'at, 4 Desember 2026": dt.date(2026, 12, 4),
    "2026-03-03": dt.date(2026, 3, 3), "2026/03/03": dt.date(2026, 3, 3),
    "３／３／２０２６": dt.date(2026, 3, 3), "٣/٣/٢٠٢٦": dt.date(2026, 3, 3),
}  # fmt: skip
NO_DAYS = {
    "12/31/2026": "month_first", "3-25-2026": "month_first", "1/12/26": "short_year",
    "1 Des 26": "short_year", "1/12/026": "short_year", "32/1/2026": "no_day",
    "30/2/2026": "no_day", "13/13/2026": "no_day", "0/1/2026": "no_day", "1/12": "no_day",
    "besok": "no_day", "3 Foo 2026": "no_day", "Rabu, 3 Maret 2026": "no_day", "2026": "no_day",
    "1/12-2026": "no_day", "03032026": "no_day", "2026-13-01": "no_day",
    "1/12/2026 09.00": "no_day",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "day"), DAYS.items())
def test_a_date_is_read_with_the_day_first(typed: str, day: dt.date) -> None:
    assert parse_day(typed) == day


@pytest.mark.parametrize(("typed", "why"), NO_DAYS.items())
def test_a_date_that_could_be_another_one_is_asked(typed: str, why: str) -> None:
    with pytest.raises(UnclearDay) as unclear:
        parse_day(typed)
    assert unclear.value.why == why


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9.00", 9, 0), ("09:00", 9, 0), ("9", 9, 0), ("0900", 9, 0), ("900", 9, 0),
        ("13.30", 13, 30), ("1530", 15, 30), ("pukul 9.05", 9, 5), ("jam 14", 14, 0),
        ("９：００", 9, 0), ("٠٩٠٠", 9, 0),
    ],
)  # fmt: skip
def test_a_time_is_read_as_it_is_written(typed: str, hour: int, minute: int) -> None:
    assert parse_clock(typed) == dt.time(hour, minute)


@pytest.mark.parametrize(
    "typed", ["", "9.5", "24:00", "9.60", "99", "9 pagi", "9-10", "1e3", "9:5:5", "-9", "09000"]
)
def test_a_time_that_could_be_another_one_is_asked(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_clock(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "123456", " 123 456 ", "123-456", "123–456", "1 2 3 4 5 6", "１２３４５６", "١٢٣٤٥٦",
        "Kode: 123456", "Kode Anda 123 456 berlaku 60 menit", "<123456>", "123\u200b456",
        "ST-2026-654321\n123456", "123.456",
    ],
)  # fmt: skip
def test_a_code_counts_however_it_is_pasted(typed: str) -> None:
    assert six_digits(typed) == "123456"


@pytest.mark.parametrize("typed", ["12345", "1234567", "123456 dan 654321", "abcdef", ""])
def test_what_is_no_code_stays_none(typed: str) -> None:
    assert six_digits(typed) == "".join(typed.split())


@pytest.mark.parametrize(
    "typed",
    [
        "ST-2026-7K4Q20", "st-2026-7k4q20", " st 2026 7k4q20 ", "ST20267K4Q20", "st-2o26-7k4q2o",
        "ST–2026–7K4Q20", "ST-２０２６-7K4Q20", "2026-7K4Q20",
        "ST_2026_7K4Q20", "ST.2026.7K4Q20",
    ],
)  # fmt: skip
def test_a_reference_is_read_however_it_is_typed(typed: str) -> None:
    assert read_reference(typed) == "ST-2026-7K4Q20"


def test_a_reference_of_former_times_is_read_too_and_what_is_none_stays() -> None:
    assert read_reference("st-2026-oo42") == "ST-2026-0042"
    assert read_reference("solok") == "SOLOK"
