"""Names as they are written in messages and on phones: one below the other, numbered or not.

"1. Budi Hartono, S.E. - Kepala Bidang", "NIP. 1980…" below a name, "Nama: …" and "NIP: …" in
blocks, with the greetings of whoever wrote it around them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from visits.language.nip import is_nip, numbers_within, without_numbers
from visits.people.lists.around import BELOW, TOTAL
from visits.people.lists.cells import PHONE, grade_within, is_degree, is_grade, is_no_field
from visits.people.lists.heads import TAKEN, Field, fields_of
from visits.people.lists.rows import Read, Reading, Record, Row
from visits.people.lists.tidying import POSITION, tidy

# "[12/11/26 10.02] Budi: ", "12/11/26, 10.02 - Budi: ": what WhatsApp writes before a message.
_SENT = re.compile(
    r"^\s*\u200e?\[?\d{1,4}[/.-]\d{1,2}[/.-]?\d{0,4},?\s+\d{1,2}[.:]\d{2}([.:]\d{2})?\s?([AaPp]\.?[Mm]\.?)?"
    r"\]?\s*(-\s*)?[^:]{1,40}:\s*"
)
_MARK = re.compile(
    r"^\s*(?:(?P<number>\(?\d{1,3}\s?[.)\]/:．）](?!\d)|\d\ufe0f?\u20e3+|\d{1,3}\s?-\s)"
    r"|(?P<bullet>[-–—•●○▪■◦·*✓✔➢►>☑]+\s))\s*"
)
_KEYED = re.compile(r"^\s*([^:=]{2,40}?)\s*[:=]\s*(.*)$", re.DOTALL)
_GREETING = re.compile(
    r"\W*(ass?ala?mu'?\s?'?ala?ikum|wass?ala?mu|selamat (pagi|siang|sore|malam)|yth\b|kepada\b|"
    r"dengan hormat|"
    r"mohon|terima ?kasih|makasih|trims|thanks|thank you|demikian|berikut|dear\b|hormat kami|"
    r"salam\W*$|salam (hormat|sehat)|i[zj]in (me|ber)\w+|maaf\b|baik (pak|bu)|siap\W*$|"
    r"bapak/ibu|pak\b.{0,40}berikut|"
    r"(daftar|list|nama[- ]nama|data|rombongan|delegasi)\b.{0,80}$|<media)",
    re.IGNORECASE,
)
# "II. Anggota", "B. Pendamping" between numbered names: the parts of a delegation.
_PART = re.compile(
    r"\s*([IVX]{2,4}[.)]\s*\S"
    r"|[A-Z][.)]\s*(pimpinan|anggota|ketua|pendamping|peserta|rombongan|pejabat|staff?|unsur|tim|dari|"
    r"bidang|dinas|badan|bagian|sekretariat|kelompok)\b)",
    re.IGNORECASE,
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMBERS = tuple(str(n) for n in range(1, 301))
# What stands before names and counts them, the next of each, and from how many on it does.
_COUNTED: tuple[tuple[re.Pattern[str], Sequence[str], int], ...] = (
    (re.compile(r"(\d{1,3})\s+(?=[^\W\d])"), _NUMBERS, 2),
    (re.compile(r"no\.?\s*(\d{1,3})[.):]?\s+(?=[^\W\d])", re.IGNORECASE), _NUMBERS, 2),
    # Copied from a PDF: the number is a line of its own.
    (re.compile(r"(\d{1,3})\s?[.)]?$"), _NUMBERS, 2),
    (re.compile(r"\(?([a-z])\s?[.)]\s*(?=[^\W\d])"), "abcdefghijklmnopqrstuvwxyz", 2),
    (re.compile(r"\(?([IVX]{1,4})\s?[.)]\s*(?=[^\W\d])"), [r.upper() for r in _ROMAN], 2),
    # Two may be initials.
    (re.compile(r"\(?([A-Z])\s?[.)]\s*(?=[^\W\d])"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3),
)
_OF_DIGITS = 3
_BEFORE_COLON = re.compile(r"([^:\d]{3,60}?)\s*:\s*([^\W\d][^:]*)")
_PHONE = re.compile(
    r"[\s:,(]*((no\.?\s*)?(hp|wa|tel(p|epon)?|tlp|kontak)\b[\s.:/]*)*(?<!\d)"
    rf"(?P<digits>{PHONE})(?<=\d)(?!\d)\)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+[-–—/|]+\s+|\s*\|\s*|\s{3,}|\s*[–—;\t]\s*")


def read_notes(records: Sequence[Record]) -> Reading:
    """The participants of lines that have no columns."""
    lines = _numbers_marked([_unwrapped(record) for record in records])
    numbered = sum(bool(m and m["number"]) for m in (_MARK.match(r.cell(0)) for r in lines))
    marked = numbered or sum(bool(_MARK.match(record.cell(0))) for record in lines)
    return _NoteReader(lines, marked=marked * 2 > len(lines) or marked > 1).read()


def _unwrapped(record: Record) -> Record:
    """The line without what the messenger writes before it, and without its marks for bold."""
    text = _SENT.sub("", record.cell(0))
    return replace(record, cells=[re.sub(r"(?<!\w)([*_~])(\S(?:.*?\S)?)\1(?!\w)", r"\2", text)])


def _numbers_marked(lines: list[Record]) -> list[Record]:
    """The lines with a number and a stop where something else counts them: "1 Ani", "a. Ani"."""
    marks = [(_MARK.match(line.cell(0)), line.cell(0)) for line in lines]
    numbered = any(mark and mark["number"] and mark[0] != text for mark, text in marks)
    for pattern, following, least in _COUNTED[:_OF_DIGITS] if numbered else _COUNTED:
        found = [pattern.match(line.cell(0)) for line in lines]
        counted = [match[1] for match in found if match]
        if len(counted) >= least and counted == list(following[: len(counted)]):
            return list(_with_numbers(lines, found))
    return lines


def _with_numbers(
    lines: Iterable[Record], found: Iterable[re.Match[str] | None]
) -> Iterator[Record]:
    number, alone = 0, False
    for line, match in zip(lines, found, strict=True):
        text = line.cell(0)
        number += match is not None
        rest = text[match.end() :] if match else text
        if (match or alone) and rest:
            yield replace(line, cells=[f"{number}. {rest}"])
        elif not match:
            yield line
        alone = bool(match and not rest)


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
        return self._reading

    def _take(self, record: Record) -> None:
        text = record.cell(0)
        mark = _MARK.match(text)
        bare = text[mark.end() :] if mark else text
        if self._takes_key(record, bare):
            return
        if not mark and self._below and not is_nip(bare):
            self._reading.pass_over(record, gettext("Below the list"))
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
        return ""

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
            return self._extend(record, Field.POSITION, text)
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
        beside: list[str] = []
        role = _role_before(text)
        values = _parted(role[1] if role else text, beside)
        if role and not values[Field.POSITION]:
            values[Field.POSITION] = role[0]
            doubts += (gettext("What stands before the colon is taken as the position."),)
        if not values[Field.POSITION]:
            values = _behind_comma(values)
            if values[Field.POSITION]:
                doubts += (gettext("What stands behind the comma is taken as the position."),)
        self._append(values, record.number, *record.doubts, *doubts, *beside)
        self._last, self._open = record.number, True

    def _append(self, values: dict[Field, str], line: int, *doubts: str) -> None:
        more: list[str] = []
        values = tidy({field: values.get(field, "").strip() for field in TAKEN}, more)
        row = Row(**{field.value: values[field] for field in TAKEN})
        self._reading.read.append(Read(row, line).doubted(*doubts, *more))


def _parted(text: str, doubts: list[str]) -> dict[Field, str]:
    """One line's name, and what is written beside it; what is not taken goes to `doubts`."""
    values = dict.fromkeys(TAKEN, "")
    numbers = [digits for digits in numbers_within(text) if len(digits) == 18]
    if numbers:
        values[Field.NIP] = numbers[0]
        text = " - ".join(
            piece for piece in map(without_numbers, _BETWEEN.split(text)) if piece.strip()
        )
    name, *others = [piece for piece in _BETWEEN.split(text) if piece.strip()] or [text]
    inside = re.search(r"\s*\(([^()]{3,})\)\s*$", name)
    if inside and not others and not is_degree(inside[1]):
        name, others = name[: inside.start()], [inside[1]]
    if phone := _PHONE.search(name):
        rest = f"{name[: phone.start()]} {name[phone.end() :]}".strip(" -–—/|,;:(")
        if rest:
            name, others = rest, [phone["digits"].strip(), *others]
    values[Field.NAME] = name
    for piece in others:
        if is_no_field(piece) or _PHONE.fullmatch(piece):
            doubts.append(gettext("Not taken: %(text)s") % {"text": piece.strip()})
        elif is_degree(piece):
            values[Field.NAME] += f", {piece.strip()}"
        elif (is_grade(piece) or grade_within(piece)) and not values[Field.GRADE]:
            values[Field.GRADE] = piece
        else:
            values[Field.POSITION] = f"{values[Field.POSITION]} {piece}".strip()
    return values


def _role_before(text: str) -> tuple[str, str] | None:
    """ "Sopir: Dedi": what somebody is in the delegation, and who."""
    found = _BEFORE_COLON.fullmatch(text.strip())
    if not found or not POSITION.match(found[1]) or re.search(r"\borang\b", found[2]):
        return None
    return found[1].strip(), found[2].strip()


def _behind_comma(values: dict[Field, str]) -> dict[Field, str]:
    """The same where a position stands behind the name's commas: what is no degree."""
    name, *rest = values[Field.NAME].split(",")
    kept = [name]
    for n, part in enumerate(rest):
        if is_degree(part) or not re.search(r"[^\W\d]{4}", part):
            kept.append(part)
            continue
        position = ",".join(rest[n:]).strip()
        return values | {Field.NAME: ",".join(kept).strip(), Field.POSITION: position}
    return values
