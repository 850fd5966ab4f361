"""Slides: charts and links pass; programs, other files and what is fetched elsewhere do not."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from visits.confined.slides import read
from visits.confined.verdicts import Refused, Verdict

RELS = "ppt/slides/_rels/slide1.xml.rels"
TYPES = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def package(*, main: str = "ppt/presentation.xml", **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": TYPES, main: b"<p/>", **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def rel(kind: str, target: str, mode: str = "External") -> bytes:
    return (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        "<Relationship Id='r' Type='http://schemas.openxmlformats.org/officeDocument/2006/"
        f"relationships/{kind}' Target='{target}' TargetMode='{mode}'/></Relationships>"
    ).encode()


def verdict(content: bytes) -> Verdict:
    with pytest.raises(Refused) as why:
        read(content)
    return why.value.verdict


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": workbook()},
        {RELS: rel("hyperlink", "https://solokkab.go.id/")},
        {RELS: rel("image", "../media/image1.png", "Internal")},
        {"ppt/printerSettings/printerSettings1.bin": b"x", "ppt/media/video1.mp4": b"x"},
    ],
)
def test_what_slides_have_passes(parts: dict[str, bytes]) -> None:
    assert read(package(**parts)) == ("pptx", b"")


@pytest.mark.parametrize(
    "parts",
    [
        {"ppt/vbaProject.bin": b"x"},
        {"ppt/activeX/activeX1.xml": b"x"},
        {"ppt/embeddings/oleObject1.bin": b"x"},
        {"ppt/embeddings/setup.exe": b"MZ"},
        {"ppt/embeddings/Book.xlsm": workbook()},
        {"ppt/embeddings/Book.xlsx": package(main="xl/workbook.xml", **{"xl/vbaProject.bin": b""})},
        {"ppt/webextensions/webextension1.xml": b"x"},
        {"[Content_Types].xml": TYPES + b"application/vnd.ms-powerpoint.macroEnabled.main+xml"},
        {RELS: rel("oleObject", "file:///\\\\evil.example\\a.xlsx")},
        {RELS: rel("image", "https://evil.example/pixel.png")},
        {RELS: rel("attachedTemplate", "https://evil.example/a.potm")},
        {RELS: rel("hyperlink", "file:///C:/Windows/System32/calc.exe")},
        {RELS: rel("hyperlink", "\\\\evil.example\\share")},
        {RELS: rel("image", "file://evil.example/a.png", "Internal")},
        {RELS: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + rel("image", "a.png", "Internal")},
        {"ppt/slides/slide1.xml": b"<a:hlinkClick action='ppaction://program'/>"},
        {"ppt/slides/slide1.xml": b"<a:hlinkClick action='ppaction://macro?name=a'/>"},
    ],
)
def test_programs_and_what_reaches_out_are_refused(parts: dict[str, bytes]) -> None:
    assert verdict(package(**parts)) == Verdict.ACTIVE


def test_another_package_and_a_broken_one_are_refused() -> None:
    assert verdict(package(main="word/document.xml")) == Verdict.UNREADABLE
    assert verdict(package()[:-30]) == Verdict.UNREADABLE
    assert verdict(package(**{RELS: b"<Relationships"})) == Verdict.UNREADABLE
    assert verdict(package(**{"PPT/Presentation.xml": b"<q/>"})) == Verdict.UNREADABLE


def test_bombs_are_not_unpacked() -> None:
    assert verdict(package(**{RELS: b" " * 9_000_000})) == Verdict.TOO_LARGE
    many = {f"ppt/media/{number}.png": b"" for number in range(5001)}
    assert verdict(package(**many)) == Verdict.TOO_LARGE
    inner = package(main="xl/workbook.xml")
    for _ in range(4):
        inner = package(main="xl/workbook.xml", **{"xl/embeddings/a.xlsx": inner})
    assert verdict(package(**{"ppt/embeddings/a.xlsx": inner})) == Verdict.ACTIVE
