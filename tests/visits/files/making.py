"""What letters of the corpus are made with: programs, scanners, and what happens on the way."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from tests import pdfs

Make = Callable[[], bytes]
PLAIN = {"object_stream_mode": ObjectStreamMode.disable}
PACKED = {"object_stream_mode": ObjectStreamMode.generate}


def by(producer: str, *changes: pdfs.Change, pages: int = 1, **options: Any) -> Make:
    """A letter of a program that calls itself so."""

    def named(document: Pdf) -> None:
        document.docinfo["/Producer"] = producer
        for _ in range(pages - 1):
            document.pages.append(document.pages[0])

    return lambda: pdfs.page(*changes, named, **(options or PLAIN))


def scan(producer: str, *, octets: int = 60_000, hidden: bytes = b"", pages: int = 1) -> Make:
    """Pages that are one picture each, of bytes that may be anything."""

    def draw(document: Pdf) -> None:
        dice = random.Random(producer)
        document.docinfo["/Producer"] = producer
        while len(document.pages) < pages:
            document.add_blank_page(page_size=(595, 842))
        for page in document.pages:
            data = dice.randbytes(octets // 2) + hidden + dice.randbytes(octets // 2)
            picture = document.make_stream(data, Type=Name.XObject, Subtype=Name.Image)
            picture.Width, picture.Height, picture.BitsPerComponent = 1240, 1754, 8
            picture.ColorSpace, picture.Filter = Name.DeviceRGB, Name.DCTDecode
            page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
            page.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")

    return lambda: pdfs.page(draw, **PLAIN, compress_streams=False)


def but(make: Make, change: Callable[[bytes], bytes]) -> Make:
    """The same, changed on its way."""
    return lambda: change(make())


def before(words: bytes) -> Callable[[bytes], bytes]:
    """With something before the head."""
    return lambda content: words + content


def behind(words: bytes) -> Callable[[bytes], bytes]:
    """With something after the end."""
    return lambda content: content + words


def cut(share: float) -> Callable[[bytes], bytes]:
    """The first part alone."""
    return lambda content: content[: int(len(content) * share)]


def without(pattern: bytes, put: bytes = b"") -> Callable[[bytes], bytes]:
    """With something in the place of what matches."""

    def change(content: bytes) -> bytes:
        changed = re.sub(pattern, put, content)
        assert changed != content
        return changed

    return change


def updated(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """With an update behind it that gives the catalogue anew."""

    def made(content: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(content)) as document:
            number = document.Root.objgen[0]
            return pdfs.updated(content, number, change(document.Root.unparse(resolved=True)))

    return made


def with_entry(entry: bytes) -> Callable[[bytes], bytes]:
    """A dictionary with one entry more."""
    return lambda held: held.rstrip()[:-2] + entry + b" >>"


def word_tables(content: bytes) -> bytes:
    """Word's end: a second, empty table that names a packed one beside the first."""
    first = int(content.rpartition(b"startxref")[2].split()[0])
    with pikepdf.open(io.BytesIO(content)) as document:
        size, top = int(document.trailer.Size), document.Root.objgen[0]
    at = len(content)
    head = b"<</Type/XRef/Size %d/W[1 4 1]/Index[0 1 %d 1]/Length 12/Root %d 0 R>>" % (
        size + 1, size, top,
    )  # fmt: skip
    rows = b"\0\0\0\0\0\xff\1" + at.to_bytes(4) + b"\0"
    packed = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (size, head, rows)
    trailer = b"<</Size %d/Root %d 0 R/Prev %d/XRefStm %d>>" % (size + 1, top, first, at)
    made = content + packed
    return made + b"xref\r\n0 0\r\ntrailer\r\n%s\r\nstartxref\r\n%d\r\n%%%%EOF" % (
        trailer, len(made),
    )  # fmt: skip


def tagged(document: Pdf) -> None:
    """Structure for readers aloud."""
    part = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
    document.Root.StructTreeRoot = document.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Array([part]), RoleMap=Dictionary(Judul=Name.H1))
    )
    document.Root.MarkInfo, document.Root.Lang = Dictionary(Marked=True), String("id-ID")


def described(document: Pdf) -> None:
    """A packet of metadata in plain XML, as archives want it."""
    packet = (
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta '
        b'xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta><?xpacket end="w"?>'
    )
    document.Root.Metadata = document.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    document.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFA1, Info=String("sRGB"))])


def fields(document: Pdf) -> None:
    """A form to fill in, without a script; and a box whose state is called JS."""
    drawn = document.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    text = Dictionary(FT=Name.Tx, T=String("Nomor"), Subtype=Name.Widget, Rect=[9, 9, 99, 30])
    box = Dictionary(
        FT=Name.Btn, T=String("Setuju"), Subtype=Name.Widget, Rect=[9, 40, 20, 50], AS=Name.Off,
        AP=Dictionary(N=Dictionary(JS=drawn)),
    )  # fmt: skip
    made = Array([document.make_indirect(text), document.make_indirect(box)])
    document.pages[0].Annots, document.Root.AcroForm = made, Dictionary(Fields=made)


def outline(action: Dictionary) -> pdfs.Change:
    """A bookmark that does this."""

    def change(document: Pdf) -> None:
        item = document.make_indirect(Dictionary(Title=String("Lampiran"), A=action))
        tree = document.make_indirect(Dictionary(Type=Name.Outlines, First=item, Last=item))
        item.Parent, tree.Count = tree, 1
        document.Root.Outlines = tree

    return change


def called(title: str) -> pdfs.Change:
    """A title in words."""

    def change(document: Pdf) -> None:
        document.docinfo["/Title"] = title

    return change


def of_page(**entries: Any) -> pdfs.Change:
    """Entries of the first page."""

    def change(document: Pdf) -> None:
        for name, value in entries.items():
            document.pages[0][f"/{name}"] = value

    return change


def no_pages(document: Pdf) -> None:
    """Nothing to show."""
    del document.pages[0]


def archive(*names: str) -> bytes:
    """A ZIP with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, "<a/>")
    return out.getvalue()


def link(kind: str, **more: Any) -> pdfs.Change:
    """A link with an action of this kind."""
    return pdfs.link(S=Name(f"/{kind}"), **more)


def web(address: str) -> pdfs.Change:
    """A link to an address."""
    return link("URI", URI=String(address))
