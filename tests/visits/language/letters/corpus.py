"""Made-up letters in the forms that Indonesian offices use, each with what is right about it.

Every letter takes the next of each list, whose lengths have no common divisor: so the forms meet
one another in ever new pairs. Names of people are in none.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

TODAY = dt.date(2026, 11, 28)


@dataclass(frozen=True)
class Made:
    """A letter's text, and what it says; "" and None where it says nothing that is sure."""

    text: str
    number: str
    date: dt.date | None
    institution: str
    people: int | None


# The letterhead's lines, and the sender.
HEADS = [
    (
        ["PEMERINTAH KABUPATEN SOLOK", "DINAS PENANAMAN MODAL DAN PELAYANAN TERPADU SATU PINTU"],
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kabupaten Solok",
    ),
    (["PEMERINTAH KOTA TOMOHON", "SEKRETARIAT DAERAH"], "Sekretariat Daerah Kota Tomohon"),
    (
        ["PEMERINTAH PROVINSI KALIMANTAN TIMUR", "DINAS KESEHATAN"],
        "Dinas Kesehatan Provinsi Kalimantan Timur",
    ),
    (
        ["DEWAN PERWAKILAN RAKYAT DAERAH", "KABUPATEN LUWU UTARA"],
        "Dewan Perwakilan Rakyat Daerah Kabupaten Luwu Utara",
    ),
    (
        ["KEMENTERIAN AGAMA REPUBLIK INDONESIA", "KANTOR KEMENTERIAN AGAMA KOTA PADANG"],
        "Kementerian Agama Republik Indonesia Kantor Kementerian Agama Kota Padang",
    ),
    (["KOMISI PEMILIHAN UMUM", "KOTA BATAM"], "Komisi Pemilihan Umum Kota Batam"),
    (["UNIVERSITAS RIAU KEPULAUAN"], "Universitas Riau Kepulauan"),
]
# As it stands on the letter, and as it is kept; "" where none is whole.
NUMBERS = [
    ("005/123/DPMPTSP/XI/2026", "005/123/DPMPTSP/XI/2026"),
    ("400.14.1.4/041/DPMPTSP/XI/2026", "400.14.1.4/041/DPMPTSP/XI/2026"),
    ("B-041/KPU-BTM/XI/2026", "B-041/KPU-BTM/XI/2026"),
    ("800 / 77 / BKPSDM / 2026", "800/77/BKPSDM/2026"),
    ("W32-U4/1123/HM.02/11/2026", "W32-U4/1123/HM.02/11/2026"),
    ("005/12/BAG. ORG/2026", "005/12/BAG. ORG/2026"),
    ("170/88-DPRD/2026", "170/88-DPRD/2026"),
    ("041/DPMPTSP/XI/2026.", "041/DPMPTSP/XI/2026"),
    ("005/        /DPMPTSP/XI/2026", ""),
    ("005/...../SETDA/2026", ""),
    ("B. 1204/Kk.03.1/OT.01/11/2026", "B. 1204/Kk.03.1/OT.01/11/2026"),
]
DATES = [
    ("25 November 2026", dt.date(2026, 11, 25)),
    ("3 Nopember 2026", dt.date(2026, 11, 3)),
    ("7 Okt 2026", dt.date(2026, 10, 7)),
    ("17-11-2026", dt.date(2026, 11, 17)),
    ("09/11/2026", dt.date(2026, 11, 9)),
    ("1 Pebruari 2026", dt.date(2026, 2, 1)),
    ("       November 2026", None),
    ("25 November 2027", None),
]
LABELS = [
    ("Nomor", "Sifat", "Lampiran", "Hal"),
    ("No.", "Sifat", "Lamp.", "Perihal"),
    ("NOMOR", "SIFAT", "LAMPIRAN", "HAL"),
    ("Nomor", "Derajat", "Lampiran", "Perihal"),
    ("N o m o r", "Sifat", "Lampiran", "H a l"),
]
PEOPLE = [
    ("dengan jumlah peserta sebanyak 25 (dua puluh lima) orang", 25),
    ("dengan rombongan berjumlah 30 orang", 30),
    ("yang akan diikuti oleh 12 (dua belas) orang peserta", 12),
    ("Jumlah peserta : 40 orang", 40),
    ("bersama sebelas (11) orang", 11),
    ("yang terdiri atas 5 orang pimpinan dan 15 orang staf, seluruhnya 20 orang", 20),
    ("yang terdiri atas 5 orang pimpinan dan 15 orang staf", None),
    ("sebanyak 25 (dua puluh enam) orang", None),
    ("dengan jumlah peserta menyusul", None),
    ("selama 2 (dua) hari dengan 3 buah kendaraan", None),
    ("sebanyak 24 orang (daftar terlampir)", 24),
    ("dengan kekuatan ± 35 orang", 35),
    ("sebanyak seratus dua puluh (120) orang", 120),
]
_ADDRESS = "Jalan Jenderal Sudirman No. 12, Telp. (0755) 31234, e-mail: kantor@example.go.id"
_BODY = (
    "Dengan hormat,\n"
    "Sehubungan dengan Surat Edaran Nomor 5 Tahun 2025 tanggal 2 Januari 2025 dan surat Saudara\n"
    "Nomor 005/999/MPP/I/2026 tanggal 5 Januari 2026, kami bermaksud melaksanakan studi tiru pada\n"
    "hari Selasa, 8 Desember 2026 {people}.\n"
    "Demikian disampaikan, atas perhatian Saudara kami ucapkan terima kasih.\n"
)
_TO = ["Kepada", "Yth. Kepala DPMPTSP Kota Batam", "di", "Batam"]


def _one_column(labels: tuple[str, ...], number: str, date: str) -> str:
    values = (number, "Biasa", "1 (satu) berkas", "Permohonan Studi Tiru")
    rows = [f"{label} : {value}" for label, value in zip(labels, values, strict=True)]
    return "\n".join([f"Arosuka, {date}", *rows, *_TO])


def _two_columns(labels: tuple[str, ...], number: str, date: str) -> str:
    values = (number, "Biasa", "-", "Permohonan Studi Tiru")
    rows = [
        f"{label:<10}: {value:<40}      {right}"
        for label, value, right in zip(labels, values, _TO, strict=True)
    ]
    return "\n".join([f"{'':60}Arosuka, {date}", *rows])


def _date_beside(labels: tuple[str, ...], number: str, date: str) -> str:
    rows = [f"{labels[0]} : {number} Tanjung Selor, {date}", f"{labels[1]} : Penting"]
    return "\n".join([*rows, f"{labels[3]} : Kunjungan Kerja", *_TO])


def _columns_apart(labels: tuple[str, ...], number: str, date: str) -> str:
    values = (number, "Biasa", "-", "Permohonan Studi Banding")
    return "\n".join([f"Arosuka, {date}", *labels, *(f": {v}" for v in values), *_TO])


def _label_alone(labels: tuple[str, ...], number: str, date: str) -> str:
    return "\n".join([f"{labels[0]}:", number, f"Tanggal : {date}", *_TO])


def _order(labels: tuple[str, ...], number: str, date: str) -> str:
    return f"SURAT TUGAS\nNOMOR : {number}\nTanggal {date}"


LAYOUTS = [_one_column, _two_columns, _date_beside, _columns_apart, _label_alone, _order]
MOST = 180


def letters() -> Iterator[Made]:
    """All of them, in their order."""
    for place in range(MOST):
        head, sender = HEADS[place % len(HEADS)]
        number, kept = NUMBERS[place % len(NUMBERS)]
        date, day = DATES[place % len(DATES)]
        words, people = PEOPLE[place % len(PEOPLE)]
        layout = LAYOUTS[(place // 3) % len(LAYOUTS)]
        top = layout(LABELS[place % len(LABELS)], number, date)
        text = "\n".join([*head, _ADDRESS, top, _BODY.format(people=words)])
        yield Made(text, kept, day, sender, people)
