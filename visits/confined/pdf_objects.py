"""What the objects of a PDF do: whether one runs, starts, plays, holds or reaches anything.

ISO 32000-2, 12.6 (actions) and 7.11 (files).
"""

import re
from typing import Any

import pikepdf

from visits.confined.links import harmless
from visits.confined.verdicts import Refused, Verdict

_MOST_OBJECTS = 300_000

_STARTS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
    "/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute", "/GoToDp",
})  # fmt: skip
_PLAYED = frozenset({"/RichMedia", "/Movie", "/Sound", "/3D", "/Screen", "/FileAttachment", "/PS"})
_HOLDS = frozenset({
    "/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/EmbeddedFile", "/XFA", "/RichMediaContent",
})  # fmt: skip
_DRAWINGS = frozenset({"/Form", "/Image"})
_NAMES_A_FILE = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix"})
# What a document may do when it is opened, or a page when it is turned to.
_TURNS_PAGES = frozenset({"/GoTo", "/Named"})
_PAGES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
# Most objects hold none of these, and need no closer look.
_WORTH_A_LOOK = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoTo[RE3D]\w*|Rendition|Movie|Sound|RichMedia\w*|"
    rb"3D|Screen|FileAttachment|PS|EF|EmbeddedFiles?|XFA|OpenAction|AA|URI|FS|U?F|DOS|Mac|Unix)"
    rb"(?![A-Za-z])"
)


def check_document(document: pikepdf.Pdf) -> None:
    """Look at every object that the document has, used or not; raises Refused."""
    if len(document.objects) > _MOST_OBJECTS:
        raise Refused(Verdict.TOO_LARGE)
    _check_object(document.trailer)
    for held in document.objects:
        if isinstance(held, pikepdf.Object):
            _check_object(held)


def _check_object(held: Any) -> None:
    """Look at all that stands in an object; what it refers to is an object of its own."""
    stream = isinstance(held, pikepdf.Stream)
    top = held.stream_dict if stream else held
    if not _WORTH_A_LOOK.search(top.unparse(resolved=True)):
        return
    if stream and "/F" in top:
        # Its content lies in another file (7.3.8.2).
        raise Refused(Verdict.ACTIVE)
    waiting = [top]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, pikepdf.Dictionary):
            _check_dictionary(inner)
            parts: list[Any] = list(inner.values())
        elif isinstance(inner, pikepdf.Array):
            parts = list(inner)
        else:
            continue
        waiting += [
            part
            for part in parts
            if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect
        ]


def _check_dictionary(inner: Any) -> None:
    for key, value in inner.items():
        if (
            (key in _HOLDS and value is not None and not _drawn(value))
            or (key == "/S" and _name(value) in _STARTS)
            or (key == "/Subtype" and _name(value) in _PLAYED)
            or (key == "/FS" and _name(value) == "/URL")
            or (key in _NAMES_A_FILE and _leads_out(inner, value))
            or (key == "/URI" and not _harmless_link(value))
            or (key == "/OpenAction" and not _turns_pages(value))
            or (key == "/AA" and not _all_turn_pages(value))
        ):
            raise Refused(Verdict.ACTIVE)


def _name(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _drawn(value: Any) -> bool:
    """Whether it is a drawing, which may be called by any name (7.8.3), a box's state too."""
    return isinstance(value, pikepdf.Stream) and _name(value.get("/Subtype")) in _DRAWINGS


def _leads_out(inner: Any, value: Any) -> bool:
    if not isinstance(value, pikepdf.String):
        return False
    text = str(value)
    named = "/S" in inner or _name(inner.get("/Type")) in ("/Filespec", "/F")
    return named or not harmless(text)


def _harmless_link(value: Any) -> bool:
    if isinstance(value, pikepdf.Dictionary):
        value = value.get("/Base", "")
    return isinstance(value, (pikepdf.String, str)) and harmless(str(value))


def _all_turn_pages(triggers: Any) -> bool:
    return isinstance(triggers, pikepdf.Dictionary) and all(
        _turns_pages(action) for action in triggers.values()
    )


def _turns_pages(action: Any) -> bool:
    """Whether an action, and all that follow it, lead to a page of this document."""
    waiting, steps = [action], 0
    while waiting and steps < 100:
        this, steps = waiting.pop(), steps + 1
        if not isinstance(this, pikepdf.Dictionary):
            # A page, or the name of one (12.3.2).
            continue
        kind = _name(this.get("/S"))
        if kind not in _TURNS_PAGES or (kind == "/Named" and _name(this.get("/N")) not in _PAGES):
            return False
        following = this.get("/Next")
        waiting += list(following) if isinstance(following, pikepdf.Array) else [following]
    return not waiting
