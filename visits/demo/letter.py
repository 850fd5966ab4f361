"""The official letter of a delegation of the demo: a PDF of one page, made here and nobody's."""

import io
import textwrap
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name

# A4 in points, its margin, and what one line takes.
_WIDTH, _HEIGHT, _MARGIN, _LINE = 595, 842, 71, 16
_SIGNS_A_LINE = 86


@dataclass(frozen=True)
class Letter:
    """What is written: by whom to whom, its number and day, the paragraphs, who signs."""

    sender: str
    region: str
    number: str
    place_and_day: str
    subject: str
    recipient: str
    paragraphs: tuple[str, ...]
    signer: str
    position: str


def pdf_of(letter: Letter) -> bytes:
    """The letter as a PDF; the same letter gives the same bytes."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(_WIDTH, _HEIGHT))
    page = document.pages[0]
    page.Resources = Dictionary(Font=Dictionary(R=_font("Helvetica"), B=_font("Helvetica-Bold")))
    page.Contents = document.make_stream(_drawn(letter))
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _font(name: str) -> Dictionary:
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), Encoding=Name.WinAnsiEncoding
    )


def _drawn(letter: Letter) -> bytes:
    at = _HEIGHT - _MARGIN
    parts = [
        _text(letter.region.upper(), at, font="B", size=13),
        _text(letter.sender.upper(), at - 18, font="B", size=12),
        f"1.2 w {_MARGIN} {at - 30} m {_WIDTH - _MARGIN} {at - 30} l S".encode(),
    ]
    at -= 62
    lines = [
        (letter.place_and_day, "R"), ("", "R"),
        (f"Nomor      : {letter.number}", "R"),
        ("Lampiran   : -", "R"),
        (f"Perihal     : {letter.subject}", "B"), ("", "R"),
        ("Kepada Yth.", "R"), (letter.recipient, "B"), ("di tempat", "R"), ("", "R"),
        ("Dengan hormat,", "R"), ("", "R"),
    ]  # fmt: skip
    for paragraph in letter.paragraphs:
        lines += [(line, "R") for line in textwrap.wrap(paragraph, _SIGNS_A_LINE)]
        lines.append(("", "R"))
    lines += [(f"{letter.position},", "R"), *[("", "R")] * 4, (letter.signer, "B")]
    for words, font in lines:
        parts.append(_text(words, at, font=font, size=11))
        at -= _LINE
    return b"\n".join(parts)


def _text(words: str, at: int, *, font: str, size: int) -> bytes:
    """The operators that write `words` at that height (ISO 32000-1, 9.4)."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    shown = escaped.encode("cp1252", errors="replace")
    return f"BT /{font} {size} Tf {_MARGIN} {at} Td (".encode() + shown + b") Tj ET"
