"""The heads of a table's columns, as offices write them, and the line (or two) they stand in.

Known by words rather than by spellings: "N A M A", "Nama Lengkap (dengan gelar)", "PANGKAT/GOL.
RUANG", "Nama / NIP", with typing errors. Each part of a head says a field; words alone decide.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from visits.people.lists.rows import Record
from visits.reference.names import normal


class Field(StrEnum):
    """What a column holds; the last three are not taken."""

    NAME = "name"
    POSITION = "position"
    GRADE = "grade"
    NIP = "nip"
    NIK = "nik"
    NUMBER = "number"
    OTHER = "other"


TAKEN = (Field.NAME, Field.POSITION, Field.GRADE, Field.NIP)
_LONGEST_HEAD = 80
_LOOK_AT = 60


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAME = _words("nama nam nma name names")
_PEOPLE = _words(
    """
    peserta pegawai personil personel anggota delegasi participant participants member members
    rombongan pejabat tamu undangan pendamping asn pns aparatur staf petugas orang person people
    pelaksana
    """
)
_ALONE = _words("peserta participant participants pegawai anggota delegasi personil personel")
_OF_NAMES = _words(
    """
    lengkap full gelar dengan tanpa beserta dan serta and with titles title degree degrees yang the
    of hadir ikut berangkat ditugaskan diutus sesuai ktp sk huruf kapital besar cetak terang jelas
    depan belakang first last middle given family surname kunjungan visitor
    """
)
_NOT_OF_PEOPLE = _words(
    """
    instansi opd skpd unit dinas bank rekening daerah sekolah hotel kantor kegiatan ibu ayah
    panggilan organisasi perusahaan lembaga provinsi kabupaten kota acara barang company
    organization organisation institution user file atasan pasangan suami istri alias bidang
    jalan produk aplikasi
    """
)
_POSITION = _words("jabatan jab position posisi kedudukan title role occupation pekerjaan tugas")
_GRADE = _words("golongan gol golru goltr pangkat pkt grade rank")
_NIP = _words("nip nippppk nipppk nipbaru niplama")
_NIK = _words("nik ktp kependudukan")
_NUMBER = _words("no nomor nomer nmr num nr number urut serial sl")
_OTHER = _words(
    """
    keterangan ket hp telp telepon handphone ponsel wa whatsapp kontak contact email surel mail
    alamat instansi opd skpd unit kerja bidang eselon esl jenis kelamin jk lp tanda tangan ttd
    paraf lahir tempat tanggal tgl tmt agama pendidikan usia umur rekening bank npwp foto ukuran
    baju status asal hotel kamar transportasi pesawat signature phone mobile remarks notes address
    hadir organization organisation institution company gender sex birth nrp nrk kehadiran catatan
    dinas kantor kota kabupaten provinsi daerah satuan bagian seksi panggilan sub darah
    """
)
_LOOSE = _words("ruang tk tingkat digit opsional optional bila ada jika pppk induk id 18 lama baru")
_KNOWN = (
    _NAME | _PEOPLE | _OF_NAMES | _NOT_OF_PEOPLE | _POSITION | _GRADE | _NIP | _NIK | _NUMBER
) | (_OTHER | _LOOSE)
_TYPED_WRONG = sorted(
    _words("nama lengkap jabatan golongan pangkat peserta position instansi keterangan")
)
_PARTS = re.compile(r"[/&+,;|\n\r()\[\]]|\bdan\b|\band\b|\s-\s", re.IGNORECASE)


def fields_of(text: str, *, strictly: bool = False) -> tuple[Field, ...]:
    """The fields that a head names, in its order; none where it is no head.

    With `strictly` only where each of its words is one that heads are made of.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST_HEAD:
        return ()
    if text in ("#", "№"):
        return (Field.NUMBER,)
    if strictly and not set(_words_of(text)) <= _KNOWN:
        return ()
    whole = _field_of(_words_of(text))
    found = [_field_of(_words_of(part)) for part in _PARTS.split(text)]
    named = list(dict.fromkeys(field for field in found if field in TAKEN))
    if len(named) > 1 and whole != Field.OTHER:
        return tuple(named)
    return (whole,) if whole else tuple(named[:1])


def _words_of(text: str) -> list[str]:
    """The words of a head, split letters put together and typing errors mended."""
    words: list[str] = []
    letters = ""
    for word in [*normal(text).split(), ""]:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            words += _segments(letters) if len(letters) > 1 else [letters]
            letters = ""
        if word:
            words += _segments(word)
    return words


def _segments(word: str) -> list[str]:
    """A word as it is known, as the known ones it is put together of, or as it was meant."""
    if word in _KNOWN or word.isdigit():
        return [word]
    rest, parts = word, []
    while rest:
        head = next((rest[:n] for n in range(len(rest), 1, -1) if rest[:n] in _KNOWN), "")
        if not head:
            break
        parts.append(head)
        rest = rest[len(head) :]
    if not rest and all(len(part) > 2 for part in parts):
        return parts
    near = get_close_matches(word, _TYPED_WRONG, n=1, cutoff=0.82) if len(word) > 4 else []
    return near or [word]


def _field_of(words: list[str]) -> Field | None:
    """The field that the words of one head, or of a part of it, name."""
    held = set(words)
    if not held or "daftar" in held or "list" in held:
        return None
    if held & _NIP or {"induk", "pegawai"} <= held or {"employee", "id"} <= held:
        return Field.NIP
    if {"civil", "servant", "number"} <= held or {"civil", "service", "number"} <= held:
        return Field.NIP
    if held & _NIK and not held & _NAME:
        return Field.NIK
    if held <= _NUMBER or (words[0] in _NUMBER and held <= _NUMBER | _PEOPLE):
        return Field.NUMBER
    if (held & _GRADE and "darah" not in held) or held == {"ruang"}:
        return Field.GRADE
    if held & _NAME and not held & _NOT_OF_PEOPLE and not held & (_POSITION - {"title"}):
        starts = words[0] in _NAME or words[-1] in _NAME
        return Field.NAME if starts and len(words) <= 7 else None
    if "gelar" in held and held <= _OF_NAMES:
        return Field.NAME
    if held & _POSITION and words[0] not in _NUMBER:
        return Field.POSITION
    if held <= _PEOPLE and held & _ALONE:
        return Field.NAME
    return Field.OTHER if held & (_OTHER | _NOT_OF_PEOPLE) else None


@dataclass(frozen=True)
class Head:
    """Where the columns are named: `first` to `last` of the records, and what each column is."""

    first: int
    last: int
    columns: dict[int, tuple[Field, ...]]
    titles: dict[int, str]

    @property
    def fields(self) -> set[Field]:
        """The fields that are taken."""
        return {field for named in self.columns.values() for field in named if field in TAKEN}

    def side_by_side(self) -> list[tuple[int, int]]:
        """The columns of tables beside each other, each from one to another (not included)."""
        starts = _starts_of_parts(self) if len(self.of(Field.NAME)) > 1 else []
        ends = [*starts[1:], max(self.columns) + 1]
        return list(zip(starts, ends, strict=True)) if starts else []

    def of(self, field: Field) -> list[int]:
        """The columns that hold a field, alone or with others."""
        return [n for n, named in self.columns.items() if field in named]


def _starts_of_parts(head: Head) -> list[int]:
    """Where tables begin that stand beside each other: at the number before each name."""
    names, numbers = head.of(Field.NAME), head.of(Field.NUMBER)
    before = [max([n for n in numbers if n < name], default=name) for name in names]
    repeated = len(set(before)) == len(names) and len(numbers) == len(names)
    others = [head.of(field) for field in TAKEN[1:] if head.of(field)]
    if repeated:
        return before
    return names if others and all(len(columns) == len(names) for columns in others) else []


def find_head(records: Sequence[Record], *, start: int = 0) -> Head | None:
    """The head with the most fields among the first records from `start`; of equals the first."""
    best: Head | None = None
    for index in range(start, min(len(records), start + _LOOK_AT)):
        for head in (_two_lines(records, index), head_at(records, index)):
            if head and (best is None or len(head.fields) > len(best.fields)):
                best = head
        if best and index > best.last + 20:
            break
    return best


def head_at(records: Sequence[Record], index: int) -> Head | None:
    """The head in one record, if it is one: a name, and something that says it is no name."""
    record = records[index]
    titles = {n: record.cell(n) for n in record.filled}
    columns = {n: found for n, text in titles.items() if (found := fields_of(text))}
    return _head(index, index, columns, titles)


def _two_lines(records: Sequence[Record], index: int) -> Head | None:
    """The head in two records: parts of a column's name below each other, or groups above."""
    if index + 1 >= len(records):
        return None
    above, below = records[index], records[index + 1]
    titles: dict[int, str] = {}
    columns: dict[int, tuple[Field, ...]] = {}
    needed = False
    for n in sorted({*above.filled, *below.filled}):
        upper, lower = above.cell(n), below.cell(n)
        titles[n] = f"{upper} {lower}".strip()
        if lower and set(_words_of(lower)) <= _PEOPLE:
            # "Staf", "Anggota": rather somebody's position than a head.
            return None
        # A group above its columns ("Pegawai" over "Nama" and "NIP") says less than they do.
        found = fields_of(lower, strictly=True)
        if not found:
            found = fields_of(titles[n], strictly=bool(lower))
            needed = needed or bool(found)
        if lower and not found:
            return None
        if found:
            columns[n] = found
    return _head(index, index + 1, columns, titles) if needed else None


def _head(
    first: int, last: int, columns: dict[int, tuple[Field, ...]], titles: dict[int, str]
) -> Head | None:
    head = Head(first, last, columns, titles)
    if Field.NAME not in head.fields or any(re.search(r"\d{16}", text) for text in titles.values()):
        return None
    if len(columns) * 2 < len(titles):
        return None
    if len(columns) > 1 or len(head.fields) > 1:
        return head
    # A name alone: the only thing in its line, and in words that heads are made of.
    alone = len(titles) == 1 and all(fields_of(text, strictly=True) for text in titles.values())
    return head if alone else None
