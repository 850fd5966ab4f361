"""What stands around the names of a list and is none: totals, remarks, whoever signs."""

import re
from collections.abc import Sequence

from visits.people.lists.cells import line_number

_MONTHS = (
    "jan|feb|mar|apr|mei|may|jun|jul|agu|ags|aug|sep|okt|oct|nov|des|dec|januari|februari|maret|"
    "april|juni|juli|agustus|september|oktober|november|desember"
)
# What begins the lines below a list: place and date, whoever signs, remarks.
BELOW = re.compile(
    r"\W*(mengetahui|menyetujui|mengesahkan|hormat (kami|saya)|ditetapkan di|dibuat (oleh|di)|"
    r"yang (membuat|bertanda|menugaskan|memerintah)|a\.\s?n\.|u\.\s?b\.|plt\.? kepala|"
    r"tembusan|catatan|keterangan|ket\b|nb\b|notes?\b|demikian|terima kasih|pengguna anggaran|"
    r"pejabat pelaksana|contact person|cp\b|narahubung)"
    rf"|.{{2,40}},(?=.*\d)\s*(tgl\.?|tanggal)?\s*[\d.…_ ]{{0,8}}\s*({_MONTHS})\w*\.?\s*(20\d*)?\W*$"
    r"|(kepala|sekretaris|bupati|wali ?kota|gubernur|camat|ketua|direktur|pimpinan)\b.{0,80},\s*$",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"\W*(grand |sub ?)?(total|jumlah|banyaknya)\b.*|\W*\d+ (orang|org|pax|people)\W*",
    re.IGNORECASE,
)


def numbers_columns(texts: Sequence[str]) -> bool:
    """Whether it is the line of numbers below heads: 1, 2, 3 or (1), (2), (3) or a, b, c."""
    if len(texts) < 2:
        return False
    if [text.strip("() .").lower() for text in texts] == list("abcdefghijkl"[: len(texts)]):
        return True
    numbers = [line_number(text) for text in texts]
    return all(n is not None for n in numbers) and numbers == sorted(
        set(numbers), key=lambda n: n or 0
    )
