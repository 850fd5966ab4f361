"""Sixty and more lists in the manner of the programs that make them, with the right outcome."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tests.visits.people.list_makers import (
    compound,
    merging,
    ods,
    picture,
    repacked,
    styled,
    with_logo,
    xls,
    xlsx,
)
from visits.people.lists.kinds import Kind
from visits.people.lists.rows import Row

A = ("Dr. Siti Rahma, S.E., M.M.", "Kepala Dinas", "IV/c", "196812311990032001")
B = ("Budi Hartono, S.Kom.", "Kepala Bidang Pelayanan", "III/d", "198001012005011001")
C = ("Cici Maharani", "Analis Kebijakan", "III/a", "199003152015032002")
ABC = (A, B, C)
NAMES = tuple(person[:1] for person in ABC)
HEAD = ("NO.", "NAMA LENGKAP (DENGAN GELAR)", "JABATAN", "PANGKAT/GOL. RUANG", "NIP")
NUMBERED = [(n, p[0], p[1], p[2], p[3]) for n, p in enumerate(ABC, start=1)]


@dataclass(frozen=True)
class Case:
    """A list: who makes such, what is particular about it, its bytes (a paste: text), the outcome.

    `rows` are the participants; `kind` what it is refused as (`broken`, `too_large`: otherwise
    refused); `says` is what must be said of it, in English.
    """

    manner: str
    what: str
    make: Callable[[], bytes | str]
    rows: tuple[tuple[str, ...], ...] = ()
    kind: Kind | None = None
    says: tuple[str, ...] = ()

    @property
    def expected(self) -> list[Row]:
        """The rows."""
        return [Row(*row) for row in self.rows]


def _csv(delimiter: str, *, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    def cell(text: object) -> str:
        return f'"{text}"' if delimiter in str(text) else str(text)

    lines = [delimiter.join(cell(c) for c in row) for row in (HEAD, *NUMBERED)]
    return (end.join(lines) + end).encode(encoding)


def _titled() -> list[tuple[object, ...]]:
    return [
        ("PEMERINTAH KABUPATEN SOLOK",),
        ("DAFTAR NAMA PESERTA STUDI TIRU KE MPP BATAM",),
        ("Tanggal 8 s.d. 10 Desember 2026",),
        (),
        HEAD,
        (1, 2, 3, 4, 5),
        *NUMBERED,
    ]


SIGNED: list[tuple[object, ...]] = [
    ("JUMLAH", "3 orang"),
    (),
    ("", "", "", "Arosuka, 3 Desember 2026"),
    ("", "", "", "Kepala Dinas,"),
    (),
    (),
    ("", "", "", "Dra. Hj. Nurhayati, M.Si."),
    ("", "", "", "Pembina Utama Muda"),
    ("", "", "", "NIP. 196501011990032001"),
]

EXCEL = (
    Case("Excel", "heads in the first line", lambda: xlsx((HEAD, *NUMBERED)), ABC),
    Case(
        "Excel",
        "titles above, numbers of the columns below the heads",
        lambda: xlsx(_titled()),
        ABC,
    ),
    Case(
        "Excel",
        "a total and whoever signs below",
        lambda: xlsx([*_titled(), *SIGNED]),
        ABC,
        says=("Below the list", "A total"),
    ),
    Case("Excel", "a logo in the sheet", lambda: xlsx(_titled(), with_logo), ABC),
    Case(
        "Excel",
        "titles merged over all columns",
        lambda: xlsx(_titled(), merging("A1:E1", "A2:E2", "A3:E3")),
        ABC,
    ),
    Case(
        "Excel",
        "heads over two lines, merged downwards and over two columns",
        lambda: xlsx(
            [
                ("No", "Nama", "Kepegawaian", "", "Jabatan"),
                ("", "", "Gol.", "NIP", ""),
                *[(n, p[0], p[2], p[3], p[1]) for n, p in enumerate(ABC, 1)],
            ],
            merging("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
        ),
        ABC,
    ),
    Case(
        "Excel",
        "heads in split letters",
        lambda: xlsx([("N O", "N A M A", "J A B A T A N", "G O L", "N I P"), *NUMBERED]),
        ABC,
    ),
    Case(
        "Excel",
        "one column “Nama / NIP” with a line break",
        lambda: xlsx(
            [
                ("No", "Nama / NIP", "Jabatan", "Gol"),
                *[(n, f"{p[0]}\nNIP. {p[3]}", p[1], p[2]) for n, p in enumerate(ABC, 1)],
            ]
        ),
        ABC,
    ),
    Case(
        "Excel",
        "the NIP in a line of its own below the name",
        lambda: xlsx(
            [
                ("No", "Nama / NIP", "Jabatan", "Gol"),
                (1, A[0], A[1], A[2]),
                ("", f"NIP. {A[3]}"),
                (2, B[0], B[1], B[2]),
                ("", B[3]),
            ],
            merging("A2:A3", "C2:C3", "D2:D3"),
        ),
        (A, B),
    ),
    Case(
        "Excel",
        "a NIP kept as a number, rounded by Excel",
        lambda: xlsx([HEAD, (1, B[0], B[1], B[2], 198001012005011001)]),
        ((*B[:3], "1.98001E+17"),),
        says=("has rounded this number",),
    ),
    Case(
        "Excel",
        "NIP with blanks, dots, dashes, a label, an apostrophe, or none at all",
        lambda: xlsx(
            [
                HEAD,
                (1, *A[:3], "19681231 199003 2 001"),
                (2, *B[:3], "NIP. 19800101.200501.1.001"),
                (3, *C[:3], "'199003152015032002"),
                (4, "Dedi", "Staf", "", "–"),
                (5, "Eka", "Staf", "", "Non ASN"),
            ]
        ),
        (
            (*A[:3], "19681231 199003 2 001"),
            (*B[:3], "NIP. 19800101.200501.1.001"),
            (*C[:3], "'199003152015032002"),
            ("Dedi", "Staf", "", "–"),
            ("Eka", "Staf", "", "Non ASN"),
        ),
    ),
    Case(
        "Excel",
        "a NIP with a digit missing",
        lambda: xlsx([HEAD, (1, *A[:3], "19681231199003200")]),
        ((*A[:3], "19681231199003200"),),
        says=("A NIP has 18 digits",),
    ),
    Case(
        "Excel",
        "a NIK where the NIP belongs",
        lambda: xlsx([HEAD, (1, *A[:3], "1302014101800001")]),
        ((*A[:3], "1302014101800001"),),
        says=("NIK",),
    ),
    Case(
        "Excel",
        "a column of NIK beside",
        lambda: xlsx([("Nama", "NIK", "Jabatan"), (A[0], "1302014101800001", A[1])]),
        ((A[0], A[1]),),
        says=("Not taken", "NIK"),
    ),
    Case(
        "Excel",
        "the grade became a date",
        lambda: xlsx([HEAD, (1, A[0], A[1], dt.date(2026, 3, 4), A[3])]),
        ((A[0], A[1], "2026-03-04", A[3]),),
        says=("made a date of the grade",),
    ),
    Case(
        "Excel",
        "rank and grade together, longer than a grade",
        lambda: xlsx([HEAD, (1, A[0], A[1], "Pembina Utama Muda (IV/c)", A[3])]),
        (A,),
        says=("the grade is kept",),
    ),
    Case(
        "Excel",
        "rank and grade in two columns",
        lambda: xlsx(
            [
                ("No", "Nama", "Pangkat", "Gol/Ruang", "Jabatan", "NIP"),
                (1, A[0], "Pembina Utama Muda", A[2], A[1], A[3]),
            ]
        ),
        (A,),
    ),
    Case(
        "Excel",
        "line breaks and double blanks in cells",
        lambda: xlsx([HEAD, (1, "Budi  Hartono,\nS.Kom.", "Kepala Bidang\nPelayanan", B[2], B[3])]),
        (("Budi  Hartono,\nS.Kom.", "Kepala Bidang\nPelayanan", B[2], B[3]),),
    ),
    Case(
        "Excel",
        "empty columns between",
        lambda: xlsx(
            [
                ("No", "", "Nama", "", "", "Jabatan", "", "Gol", "NIP"),
                *[(n, "", p[0], "", "", p[1], "", p[2], p[3]) for n, p in enumerate(ABC, 1)],
            ]
        ),
        ABC,
    ),
    Case("Excel", "5,000 coloured empty lines below", lambda: xlsx(_titled(), styled(5000)), ABC),
    Case(
        "Excel",
        "numbers prepared down to 40 without names",
        lambda: xlsx([HEAD, *NUMBERED, *[(n,) for n in range(4, 41)]]),
        ABC,
        says=("37 numbered lines have no name",),
    ),
    Case(
        "Excel",
        "formulas with their results",
        lambda: repacked(
            xlsx([("Nama", "Jabatan"), ("x", "Staf")]),
            {
                "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                    b'<c r="A2" t="inlineStr"><is><t>x</t></is></c>',
                    b'<c r="A2" t="str"><f>UPPER("Ani")</f><v>Ani</v></c>',
                )
            },
        ),
        (("Ani", "Staf"),),
    ),
    Case(
        "Excel",
        "shared texts in several fonts, with their pronunciation, named by a prefix",
        lambda: repacked(
            xlsx([("Nama", "Jabatan"), ("x", "Staf")]),
            {
                "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                    b'<c r="A2" t="inlineStr"><is><t>x</t></is></c>',
                    b'<c r="A2" t="s"><v>1</v></c>',
                ),
                "xl/sharedStrings.xml": b'<x:sst xmlns:x="http://schemas.openxmlformats.org/'
                b'spreadsheetml/2006/main"><x:si><x:t>y</x:t></x:si><x:si><x:r><x:t>Budi </x:t>'
                b"</x:r><x:r><x:t>Hartono_x000D_</x:t></x:r><x:rPh><x:t>BUDI</x:t></x:rPh></x:si>"
                b"</x:sst>",
                "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                    b"</Relationships>",
                    b'<Relationship Id="s9" Type="http://schemas.openxmlformats.org/officeDocument/'
                    b'2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
                    b"</Relationships>",
                ),
            },
        ),
        (("Budi Hartono", "Staf"),),
    ),
    Case(
        "Excel",
        "formulas that nobody worked out",
        lambda: xlsx([("Nama", "Jabatan"), ('=UPPER("ani")', "Staf"), ("Budi", "Staf")]),
        (("", "Staf"), ("Budi", "Staf")),
        says=("Formulas without a result", "name is missing"),
    ),
    Case(
        "Excel",
        "a position merged over three lines",
        lambda: xlsx(
            [("No", "Nama", "Jabatan"), (1, "Ani", "Staf"), (2, "Budi"), (3, "Cici")],
            merging("C2:C4"),
        ),
        (("Ani", "Staf"), ("Budi", "Staf"), ("Cici", "Staf")),
    ),
    Case(
        "Excel",
        "captions between the lines",
        lambda: xlsx(
            [HEAD, ("I. PEJABAT ESELON II",), NUMBERED[0], ("II. STAF",), *NUMBERED[1:]],
            merging("A2:E2", "A4:E4"),
        ),
        ABC,
        says=("A caption",),
    ),
    Case(
        "Excel",
        "heads once more on the next page",
        lambda: xlsx([*_titled()[4:8], HEAD, *NUMBERED[2:]]),
        (A, B, C),
    ),
    Case(
        "Excel",
        "a hidden first sheet",
        lambda: xlsx(
            [HEAD, *NUMBERED],
            lambda book, _sheet: _hidden_first(book),
        ),
        ABC,
    ),
    Case(
        "Excel",
        "a cover sheet first, a second list behind",
        lambda: xlsx(
            [("Surat Tugas",), ("Nomor 100/2026",)],
            lambda book, _sheet: _two_more(book),
        ),
        ABC,
        says=("was read", "Other sheets hold lists"),
    ),
    Case(
        "Excel",
        "the same person twice",
        lambda: xlsx([HEAD, *NUMBERED, (4, "BUDI HARTONO", "Kabid", "", "")]),
        (*ABC, ("BUDI HARTONO", "Kabid")),
    ),
    Case(
        "Excel",
        "a comment and a printer's settings",
        lambda: repacked(
            xlsx([HEAD, *NUMBERED]),
            {
                "xl/drawings/vmlDrawing1.vml": b"<xml><br><!-- x --></xml>",
                "xl/printerSettings/printerSettings1.bin": b"\x01<!\x02" * 90,
            },
        ),
        ABC,
    ),
    Case(
        "Excel",
        "unknown columns beside",
        lambda: xlsx(
            [
                ("No", "Nama", "Jabatan", "Unit Kerja", "No. HP/WA", "Ukuran Baju"),
                (1, "Ani", "Staf", "Bappeda", "0812-3456-7890", "L"),
            ]
        ),
        (("Ani", "Staf"),),
        says=("Not taken", "Unit Kerja"),
    ),
    Case(
        "Excel 97",
        "a real XLS with titles, total and signature",
        lambda: xls([*_titled(), *SIGNED]),
        ABC,
    ),
    Case("Excel 97", "XLS behind a hidden sheet", lambda: xls([HEAD, *NUMBERED], hidden=True), ABC),
    Case(
        "Excel 97",
        "XLS, a position merged downwards",
        lambda: xls(
            [("Nama", "Jabatan"), ("Ani", "Staf"), ("Budi", ""), ("Cici", "")],
            merged=[(1, 3, 1, 1)],
        ),
        (("Ani", "Staf"), ("Budi", "Staf"), ("Cici", "Staf")),
    ),
    Case(
        "Excel 97",
        "XLS, the NIP as a number",
        lambda: xls([HEAD, (1, *B[:3], 198001012005011001)]),
        ((*B[:3], "1.98001E+17"),),
        says=("has rounded",),
    ),
)


def _hidden_first(book: object) -> None:
    codes = book.create_sheet("Kode", 0)  # type: ignore[attr-defined]
    codes.append(["Nama", "Jabatan"])
    codes.append(["Rahasia", "Sandi"])
    codes.sheet_state = "hidden"
    book.active = 1  # type: ignore[attr-defined]


def _two_more(book: object) -> None:
    for name, rows in (("Peserta", [HEAD, *NUMBERED]), ("Cadangan", [HEAD, NUMBERED[0]])):
        sheet = book.create_sheet(name)  # type: ignore[attr-defined]
        for row in rows:
            sheet.append(list(row))


LIBRE = (
    Case("LibreOffice", "ODS with titles and signature", lambda: ods([*_titled(), *SIGNED]), ABC),
    Case(
        "LibreOffice",
        "ODS behind a hidden sheet",
        lambda: ods([HEAD, *NUMBERED], hidden=[("Nama",), ("Rahasia",)]),
        ABC,
    ),
    Case(
        "LibreOffice",
        "ODS, line breaks in cells and one column “Nama/NIP”",
        lambda: ods(
            [("No", "Nama/NIP", "Jabatan"), (1, f"{B[0]}\n{B[3]}", "Kepala Bidang\nPelayanan")]
        ),
        ((B[0], "Kepala Bidang\nPelayanan", "", B[3]),),
    ),
    Case(
        "LibreOffice",
        "ODS, a position merged downwards",
        lambda: ods(
            [("Nama", "Jabatan"), ("Ani", "Staf"), ("Budi", ""), ("Cici", "")], spans={(1, 1): 3}
        ),
        (("Ani", "Staf"), ("Budi", "Staf"), ("Cici", "Staf")),
    ),
    Case(
        "LibreOffice",
        "ODS, the NIP as a number",
        lambda: ods([HEAD, (1, *B[:3], 198001012005011001)]),
        ((*B[:3], "1.98001E+17"),),
        says=("has rounded",),
    ),
    Case("LibreOffice", "CSV, UTF-8, commas", lambda: _csv(","), ABC),
    Case("LibreOffice", "CSV, UTF-8, semicolons", lambda: _csv(";", end="\n"), ABC),
    Case("Excel", "CSV, Windows-1252, semicolons", lambda: _csv(";", encoding="cp1252"), ABC),
    Case("Excel", "Unicode text: UTF-16 with tabs", lambda: _csv("\t", encoding="utf-16"), ABC),
    Case("Excel", "CSV with its first line sep=", lambda: b"sep=;\r\n" + _csv(";"), ABC),
    Case("other programs", "columns by bars", lambda: _csv("|"), ABC),
    Case("other programs", "UTF-16 without its mark", lambda: _csv(";", encoding="utf-16-le"), ABC),
)

GOOGLE = (
    Case(
        "Google Sheets",
        "CSV with a byte order mark",
        lambda: "\ufeff".encode() + _csv(","),
        ABC,
    ),
    Case(
        "Google Sheets",
        "an exported form: a time, an address, then the names",
        lambda: xlsx(
            [
                ("Timestamp", "Alamat Email", "Nama Lengkap", "Jabatan", "NIP (18 digit)"),
                ("2026-11-02 10:11:12", "a@solok.example", A[0], A[1], A[3]),
            ]
        ),
        ((A[0], A[1], "", A[3]),),
        says=("Not taken",),
    ),
    Case(
        "by hand",
        "CSV, commas, degrees without quotation marks",
        lambda: (
            b"Nama,Jabatan\nDr. Siti Rahma, S.E., M.M.,Kepala Dinas\nBudi Hartono, S.Kom.,Staf\n"
        ),
        ((A[0], "Kepala Dinas"), (B[0], "Staf")),
    ),
    Case(
        "by hand",
        "names alone, each with degrees behind commas",
        lambda: "\n".join(person[0] for person in ABC).encode(),
        NAMES,
    ),
    Case(
        "by hand",
        "CSV, a quotation mark that never closes",
        lambda: b'Nama;Jabatan\n"Ani;Staf\nBudi;Staf\nCici;Staf\n',
        (("Ani", "Staf"), ("Budi", "Staf"), ("Cici", "Staf")),
        says=("quotation mark",),
    ),
    Case(
        "by hand",
        "CSV, a quotation mark that closes lines below",
        lambda: b'Nama;Jabatan\n"Ani;Staf\nBudi;Staf\n"Cici";Staf\n',
        (("Ani", "Staf"), ("Budi", "Staf"), ("Cici", "Staf")),
        says=("quotation mark",),
    ),
    Case(
        "by hand",
        "CSV, a line break within quotation marks",
        lambda: b'Nama;Jabatan\n"Ani";"Kepala Bidang\nPelayanan"\nBudi;Staf\n',
        (("Ani", "Kepala Bidang\nPelayanan"), ("Budi", "Staf")),
    ),
)

PASTED = (
    Case(
        "WhatsApp",
        "numbered, a position behind a dash",
        lambda: (
            "Assalamualaikum Pak, berikut daftar peserta:\n\n1. Dr. Siti Rahma, S.E., M.M. - "
            "Kepala Dinas\n2. Budi Hartono, S.Kom. - Kepala Bidang Pelayanan\n3. Cici Maharani\n\n"
            "Terima kasih"
        ),
        (A[:2], B[:2], C[:1]),
        says=("A sentence around the list",),
    ),
    Case(
        "WhatsApp",
        "the NIP and the position below each name",
        lambda: (
            f"*1. {A[0]}*\nNIP. {A[3]}\nKepala Dinas\n\n*2. {B[0]}*\nNIP. {B[3]}\nKepala Bidang "
            "Pelayanan"
        ),
        ((A[0], A[1], "", A[3]), (B[0], B[1], "", B[3])),
    ),
    Case(
        "WhatsApp",
        "forwarded with time and sender",
        lambda: "[12/11/26 10.02.11] Budi: 1. Ani\n[12/11/26 10.03.00] Budi: 2. Cici",
        (("Ani",), ("Cici",)),
    ),
    Case(
        "WhatsApp",
        "blocks of “Nama: …, NIP: …, Jabatan: …”",
        lambda: "\n\n".join(
            f"Nama : {p[0]}\nNIP : {p[3]}\nPangkat/Gol : {p[2]}\nJabatan : {p[1]}" for p in ABC
        ),
        ABC,
    ),
    Case(
        "phone",
        "a note with bullets",
        lambda: "Peserta:\n- Ani\n- Budi Hartono, S.Kom.\n• Cici",
        (("Ani",), (B[0],), ("Cici",)),
    ),
    Case(
        "spreadsheet",
        "pasted with heads",
        lambda: "\n".join("\t".join(map(str, row)) for row in (HEAD, *NUMBERED)),
        ABC,
    ),
    Case(
        "spreadsheet",
        "pasted without heads",
        lambda: "\n".join("\t".join(map(str, row)) for row in NUMBERED),
        ABC,
        says=("No line names the columns",),
    ),
    Case(
        "spreadsheet",
        "pasted, a cell with a line break",
        lambda: 'Nama\tJabatan\n"Budi Hartono,\nS.Kom."\tStaf\nAni\tStaf',
        (("Budi Hartono,\nS.Kom.", "Staf"), ("Ani", "Staf")),
    ),
)

MORE = (
    Case(
        "Excel",
        "each head over two lines",
        lambda: xlsx(
            [
                ("No.", "Nama", "Pangkat/", "Jabatan"),
                ("Urut", "Lengkap", "Golongan", ""),
                (1, "Ani", "III/a", "Staf"),
            ]
        ),
        (("Ani", "Staf", "III/a"),),
    ),
    Case(
        "Excel",
        "titles and degrees in columns of their own, grade and class too",
        lambda: xlsx(
            [
                ("No", "Gelar Depan", "Nama", "Gelar Belakang", "Gol", "Ruang"),
                (1, "Dr.", "Ani", "S.E.", "III", "a"),
            ]
        ),
        (("Dr. Ani, S.E.", "", "III/a"),),
    ),
    Case(
        "Excel",
        "columns numbered by letters",
        lambda: xlsx([("No", "Nama", "NIP"), ("a", "b", "c"), (1, A[0], A[3])]),
        ((A[0], "", "", A[3]),),
        says=("Numbers of the columns",),
    ),
    Case(
        "Excel",
        "heads without one for names",
        lambda: xlsx([("No", "Uraian", "Jabatan"), (1, "Ani", "Staf"), (2, "Budi", "Kabid")]),
        (("Ani", "Staf"), ("Budi", "Kabid")),
        says=("No line names the columns", "Names of the columns"),
    ),
    Case(
        "phone",
        "names with their telephones",
        lambda: "- Ani (081234567890)\n- Budi - 081234567891",
        (("Ani",), ("Budi",)),
        says=("Not taken: 081234567890",),
    ),
    Case(
        "phone",
        "names with their telephones as contacts show them",
        lambda: "Ani 0812-3456-7890\nBudi, S.E. HP +62 813-1111-2222\nCici (WA 081234567890)",
        (("Ani",), ("Budi, S.E.",), ("Cici",)),
        says=("Not taken: 0812-3456-7890", "Not taken: +62 813-1111-2222"),
    ),
    Case(
        "phone",
        "counted by letters",
        lambda: "a. Ani\nb. Budi Hartono\nc. Cici",
        (("Ani",), ("Budi Hartono",), ("Cici",)),
    ),
    Case(
        "phone",
        "initials that look like letters that count",
        lambda: "A. Rahman\nB. Situmorang\nI Gusti Ngurah Rai\nA.A. Ngr. Oka",
        (("A. Rahman",), ("B. Situmorang",), ("I Gusti Ngurah Rai",), ("A.A. Ngr. Oka",)),
    ),
    Case(
        "phone",
        "counted by “No. 1” and by a stroke",
        lambda: "No. 1 Ani\nNo. 2 Budi",
        (("Ani",), ("Budi",)),
    ),
    Case("phone", "counted by a stroke", lambda: "1/ Ani\n2/ Budi", (("Ani",), ("Budi",))),
    Case("phone", "counted by Roman numerals", lambda: "I. Ani\nII. Budi", (("Ani",), ("Budi",))),
    Case(
        "WhatsApp",
        "parts of the delegation between numbered names",
        lambda: "I. Pimpinan\n1. Ani\nII. Anggota\n1. Budi\n2. Cici",
        (("Ani",), ("Budi",), ("Cici",)),
        says=("A caption between the lines",),
    ),
    Case(
        "WhatsApp",
        "what each is before a colon",
        lambda: "Kepala Dinas : Ani, S.E.\nAnggota: 3 orang\n- Budi\n- Cici\nSopir: Dedi",
        (("Ani, S.E.", "Kepala Dinas"), ("Budi",), ("Cici",), ("Dedi", "Sopir")),
        says=("A total",),
    ),
    Case(
        "PDF",
        "copied: each field in a line of its own",
        lambda: "\n".join(
            f"{n}\n{name}\n{nip}\nPembina ({grade})\n{position}"
            for n, (name, position, grade, nip) in enumerate((A, B), start=1)
        ),
        ((A[0], A[1], "Pembina (IV/c)", A[3]), (B[0], B[1], "Pembina (III/d)", B[3])),
    ),
    Case(
        "by hand",
        "degrees on the next line",
        lambda: "1. Prof. Dr. Ani,\n   M.Sc., Ph.D.\n2. Budi",
        (("Prof. Dr. Ani, M.Sc., Ph.D.",), ("Budi",)),
    ),
    Case(
        "phone",
        "positions below the names, without marks",
        lambda: "Ani\nKepala Dinas\n\nBudi\nStaf",
        (("Ani",), ("Kepala Dinas",), ("Budi",), ("Staf",)),
        says=("looks like a position",),
    ),
    Case(
        "Excel",
        "two tables beside each other",
        lambda: xlsx(
            [
                ("No", "Nama", "Jabatan", "", "No", "Nama", "Jabatan"),
                (1, "Ani", "Staf", "", 3, "Cici", "Kabid"),
                (2, "Budi", "Staf", "", 4, "Dedi", "Staf"),
            ]
        ),
        (("Ani", "Staf"), ("Budi", "Staf"), ("Cici", "Kabid"), ("Dedi", "Staf")),
    ),
    Case(
        "Excel",
        "a card for each, as in letters of assignment",
        lambda: xlsx(
            [
                ("Nama", ":", A[0]),
                ("NIP", ":", A[3]),
                ("Pangkat/Gol.", ":", A[2]),
                ("Jabatan", ":", A[1]),
                (),
                ("Nama", ":", B[0]),
                ("NIP", ":", B[3]),
                ("Jabatan", ":", B[1]),
            ]
        ),
        (A, (B[0], B[1], "", B[3])),
    ),
    Case(
        "Excel",
        "one column “Nama / Jabatan”",
        lambda: xlsx(
            [("No", "Nama / Jabatan"), (1, "Ani, S.E. / Kepala Bidang"), (2, "Budi\nStaf")]
        ),
        (("Ani, S.E.", "Kepala Bidang"), ("Budi", "Staf")),
    ),
    Case(
        "Excel",
        "a position over two lines of the sheet",
        lambda: xlsx(
            [
                ("No", "Nama", "Jabatan"),
                (1, "Ani", "Kepala Bidang"),
                ("", "", "Pelayanan"),
                (2, "Budi", "Staf"),
            ]
        ),
        (("Ani", "Kepala Bidang Pelayanan"), ("Budi", "Staf")),
        says=("Line 3 is taken as part",),
    ),
    Case(
        "Excel",
        "somebody without a number among numbers",
        lambda: xlsx([("No", "Nama", "Jabatan"), (1, "Ani", "Staf"), ("", "Budi", "Staf")]),
        (("Ani", "Staf"), ("Budi", "Staf")),
        says=("No number stands before this line",),
    ),
    Case(
        "Excel",
        "errors of formulas",
        lambda: xlsx([("Nama", "NIP"), ("#REF!", ""), ("Ani", "#N/A")]),
        (("#REF!",), ("Ani", "", "", "#N/A")),
        says=("shows an error",),
    ),
    Case(
        "Excel",
        "no heads, a title above",
        lambda: xlsx([("DAFTAR PESERTA",), (), *[(n, *p) for n, p in enumerate(ABC, start=1)]]),
        ABC,
        says=("No line names the columns", "Above the list"),
    ),
    Case(
        "Excel",
        "whoever signs in the column of names, nobody numbered",
        lambda: xlsx(
            [
                ("Nama", "Jabatan", "NIP"),
                ("An Nisa Rahma", "Plt. Kepala Bidang", A[3]),
                ("Budi", "Pejabat Pelaksana Teknis Kegiatan", B[3]),
                (),
                ("Mengetahui,",),
                ("Kepala Dinas",),
                (),
                ("Drs. Nurdin",),
                ("NIP. 196501011990032001",),
            ]
        ),
        (
            ("An Nisa Rahma", "Plt. Kepala Bidang", "", A[3]),
            ("Budi", "Pejabat Pelaksana Teknis Kegiatan", "", B[3]),
        ),
        says=("Below the list",),
    ),
    Case(
        "Excel",
        "a second position that says what they do in the delegation",
        lambda: xlsx(
            [("No", "Nama", "Jabatan", "Jabatan dalam Tim"), (1, "Ani", "Kabid", "Ketua")]
        ),
        (("Ani", "Kabid"),),
        says=("Jabatan dalam Tim",),
    ),
    Case(
        "WhatsApp",
        "a position behind a comma",
        lambda: "1. Ani, Kepala Dinas\n2. Budi, S.Kom., Analis",
        (("Ani", "Kepala Dinas"), ("Budi, S.Kom.", "Analis")),
    ),
    Case(
        "WhatsApp",
        "numbers without a stop",
        lambda: "1 Ani\n2 Budi\n3 Cici",
        (("Ani",), ("Budi",), ("Cici",)),
    ),
    Case(
        "phone",
        "numbers as pictures",
        lambda: "1\ufe0f\u20e3 Ani\n2\ufe0f\u20e3 Budi",
        (("Ani",), ("Budi",)),
    ),
    Case(
        "by hand",
        "CSV, a comma too many",
        lambda: b"Nama,Jabatan,Gol\nAni,Kepala Seksi Data, Informasi,III/a\n",
        (("Ani", "Kepala Seksi Data", "Informasi"),),
        says=("more parts than there are columns",),
    ),
    Case(
        "by hand",
        "a NIK behind the name",
        lambda: b"Nama;Jabatan\nAni 1302014101800001;Staf\n",
        (("Ani 1302014101800001", "Staf"),),
        says=("NIK",),
    ),
)

REFUSED = (
    Case("scanner", "a PDF named .xlsx", lambda: b"%PDF-1.7\n1 0 obj\n", kind=Kind.PDF),
    Case("Word", "RTF named .xls", lambda: b"{\\rtf1\\ansi Nama}", kind=Kind.RTF),
    Case(
        "Word",
        "a document",
        lambda: b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml",
        kind=Kind.WORD,
    ),
    Case(
        "Word 97",
        "a document named .xls",
        lambda: compound("Root Entry", "WordDocument"),
        kind=Kind.WORD,
    ),
    Case(
        "web programs",
        "a web page named .xls",
        lambda: b"<html><table><tr><td>Nama</td></tr></table></html>",
        kind=Kind.WEB_PAGE,
    ),
    Case(
        "web programs",
        "a table in UTF-16 named .xls",
        lambda: "<TABLE><TR><TD>Nama".encode("utf-16"),
        kind=Kind.WEB_PAGE,
    ),
    Case(
        "Excel",
        "XML of 2003",
        lambda: b'<?xml version="1.0"?><Workbook></Workbook>',
        kind=Kind.WEB_PAGE,
    ),
    Case("camera", "a photograph named .xlsx", lambda: picture("JPEG"), kind=Kind.PICTURE),
    Case("phone", "a screenshot named .csv", lambda: picture("PNG"), kind=Kind.PICTURE),
    Case("phone", "HEIC", lambda: b"\0\0\0\x24ftypheic" + b"\0" * 40, kind=Kind.PICTURE),
    Case(
        "phone", "contacts (vCard)", lambda: b"BEGIN:VCARD\nFN:Ani\nEND:VCARD\n", kind=Kind.CONTACTS
    ),
    Case("Excel", "behind a password", lambda: compound("EncryptedPackage"), kind=Kind.LOCKED),
    Case(
        "Excel",
        "macros (XLSM)",
        lambda: repacked(xlsx([HEAD]), {"xl/vbaProject.bin": b"\0"}),
        kind=Kind.MACROS,
    ),
    Case(
        "Excel 97",
        "macros (XLS)",
        lambda: compound("Workbook", "_VBA_PROJECT_CUR"),
        kind=Kind.MACROS,
    ),
    Case("anybody", "a ZIP", lambda: repacked(_zip(), {"a.txt": b"Ani"}), kind=Kind.ARCHIVE),
)


def _zip() -> bytes:
    return b"PK\x05\x06" + b"\0" * 18


CORPUS = (*EXCEL, *LIBRE, *GOOGLE, *PASTED, *MORE, *REFUSED)


def table() -> str:
    """The corpus as a table for docs/lists.md."""
    lines = ["| made by | what is particular | what comes of it |", "| --- | --- | --- |"]
    lines += [f"| {case.manner} | {case.what} | {_outcome(case)} |" for case in CORPUS]
    return "\n".join(lines)


def _outcome(case: Case) -> str:
    if case.kind:
        return f"refused as `{case.kind.value}`, with a sentence"
    names = f"{len(case.rows)} name{'s' if len(case.rows) > 1 else ''}"
    said = "; ".join(f"“{words}”" for words in case.says)
    return f"{names}; said: {said}" if said else names
