"""A PDF read back: its text, its tags, its fonts."""

import io
import re
import unicodedata

import pikepdf
from pypdf import PdfReader


def words_of(made: bytes) -> str:
    """The text of all pages, every run of white space one blank."""
    pages = PdfReader(io.BytesIO(made)).pages
    return flat(" ".join(page.extract_text() for page in pages))


def flat(text: str) -> str:
    """`text` as words_of gives it."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).replace("\u200b", "")).strip()


def tags_of(made: bytes) -> list[str]:
    """The types of all elements of the tag tree, in reading order."""
    found: list[str] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    with pikepdf.open(io.BytesIO(made)) as opened:
        walk(opened.Root["/StructTreeRoot"])
    return found


def embedded_fonts(made: bytes) -> dict[str, bool]:
    """The fonts that the file names, and whether each is in it."""
    found: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(made)) as opened:
        for each in opened.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                held = any(name in each for name in ("/FontFile", "/FontFile2", "/FontFile3"))
                found[str(each["/FontName"])] = held
    return found
