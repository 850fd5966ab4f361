"""What the demo's past visits left behind: answers to the survey, and a paper to take home."""

import datetime as dt

from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from visits.files.materials import add_material, check_material
from visits.models import Visit
from visits.models.survey import ELEMENTS
from visits.survey.answering import answer

# By the visit and its guest.
REMARKS = {
    (0, 1): "Penjelasan petugas sangat jelas dan langsung dapat kami terapkan.",
    (1, 0): "Mohon waktu tanya jawab diperpanjang.",
    (1, 3): "Alur antreannya rapi; kami ingin meniru papan informasinya.",
    (3, 2): "Ruang pertemuan agak dingin, selebihnya sangat baik.",
    (3, 6): "Lebih baik lagi bila ada kanal pengaduan yang dapat diakses dari ponsel.",
    (4, 0): "Terima kasih atas sambutan yang hangat.\nSemoga kami dapat membalas di daerah kami.",
    (4, 5): "Narasumber menguasai materi. Paparannya mohon dibagikan.",
    (4, 9): "Parkir bus sulit ditemukan.",
}
_TITLE = "Antrean dan SKM di MPP Batam"


def look_back(visit: Visit, *, number: int, over: dt.datetime) -> None:
    """Let some guests of a visit that was `over` then answer; the second visit got a paper."""
    for guest in range(3 + number * 2):
        answer(
            visit,
            scores={name: _score(number, guest, element) for element, name in enumerate(ELEMENTS)},
            remark=REMARKS.get((number, guest), ""),
            nonce=f"{number:016x}{guest:016x}",
            now=over + dt.timedelta(hours=3 + 5 * guest),
        )
    if number == 1:
        add_material(
            visit,
            file=check_material(ContentFile(_paper(_TITLE), name="materi.pdf")),
            title=_TITLE,
            photo=False,
            by=User.objects.get(username="narasumber"),
            now=over + dt.timedelta(hours=1),
        )


def _score(number: int, guest: int, element: int) -> int:
    """Mostly good; the visit is free of charge, and complaints are what could be better."""
    if ELEMENTS[element] == "cost":
        return 4
    dice = (number * 7 + guest * 5 + element * 3) % 10
    best = 4 if dice < 5 else 3 if dice < 9 else 2
    return best - (ELEMENTS[element] == "complaints" and best == 4 and guest % 2)


def _paper(title: str) -> bytes:
    """A page of A4 with a heading, as small as a PDF can be (ISO 32000-1, annex H)."""
    drawn = f"BT /F1 22 Tf 72 740 Td ({title}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    made, places = b"%PDF-1.4\n", []
    for count, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (count, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made, start = made + b"xref\n0 7\n0000000000 65535 f \n" + table, len(made)
    return made + b"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
