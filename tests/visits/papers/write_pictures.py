"""`python -m tests.visits.papers.write_pictures`: pictures of every kind of paper.

In docs/pictures/papers/, of a made-up visit with sixty people whose names are long, Arabic,
Batak or Javanese. No database is needed. Pages have 16 greys: all of them together stay below
1.5 MB.
"""

import datetime as dt
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).resolve().parents[3] / "docs/pictures/papers"
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
NUMBER, CODE = "400.14.1.4/041/DPMPTSP/XI/2026", "q8Zl1I0OxWv3nKd7RtYbUe"
DPI, GREYS = 84, 16
LONG = (
    "Drs. H. Raden Mas Panji Kusumonegoro Adiwinata Soeryaningrat Djojohadikoesoemo, S.H., M.Hum."
)
NAMES = (
    "Ir. Siti Rahma, M.M.",
    "محمد الفاتح بن عبد الرحمن",
    "ᯔᯞᯪᯂ᯲ Simanjuntak",
    LONG,
    "ꦱꦱꦿ Sastro",
)


def papers() -> Iterator[tuple[str, Any]]:
    """The name of each picture, and the data of its paper or papers."""
    from visits.demo.papers import STATIONERY
    from visits.models import PaperKind as Kind
    from visits.models import Stationery
    from visits.papers.contents.facts import Facts
    from visits.papers.contents.gathering import contents_of

    def made(facts: Facts, kind: str, **more: Any) -> dict[str, Any]:
        given = {"number": NUMBER, "code": CODE, "now": facts.now, "facts": facts, **more}
        return contents_of(facts.visit, kind, **given)

    ahead, over = sixty(""), sixty("delegation")
    yield "surat-balasan", made(ahead, Kind.REPLY)
    yield "surat-balasan-elektronik", made(ahead, Kind.REPLY, signature="electronic")
    yield "surat-balasan-waktu-lain", made(sixty("other_date"), Kind.REPLY)
    serif = Stationery(
        line_1=ahead.stationery.line_1, line_2=ahead.stationery.line_2, place="Batam", sheet="f4",
        face="serif", points=12, rule="thick_thin", addressee_right=True,
    )  # fmt: skip
    yield (
        "surat-tolak-f4-konsep",
        made(replace(sixty("decline"), stationery=serif), Kind.REPLY, draft=True),
    )
    yield "susunan-acara", made(ahead, Kind.RUNDOWN)
    yield "daftar-hadir", made(ahead, Kind.ATTENDANCE)
    yield "surat-keterangan", made(over, Kind.CERTIFICATE)
    yield (
        "surat-keterangan-perorangan",
        made(over, Kind.CERTIFICATE, participant=over.participants[3], signature="electronic"),
    )
    yield "visum", [made(over, Kind.VISUM, participant=person) for person in over.participants[1:3]]
    for layout, block in (("pmk", 2), ("eight", 3)):
        sheet = Stationery(**STATIONERY, visum_layout=layout, visum_block=block)
        yield (
            f"visum-{layout}",
            made(replace(over, stationery=sheet), Kind.VISUM, participant=over.participants[3]),
        )
    yield "surat-tugas", made(ahead, Kind.ORDER)
    yield "tanda-nama", made(ahead, "badges")


def sixty(situation: str) -> Any:
    """A made-up visit of sixty in that situation (contents/sample.py)."""
    from visits.demo.papers import SIGNATORIES, STATIONERY
    from visits.models import (
        Host,
        PaperForm,
        PaperKind,
        Participant,
        Presence,
        Signatory,
        Stationery,
    )
    from visits.papers.contents.facts import House
    from visits.papers.contents.sample import sample_facts

    signer = Signatory(**SIGNATORIES[0])
    house = House(
        host=Host(name="Mal Pelayanan Publik Batam", office="DPMPTSP Kota Batam"),
        stationery=Stationery(**STATIONERY),
        forms={kind: PaperForm(kind=kind, signatory=signer) for kind in PaperKind.values},
        language="id",
        zone=ZoneInfo("Asia/Jakarta"),
        now=NOW,
    )
    house.forms[PaperKind.REPLY].copies_to = "Wali Kota Batam\nKepala Bagian Umum"
    facts = sample_facts(house, situation)
    people = tuple(
        Participant(
            pk=number, visit=facts.visit, number=number, grade="III/d",
            name=NAMES[number - 1] if number <= len(NAMES) else f"Peserta Nomor {number}, S.E.",
            position="Kepala Bidang Penyelenggaraan Pelayanan" if number % 4 == 1 else "Staf",
            nip=f"1970010119950310{number:02}" if number % 3 else "",
        )
        for number in range(1, 61)
    )  # fmt: skip
    session = facts.session
    present = {
        person.pk: Presence(
            participant=person,
            visit=facts.visit,
            came_at=session.starts_at,
            left_at=session.ends_at,
        )
        for person in people
        if facts.present and session
    }
    return replace(facts, participants=people, present=present)


def main() -> None:
    """Draw all of them anew; the first two pages of each."""
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DEMO="1")
    import django

    django.setup()
    from PIL import Image

    from visits.papers.typesetting.rendering import pictures

    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name, told in papers():
        drawn = pictures(told if isinstance(told, list) else [told], points_an_inch=DPI)
        for number, page in enumerate(drawn[:2], 1):
            small = Image.open(io.BytesIO(page)).convert("L").quantize(GREYS)
            path = FOLDER / (f"{name}.png" if number == 1 else f"{name}-{number}.png")
            small.save(path, optimize=True)
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    sys.stdout.write(f"{size / 1e6:.2f} MB in {FOLDER}\n")


if __name__ == "__main__":
    main()
