"""Whether a PDF is all there: a cut-off one can often be opened, and shows fewer pages."""

import re

import pikepdf

from visits.confined.verdicts import Refused, Verdict

_REFERENCE = re.compile(rb"(\d{1,7}) (\d{1,5}) R\b")
_OBJECT = re.compile(rb"(?<![A-Za-z0-9])\d{1,7}\s+\d{1,5}\s+obj\b")
# A table that is packed as an object is found by its place (7.5.8).
_TABLE = re.compile(rb"(?<!\d)\d{1,7} \d{1,5} obj\s*<<[^\0]{0,400}?/Type\s*/XRef\b")
_PLACE = re.compile(rb"startxref\s+0*[1-9]\d*\s")
_TAIL = 2048
_STREAM, _STREAM_ENDS = re.compile(rb"stream[ \t]*(?:\r\n?|\n)"), b"endstream"


def with_end(content: bytes) -> bytes:
    """The content with its last lines again, where only they are lost and a packed table is not."""
    if b"startxref" in content[-_TAIL:]:
        return content
    tables = list(_TABLE.finditer(content))
    if not tables or not content.rstrip().endswith(b"endobj"):
        return content
    return content.rstrip() + b"\nstartxref\n%d\n%%%%EOF\n" % tables[-1].start()


def check_whole(document: pikepdf.Pdf, content: bytes, *, broken: bool) -> None:
    """Raise Refused where it has no page, or is `broken` because something of it is missing.

    What has its end is all there; what has none, only if nothing that is referred to is missing.
    """
    if not len(document.pages):
        raise Refused(Verdict.UNREADABLE)
    if not broken or _has_its_end(content):
        return
    if _OBJECT.search(content, content.rfind(b"endobj") + 1):
        raise Refused(Verdict.UNREADABLE)
    packed = [
        held.read_bytes()
        for held in document.objects
        if isinstance(held, pikepdf.Stream) and held.get("/Type") == "/ObjStm"
    ]
    for said in (outside_streams(content), *packed):
        for number, generation in set(_REFERENCE.findall(said)):
            if document.get_object(int(number), int(generation)) is None:
                raise Refused(Verdict.UNREADABLE)


def _has_its_end(content: bytes) -> bool:
    """Whether it says where its table is, and no object follows; 0 stands at the end of a part."""
    at = content.rfind(b"startxref")
    found = _PLACE.match(content, at) if at >= 0 else None
    return found is not None and not _OBJECT.search(content, at)


def outside_streams(content: bytes) -> bytes:
    """The bytes without what is in streams."""
    pieces, place = [], 0
    while begins := _STREAM.search(content, place):
        ends = content.find(_STREAM_ENDS, begins.end())
        if ends < 0:
            break
        pieces.append(content[place : begins.end()])
        place = ends + len(_STREAM_ENDS)
    return b"".join([*pieces, content[place:]])
