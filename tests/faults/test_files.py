"""Files made to exhaust their reader: eight at once, in several processes, cost what two cost."""

import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from tests import pdfs
from tests.visits.confined.test_pdfs import PACKED, nested
from tests.visits.confined.test_pictures import with_chunk
from tests.visits.people.test_participant_lists import repacked
from visits.confined import child, running
from visits.confined.pictures import MOST_PIXELS

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTE = 1024 * 1024
PROCESSES, THREADS = 2, 4


@dataclass(frozen=True)
class Seen:
    """What eight checks cost: readers at a time, their memory, the processes' own, seconds."""

    outcomes: dict[str, int]
    readers: int
    memory: int
    grown: int
    seconds: float


def png(mode: str, pixels: int) -> bytes:
    side = int(pixels**0.5)
    out = io.BytesIO()
    Image.new(mode, (side, side)).save(out, "PNG")
    return out.getvalue()


def progressive() -> bytes:
    """A JPEG of as many pixels as may be, which its decoder must hold whole."""
    dice = random.Random(1)
    small = Image.frombytes("RGB", (200, 200), dice.randbytes(120_000))
    out = io.BytesIO()
    large = small.resize((4400, 4400))
    large.save(out, "JPEG", quality=50, progressive=True, subsampling=0)
    return out.getvalue()


def many_objects() -> bytes:
    def change(document: object) -> None:
        made = [document.make_indirect(Dictionary(A=n, B=[1, 2])) for n in range(100_000)]  # type: ignore[attr-defined]
        document.Root[Name.Many] = made  # type: ignore[attr-defined]

    return pdfs.page(change, **PACKED)


def workbook(sheet: bytes) -> bytes:
    return repacked(**{"xl/worksheets/sheet1.xml": sheet}).read()


def strings() -> bytes:
    """A workbook whose shared strings are all there is to it."""
    many = b"<si><t>a</t></si>" * 400_000
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return repacked(**{"xl/sharedStrings.xml": head + many + b"</sst>"}).read()


def slides() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<p/>")
        archive.writestr("ppt/media/image1.png", bytes(390 * MEGABYTE))
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "palette.png": lambda: png("P", MOST_PIXELS),
    "transparent.png": lambda: png("RGBA", MOST_PIXELS),
    "too-many-pixels.png": lambda: png("RGBA", 60_000_000),
    "profile.png": lambda: with_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200 * MEGABYTE))),
    "progressive.jpg": progressive,
    "objects.pdf": many_objects,
    "deep.pdf": lambda: nested(400_000),
    "zeros.pptx": slides,
    "lines.csv": lambda: b"a;b\n" * 250_000,
    "blank.csv": lambda: b"Nama\n" + b"\n" * 1_000_000,
    "commas.csv": lambda: b"," * 1_000_000,
    "nested.xlsx": lambda: workbook(b"<a>" * 900_000 + b"</a>" * 900_000),
    "cells.xlsx": lambda: workbook(b"<worksheet><sheetData><row>" + b"<c/>" * 1_900_000),
    "strings.xlsx": strings,
}


def descendants(pids: set[int]) -> set[int]:
    found = set(pids)
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")")[-1].split()[1]
                )
            except (OSError, ValueError):
                continue
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - pids


def resident(pid: int) -> int:
    """In bytes; 0 for one that is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def eight_at_once(path: Path) -> Seen:
    command = [sys.executable, "-m", "tests.faults.files_script", str(path), str(THREADS)]
    environment = os.environ | {"DEMO": "1", "DATA_DIR": str(path.parent), "REDIS_URL": ""}
    began = time.monotonic()
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    readers = memory = 0
    while any(process.poll() is None for process in started):
        inner = descendants({process.pid for process in started})
        readers = max(readers, len(inner))
        memory = max(memory, sum(resident(pid) for pid in inner))
        time.sleep(0.01)
    said = [json.loads(process.communicate()[0]) for process in started]
    outcomes: dict[str, int] = {}
    for one in said:
        for name, count in one["outcomes"].items():
            outcomes[name] = outcomes.get(name, 0) + count
    grown = max(one["grown"] for one in said)
    return Seen(outcomes, readers, memory // MEGABYTE, grown, time.monotonic() - began)


@pytest.mark.slow
@pytest.mark.machine_clock
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("name", FILES)
def test_eight_at_once_cost_no_more_than_two(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    size = path.stat().st_size // MEGABYTE
    seen = eight_at_once(path)
    print(f"{name}: {path.stat().st_size} octets; {seen}")  # noqa: T201 - the figures of the proof
    assert sum(seen.outcomes.values()) == PROCESSES * THREADS
    assert seen.readers <= running.MOST_AT_ONCE
    assert seen.memory <= running.MOST_AT_ONCE * child.MOST_MEMORY // MEGABYTE
    # A web process holds the bytes of each file, and what a list of lines takes.
    assert seen.grown <= 30 + THREADS * 4 * size
    assert seen.seconds < PROCESSES * THREADS * running.LONGEST / running.MOST_AT_ONCE
