"""Names as they are written in messages and on phones: one below the other, numbered or not.

"1. Budi Hartono, S.E. - Kepala Bidang", "NIP. 1980…" below a name, "Nama: …" and "NIP: …" in
blocks, with the greetings of whoever wrote it around them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext

from visits.language.nip import is_nip, numbers_within
from visits.people.lists.around import BELOW, TOTAL
from visits.people.lists.cells import is_degree, is_grade
from visits.people.lists.heads import TAKEN, Field, fields_of
from visits.people.lists.notes.lines import MARK, plain
from visits.people.lists.notes.parting import parted
from visits.people.lists.positions import NOBODY, NOT_OF_A_PERSON, POSITION, WITHIN
from visits.people.lists.rows import Read, Reading, Record, Row
from visits.people.lists.tidying import tidy

_KEYED = re.compile(r"^\s*([^:=]{2,40}?)\s*[:=]\s*(.*)$", re.DOTALL)
_GREETING = re.compile(
    r"\W*(ass?ala?mu'?\s?'?ala?ikum|wass?ala?mu|selamat (pagi|siang|sore|malam)|yth\b|kepada\b|"
    r"dengan hormat|"
    r"mohon|terima ?kasih|makasih|trims|thanks|thank you|demikian|berikut|dear\b|hormat kami|"
    r"salam\W*$|salam (hormat|sehat)|i[zj]in (me|ber)\w+|maaf\b|baik (pak|bu)|siap\W*$|"
    r"bapak/ibu|pak\b.{0,40}berikut|"
    r"(daftar|list|nama[- ]nama|data|rombongan|delegasi)\b.{0,80}$|<(media|pesan)|"
    r"pesan ini dihapus|this message was deleted|(dst|dll)\W*$)",
    re.IGNORECASE,
)
# "II. Anggota", "B. Pendamping" between numbered names: the parts of a delegation.
_PART = re.compile(
    r"\s*([IVX]{2,4}[.)]\s*\S"
    r"|[A-Z][.)]\s*(pimpinan|anggota|ketua|pendamping|peserta|rombongan|pejabat|staff?|unsur|tim|dari|"
    r"bidang|dinas|badan|bagian|sekretariat|kelompok)\b)",
    re.IGNORECASE,
)
_BEFORE_COLON = re.compile(r"([^:\d]{3,60}?)\s*:\s*([^\W\d][^:]*)")


def read_notes(records: Sequence[Record], *, most: int) -> Reading:
    """The participants of lines that have no columns; raises TooManyLines beyond `most`."""
    lines, by_program = plain(records, most=most)
    numbered = sum(bool(m and m["number"]) for m in (MARK.match(r.cell(0)) for r in lines))
    marked = numbered or sum(bool(MARK.match(record.cell(0))) for record in lines)
    reading = _NoteReader(lines, marked=marked * 2 > len(lines) or marked > 1).read()
    for record in by_program:
        reading.pass_over(record, gettext("A sentence around the list"))
    return reading.keep_lines(records)


class _NoteReader:
    def __init__(self, lines: Sequence[Record], *, marked: bool) -> None:
        self._lines, self._marked = lines, marked
        self._reading = Reading()
        self._keyed: dict[Field, str] = {}
        self._keyed_line = 0
        self._last = 0
        self._open = self._below = False

    def read(self) -> Reading:
        for record in self._lines:
            self._take(record)
        self._close_block()
        for index, one in enumerate(self._reading.read):
            name = one.row.name.rstrip(" ,;")
            self._reading.read[index] = replace(one, row=replace(one.row, name=name))
        return self._reading

    def _take(self, record: Record) -> None:
        text = record.cell(0)
        mark = MARK.match(text)
        bare = text[mark.end() :] if mark else text
        if self._takes_key(record, bare):
            return
        if not mark and self._below and not is_nip(bare):
            self._reading.pass_over(record, gettext("Below the list"))
            return
        if NOBODY.fullmatch(bare) and any(c.isalnum() for c in text):
            self._reading.pass_over(record, gettext("No name yet"))
            return
        if mark and bare.strip():
            self._close_block()
            self._below = False
            self._add(record, bare)
            return
        if _role_before(bare):
            self._close_block()
            self._add(record, bare)
            return
        why = self._why_not(record, bare)
        if why:
            self._reading.pass_over(record, why)
            self._open = False
        elif self._goes_on(record, bare):
            self._last = record.number
        elif self._marked and not self._reading.read:
            self._reading.pass_over(record, gettext("Above the list"))
        elif self._marked:
            self._add(record, bare, gettext("No number or mark stands before this line."))
        else:
            self._add(record, bare)

    def _why_not(self, record: Record, text: str) -> str:
        if _GREETING.match(text) or text.rstrip().endswith((":", "?")):
            return gettext("A sentence around the list")
        if not any(c.isalnum() for c in text):
            return gettext("No letters")
        if TOTAL.fullmatch(text) and re.search(r"\d|:", text):
            return gettext("A total")
        if self._reading.read and BELOW.match(text):
            self._below = True
            return gettext("Below the list")
        if self._below and not is_nip(text):
            return gettext("Below the list")
        if self._marked and _PART.match(text):
            return gettext("A caption between the lines")
        if NOT_OF_A_PERSON.search(text) and not WITHIN.search(text) and not self._open_position:
            if self._reading.read:
                return gettext("A caption between the lines")
            return gettext("Above the list")
        return ""

    @property
    def _open_position(self) -> bool:
        """Whether the next line may be the position of the person above."""
        return self._marked and self._open and not self._reading.read[-1].row.position

    def _takes_key(self, record: Record, text: str) -> bool:
        """ "Nama: Ani": a line of a block; a new name begins the next one."""
        keyed = _KEYED.match(text)
        fields = fields_of(keyed[1], strictly=True) if keyed else ()
        if not keyed or not fields or fields == (Field.NUMBER,):
            return False
        field = fields[0]
        if field == Field.NAME and re.match(r"\d+\s*(orang|org|people)?\b", keyed[2]):
            self._reading.pass_over(record, gettext("A total"))
            return True
        if field == Field.NAME and Field.NAME in self._keyed:
            self._close_block()
        if field == Field.NAME and keyed[2].strip():
            self._keyed, self._keyed_line = {Field.NAME: keyed[2]}, record.number
        elif field in TAKEN and self._keyed:
            self._keyed[field] = f"{self._keyed.get(field, '')} {keyed[2]}".strip()
        elif field in TAKEN and self._reading.read and keyed[2].strip():
            self._extend(record, field, keyed[2])
        else:
            self._reading.pass_over(record, gettext("Not needed"))
        self._last = record.number
        return True

    def _close_block(self) -> None:
        if self._keyed:
            self._append(self._keyed, self._keyed_line)
        self._keyed = {}

    def _goes_on(self, record: Record, text: str) -> bool:
        """A line that belongs to the person above: a number, or what stands below a mark."""
        if not self._reading.read or self._keyed:
            return False
        before = self._reading.read[-1]
        if is_nip(text) and not before.row.nip:
            return self._extend(record, Field.NIP, numbers_within(text)[0])
        below = record.number == self._last + 1 and self._open
        if is_grade(text) and below and not before.row.grade:
            return self._extend(record, Field.GRADE, text)
        if below and before.row.name.endswith(",") and is_degree(text.strip(" ,")):
            whole = f"{before.row.name.rstrip(' ,')}, {text.strip(' ,')}"
            return self._extend(record, Field.NAME, whole)
        if self._marked and below and not before.row.position:
            self._extend(record, Field.POSITION, text)
            if not POSITION.match(text):
                words = gettext("“%(text)s” is taken as the position. Is that right?")
                last = self._reading.read[-1]
                self._reading.read[-1] = last.doubted(words % {"text": text[:60]})
            return True
        return False

    def _extend(self, record: Record, field: Field, text: str) -> bool:
        before = self._reading.read[-1]
        values = {name: getattr(before.row, name) for name in TAKEN} | {field: text.strip()}
        doubts: list[str] = []
        values = tidy({Field(name): value for name, value in values.items()}, doubts)
        row = Row(**{name.value: values[name] for name in TAKEN})
        self._reading.read[-1] = replace(before, row=row).doubted(*doubts)
        return True

    def _add(self, record: Record, text: str, *doubts: str) -> None:
        role = _role_before(text)
        parts = parted(role[1] if role else text)
        values = parts.values
        if role and not values[Field.POSITION]:
            values[Field.POSITION] = role[0]
        self._append(values, record.number, *record.doubts, *doubts, *parts.doubts)
        if parts.left:
            last = self._reading.read[-1]
            self._reading.read[-1] = replace(last, left=tuple(parts.left))
        self._last, self._open = record.number, True

    def _append(self, values: dict[Field, str], line: int, *doubts: str) -> None:
        more: list[str] = []
        values = tidy({field: values.get(field, "").strip() for field in TAKEN}, more)
        row = Row(**{field.value: values[field] for field in TAKEN})
        self._reading.read.append(Read(row, line).doubted(*doubts, *more))


def _role_before(text: str) -> tuple[str, str] | None:
    """ "Sopir: Dedi": what somebody is in the delegation, and who."""
    found = _BEFORE_COLON.fullmatch(text.strip())
    if not found or not POSITION.match(found[1]) or re.search(r"\borang\b", found[2]):
        return None
    return found[1].strip(), found[2].strip()
