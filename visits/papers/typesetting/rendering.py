"""PDF and pictures of papers: data in, bytes out.

The data are handed to typst as a file of JSON beside its sources, all of them in memory: nothing in
them is ever read as markup, and nothing is read from disk or network but the vendored fonts.
typst runs in the calling process, since what it compiles is our own source (docs/decisions/0190).
"""

import base64
import datetime as dt
import functools
import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.core.files.storage import default_storage

from visits.papers.typesetting.codes import qr
from visits.papers.typesetting.glyphs import FONTS, printable

if TYPE_CHECKING:
    import typst

# What of a paper's data is no text: its emblem, and drawings (SVG by the name its blocks use).
_PICTURES = ("logo", "drawings")
SOURCES = Path(__file__).resolve().parents[1] / "typst"
# ISO 14289-1: what a screen reader needs; typst refuses to write what breaks it.
STANDARD: Literal["ua-1"] = "ua-1"


def pdf(kind: str, data: Mapping[str, Any]) -> bytes:
    """The paper of that kind with these data (contents/) as PDF/UA-1; same data, same bytes.

    Raises ValueError where `data` are those of another kind.
    """
    if data["kind"] != kind:
        raise ValueError(f"these are the data of {data['kind']}, not of {kind}")
    return together([data])


def together(papers: Sequence[Mapping[str, Any]]) -> bytes:
    """Several papers in one PDF, each with its own sheet, letterhead and page numbers.

    Visum sheets that follow each other and show the host's block alone stand two to a page where
    the stationery says so. Raises ValueError where there is no paper.
    """
    import typst  # heavy: docs/decisions/0231

    made: bytes = typst.compile(
        _files(papers), font_paths=_fonts(), format="pdf", pdf_standards=STANDARD,
        timestamp=_moment(papers),
    )  # fmt: skip
    return made


def picture(data: Mapping[str, Any], *, points_an_inch: int = 96) -> bytes:
    """The first page of a paper as PNG, for a look at it on a screen."""
    return pictures([data], points_an_inch=points_an_inch)[0]


def pictures(papers: Sequence[Mapping[str, Any]], *, points_an_inch: int = 96) -> list[bytes]:
    """All pages of these papers, as `together` would set them, as PNG."""
    import typst  # heavy: docs/decisions/0231

    pages: Any = typst.compile(
        _files(papers), font_paths=_fonts(), format="png", ppi=points_an_inch
    )
    # One page comes alone.
    return pages if isinstance(pages, list) else [pages]


def signature_block(data: Mapping[str, Any]) -> dict[str, float] | None:
    """Where the block of an electronic signature stands: page from 1, points from below left.

    None on a paper that has none.
    """
    import typst  # heavy: docs/decisions/0231

    found: Any = typst.query(
        _files([data]), "<block-of-signature>", field="value", font_paths=_fonts()
    )
    places = json.loads(found) if isinstance(found, str | bytes) else found
    if not places:
        return None
    at = places[0]
    return {
        "page": at["page"],
        "x": at["x"],
        "y": at["sheet"] - at["y"] - at["height"],
        "width": at["width"],
        "height": at["height"],
    }


@functools.cache
def _fonts() -> "typst.Fonts":
    """Ours alone: neither the machine's nor those that typst brings."""
    import typst  # heavy: docs/decisions/0231

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


@functools.cache
def _sources() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(SOURCES.glob("*.typ"))}


def _files(papers: Sequence[Mapping[str, Any]]) -> Any:
    """What typst sees: the sources, the data, and the pictures that the data name."""
    if not papers:
        raise ValueError("no paper")
    files: dict[str, bytes] = {**_sources()}
    told = []
    files["main"] = files.pop("main.typ")
    for number, data in enumerate(papers):
        shown = printable({k: value for k, value in data.items() if k not in _PICTURES})
        files |= {name: drawn.encode() for name, drawn in data.get("drawings", {}).items()}
        if logo := _logo(data.get("logo", "")):
            shown["logo"] = data["logo"].replace("/", "-") + ".svg"
            files[shown["logo"]] = logo
        if data.get("check"):
            shown["qr"] = f"qr-{number}.svg"
            files[shown["qr"]] = qr(data["check"]["link"])
        told.append(shown)
    files["papers.json"] = json.dumps(told, ensure_ascii=False).encode()
    return files


@functools.lru_cache(maxsize=4)
def _logo(name: str) -> bytes:
    """The host's logo of that name in the storage, as SVG; nothing where it is gone.

    typst takes files from memory that are text alone, and says of a PNG that it is no UTF-8.
    """
    # Each upload has a name of its own (files/logos.py), so what was read stays true.
    if not name or not default_storage.exists(name):
        return b""
    with default_storage.open(name) as file:
        png = bytes(file.read())
    # A PNG says its size in the first of its chunks; every upload is stored as one.
    width, height = struct.unpack(">II", png[16:24])
    size = f'width="{width}" height="{height}"'
    drawn = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{drawn}"/></svg>'
    ).encode()


def _moment(papers: Sequence[Mapping[str, Any]]) -> int:
    """When the newest of them was issued (or made, a draft), in seconds since 1970."""
    return max(int(dt.datetime.fromisoformat(data["issued_at"]).timestamp()) for data in papers)
