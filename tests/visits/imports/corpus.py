"""A thousand made-up rows as offices keep them, with the right values beside each (seeded)."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from visits.language.numbers import spelled
from visits.reference.names import rows as data_rows

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
FIRST, LAST = dt.date(2019, 1, 1), dt.date(2026, 6, 30)
HEADS = (
    *("No.", "Hari/Tanggal Kunjungan", "Nama Instansi", "Kab/Kota Asal", "Jml Peserta (org)"),
    *("Maksud dan Tujuan", "Pimpinan Rombongan", "No. Surat", "Ket."),
)
OFFICES = (
    *("DPMPTSP", "Dinas Kesehatan", "Bappeda", "DPRD", "Dinas Komunikasi dan Informatika"),
    *("Inspektorat", "BKPSDM", "Sekretariat Daerah", "Dinas Perhubungan"),
)
PURPOSES = ("Studi tiru MPP", "Belajar pelayanan perizinan", "Kaji banding SKM", "Konsultasi MPP")
LEADERS = ("Drs. H. Ahmad Yani, M.Si", "Ir. Siti Rahma", "Budi Hartono, S.STP", "")


@dataclass
class Made:
    """What a line holds, and what must come of it: `kind` is clear, unclear, refused or passed."""

    cells: list[Any]
    kind: str
    first: dt.date | None = None
    last: dt.date | None = None
    region: str = ""
    people: int = 0
    institution: str = ""
    what: str = ""


@dataclass
class Corpus:
    """A sheet: its lines from the first on, of which those by `number` are looked at."""

    lines: list[list[Any]] = field(default_factory=list)
    made: dict[int, Made] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, one: Made) -> None:
        """One more line; blank ones are not counted among those made."""
        self.lines.append(one.cells)
        if one.cells:
            self.made[len(self.lines)] = one

    def of(self, kind: str) -> dict[int, Made]:
        """Those of one kind, by their numbers."""
        return {number: one for number, one in self.made.items() if one.kind == kind}


def _dates(day: dt.date) -> list[Any]:
    """One day as people write it; a date of the spreadsheet's own and its bare number too."""
    d, m, y = day.day, day.month, day.year
    month, short, weekday = MONTHS[m - 1], SHORT[m - 1], DAYS[day.weekday()]
    return [
        *(f"{d} {month} {y}", f"{d:02} {month.upper()} {y}", f"{weekday}, {d} {month} {y}"),
        *(f"{d:02}/{m:02}/{y % 100:02}", f"{d}/{m}/{y}", f"{d}-{m}-{y}", f"{d:02}.{m:02}.{y}"),
        *(f"{weekday}, {d}-{m}-{y}", f"{weekday.lower()} / {d} {month.lower()} {y}"),
        *(f"{d} {short} {y % 100:02}", f"{d}-{short}-{y}", f"{y}-{m:02}-{d:02}", day),
        *(f"Tgl. {d} {month} {y}", f"{d} {month} {y} pukul 09.00 WIB", f"{d}/{ROMAN[m - 1]}/{y}"),
        *((day - dt.date(1899, 12, 30)).days, f"{d}  {month}   {y} ", f"{month} {d}, {y}"),
        f"{d} {month} '{y % 100:02}",
    ]


def _ranges(first: dt.date, last: dt.date) -> list[str]:
    a, b, month, y = first.day, last.day, MONTHS[last.month - 1], last.year
    days = f"{DAYS[first.weekday()]} s.d. {DAYS[last.weekday()]}"
    if first.month != last.month:
        return [f"{a} {MONTHS[first.month - 1]} s.d. {b} {month} {y}"] if first.year == y else []
    return [
        *(f"{a} s.d. {b} {month} {y}", f"{a}-{b} {month} {y}", f"{a} – {b} {month} {y}"),
        *(f"{days}, {a} s/d {b} {month} {y}", f"{a:02}-{b:02}/{first.month:02}/{y}"),
        *(f"{a} sd {b} {month} {y}", f"{first:%d/%m/%Y} - {last:%d/%m/%Y}"),
        *(f"{a} sampai dengan {b} {month} {y}", f"{first} s.d. {last}"),
    ]


def _people(n: int) -> list[Any]:
    return [
        *(n, str(n), f"{n} org", f"{n} orang", f"±{n}", f"± {n} orang", f"{n} Orang"),
        *(spelled(n), f"{spelled(n).capitalize()} orang", f"{n} ({spelled(n)}) orang"),
        *(f"kurang lebih {n}", f"{n} peserta", float(n)),
    ]


def corpus(rows: int = 1000, *, seed: int = 22, dates_as_such: bool = True) -> Corpus:
    """`rows` lines below heads; without `dates_as_such` none that only a workbook can hold."""
    rng = random.Random(seed)
    regions = [row for row in data_rows("regions.csv") if row["province"]]
    names: dict[str, int] = {}
    for row in regions:
        names[row["name"]] = names.get(row["name"], 0) + 1
    made = Corpus()
    for title in (["REKAP KUNJUNGAN STUDI TIRU"], ["MPP KOTA BATAM"], []):
        made.lines.append(title)
    made.lines.append(list(HEADS))
    made.add(Made([f"({n})" for n in range(1, len(HEADS) + 1)], "passed", what="numbers"))
    used: set[tuple[dt.date, str, str]] = set()
    count = 0
    while count < rows:
        one = _line(rng, regions, names, count + 1, dates_as_such, used)
        made.add(one)
        count += 1
        for extra in _between(rng, count):
            made.add(extra)
    for extra in (
        ["", "JUMLAH", "", "", 12345],
        [],
        ["Catatan: data tahun 2019 dari buku tamu"],
        *(["", "", "", "", "", "Batam, 30 Juni 2026"], ["", "", "", "", "", "Mengetahui,"]),
        *(["", "", "", "", "", "Kepala Dinas"], ["", "", "", "", "", "Rahmat, S.E., M.M."]),
    ):
        made.add(Made(extra, "passed", what="below"))
    return made


def _between(rng: random.Random, count: int) -> list[Made]:
    def passed(cells: list[Any], what: str) -> Made:
        return Made(cells, "passed", what=what)

    found = []
    if count % 40 == 0:
        found += [
            passed([], "blank"),
            passed(["", "Jumlah", "", "", rng.randint(100, 900), "", "", "", ""], "total"),
            passed(["SUB TOTAL", "", "", "", rng.randint(100, 900)], "total"),
        ]
    if count % 60 == 0:
        found.append(passed(list(HEADS), "heads"))
    if count % 50 == 0:
        found.append(
            passed([f"BULAN {rng.choice(MONTHS).upper()} {rng.randint(2019, 2026)}"], "caption")
        )
    if count % 90 == 0:
        found.append(passed(["* angka sementara"], "note"))
        found.append(passed([count + 5000], "empty"))
    return found


def _line(
    rng: random.Random,
    regions: list[dict[str, str]],
    names: dict[str, int],
    number: int,
    dates_as_such: bool,
    used: set[tuple[dt.date, str, str]],
) -> Made:
    while True:
        region = rng.choice(regions)
        office = rng.choice(OFFICES)
        first = FIRST + dt.timedelta(days=rng.randrange((LAST - FIRST).days))
        if (first, office, region["code"]) not in used:
            break
    used.add((first, office, region["code"]))
    kind = {"regency": "Kabupaten", "city": "Kota"}[region["kind"]]
    short = {"regency": "Kab.", "city": "Kota"}[region["kind"]]
    institution = f"{office} {rng.choice((kind, short))} {region['name']}"
    people = rng.randint(2, 75)
    last = first
    dates = [date for date in _dates(first) if dates_as_such or isinstance(date, (str, int))]
    date: Any = rng.choice(dates)
    if rng.random() < 0.15:
        end = first + dt.timedelta(days=rng.randint(1, 4))
        if choices := _ranges(first, end):
            date, last = rng.choice(choices), end
    where = rng.choice((f"{kind} {region['name']}", f"{short} {region['name']}", ""))
    cells = [
        *(number, date, institution, where, rng.choice(_people(people)), rng.choice(PURPOSES)),
        *(rng.choice(LEADERS), f"005/{number}/{first.year}", ""),
    ]
    one = Made(cells, "clear", first, last, region["code"], people, institution)
    if number % 8 == 0:
        spoil = SPOILS[(number // 8) % len(SPOILS)]
        spoil(rng, one, region, names)
    return one


def _weekday(rng: random.Random, one: Made, region: dict[str, str], names: dict[str, int]) -> None:
    assert one.first
    day = one.first
    other = DAYS[(day.weekday() + rng.randint(1, 6)) % 7]
    one.cells[1] = f"{other}, {day.day} {MONTHS[day.month - 1]} {day.year}"
    one.kind, one.what = "unclear", "weekday"


def _twice_named(
    rng: random.Random, one: Made, region: dict[str, str], names: dict[str, int]
) -> None:
    one.cells[2], one.cells[3] = "Rombongan studi tiru", rng.choice(("Solok", "Bandung", "Bogor"))
    one.kind, one.what = "unclear", "two regions of one name"


def _contradiction(
    rng: random.Random, one: Made, region: dict[str, str], names: dict[str, int]
) -> None:
    one.cells[2], one.cells[3] = "DPMPTSP Kota Solok", "Kabupaten Solok"
    one.kind, one.what = "unclear", "institution against region"


def _set(column: int, kind: str, *texts: Any) -> Callable[..., None]:
    def spoil(rng: random.Random, one: Made, region: Any, names: Any) -> None:
        one.cells[column] = rng.choice(texts)
        one.kind, one.what = kind, f"{column}: {one.cells[column]!r}"

    return spoil


def _clear_by_institution(
    rng: random.Random, one: Made, region: dict[str, str], names: dict[str, int]
) -> None:
    one.cells[2], one.cells[3] = "Dinas Sosial Kota Solok", "Solok"
    one.institution, one.region, one.what = "Dinas Sosial Kota Solok", "13.72", "by institution"


def _nobody(rng: random.Random, one: Made, region: dict[str, str], names: dict[str, int]) -> None:
    """Without an institution it looks like what stands below a table: a place, a date, a sum."""
    assert one.first
    day = one.first
    one.cells[1] = f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
    one.cells[2], one.cells[3], one.cells[4] = "", "", f"{one.people} orang"
    one.kind, one.what = "refused", "nobody"


SPOILS: tuple[Callable[..., None], ...] = (
    _weekday,
    _twice_named,
    _contradiction,
    _clear_by_institution,
    _set(4, "unclear", "20-25", "30 s/d 35 orang", "15 L / 10 P", "banyak", "20 atau 25"),
    _set(4, "refused", "", "-", None),
    _set(1, "unclear", "Maret 2024", "minggu ke-2 Maret 2024", "31 Februari 2023", "menyusul"),
    _set(1, "unclear", "3 Maret 2204", "12/05/2031", "30-2-2022", "5-2 Maret 2024"),
    _set(1, "unclear", "", None),
    _set(3, "unclear", "Kab. Bandunk Baratt", "Negeri Sembilan, Malaysia", "Singapura"),
    _set(8, "unclear", "Batal", "DITUNDA", "reschedule ke tahun depan", "tidak jadi hadir"),
    _set(2, "refused", "", "-"),
    _nobody,
    _set(4, "unclear", "0", "12.5", "1500 orang", "25,5"),
)
