"""PDF as people make them, and as people make them who mean harm."""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

Change = Callable[[Pdf], None]


def page(*changes: Change, **options: object) -> bytes:
    """One page with text on it, changed and saved with these options of pikepdf."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    document.pages[0].Resources = Dictionary(Font=Dictionary(F1=font))
    text = b"BT /F1 20 Tf 72 740 Td (Surat permohonan) Tj ET " * 50
    document.pages[0].Contents = document.make_stream(text)
    for change in changes:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def on_open(**action: object) -> Change:
    """The document does this when it is opened."""

    def change(document: Pdf) -> None:
        document.Root.OpenAction = Dictionary(**action)

    return change


def link(**action: object) -> Change:
    """A link on the page that does this."""

    def change(document: Pdf) -> None:
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[72, 700, 300, 760], A=Dictionary(**action)
        )
        document.pages[0].Annots = Array([document.make_indirect(annotation)])

    return change


def annotation(kind: str, **more: object) -> Change:
    """Something of this kind on the page."""

    def change(document: Pdf) -> None:
        held = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=[0, 0, 9, 9], **more)
        document.pages[0].Annots = Array([document.make_indirect(held)])

    return change


def root(**entries: object) -> Change:
    """Entries of the catalogue."""

    def change(document: Pdf) -> None:
        for name, value in entries.items():
            document.Root[f"/{name}"] = value

    return change


def attached(document: Pdf) -> None:
    """A file within the file."""
    document.attachments["a.exe"] = b"MZ\x90"


def signature_field(document: Pdf) -> None:
    """A field to be signed, and one that was: as BSrE's and other signers leave it."""
    signature = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/ETSI.CAdES.detached"),
        ByteRange=[0, 840, 960, 240],
        Contents=pikepdf.String(b"\x30\x82" + bytes(2000)),
        Name=pikepdf.String("Kepala Dinas"),
        Reason=pikepdf.String("Dokumen ini ditandatangani secara elektronik"),
    )
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=pikepdf.String("Signature1"),
        Rect=[0, 0, 0, 0],
        F=132,
        V=document.make_indirect(signature),
    )
    field = document.make_indirect(field)
    document.pages[0].Annots = Array([field])
    document.Root.AcroForm = Dictionary(Fields=[field], SigFlags=3)


def updated(before: bytes, number: int, inside: bytes) -> bytes:
    """The file with an update behind it that gives object `number` anew (ISO 32000-1, 7.5.6)."""
    start = before.rpartition(b"startxref")[2].split()[0]
    with pikepdf.open(io.BytesIO(before)) as document:
        size = int(document.trailer.Size)
        top = document.Root.objgen[0]
    place = len(before)
    made = before + b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %s >>\n" % (size, top, start)
    return made + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(made)
