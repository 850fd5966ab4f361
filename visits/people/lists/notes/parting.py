"""One line of a message taken apart: name, degrees, position, grade, number, and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext

from visits.language.nip import numbers_within, without_numbers
from visits.people.lists.cells import (
    LONGEST_GRADE,
    PHONE,
    grade_within,
    is_degree,
    is_grade,
    is_no_field,
    is_title,
)
from visits.people.lists.heads import TAKEN, Field
from visits.people.lists.positions import AFTER_NAME, NOBODY, POSITION, WITHIN, names_nobody

_PHONE = re.compile(
    r"[\s:,(]*((no\.?\s*)?(hp|wa|tel(p|epon)?|tlp|kontak)\b[\s.:/]*)*(?<!\d)"
    rf"(?P<digits>{PHONE})(?<=\d)(?!\d)(?P<close>\))?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\s(<]*(?P<address>[^\s()<>@,;]+@[^\s()<>@,;]+\.\w+)[>)]?")
_BETWEEN = re.compile(
    r"\s+[-–—/|→=~]+>?\s+|\s*\|\s*|\s{3,}|\s*[–—;\t→]\s*|\s+-(?=\S)|(?<=[^\s\d])-\s+"
    r"|\s+(?:sebagai|selaku|jabatan|jab\.?)\s+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)(?:\)|$)")
# The place of what stood in brackets.
_HELD = re.compile("\ue000(\\d+)\ue001")
_AT_END = re.compile(
    r"[\s,]+((?:gol\.?\s*)?(?:(?:IV|III|II|I)\s?[/.\-]\s?|(?:IV|III|II))[a-e])\s*$"
)
_ESELON = re.compile(r"\s*es[el]*on\b.*", re.IGNORECASE)
# Degrees that no list knows have no word of four letters.
_LONG_WORD = re.compile(r"[^\W\d]{4}")
_STATUS = re.compile(r"\W*(non )?(asn|pns|cpns|pppk|p3k|thl|tni|ptt|phl)\W*", re.IGNORECASE)


@dataclass
class Parts:
    """What a line holds: its fields, what is to be asked about it, and what is not taken."""

    name: str = ""
    positions: list[str] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    nip: str = ""
    doubts: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def values(self) -> dict[Field, str]:
        """By field, for a row."""
        found = dict.fromkeys(TAKEN, "")
        found[Field.NAME], found[Field.NIP] = self.name, self.nip
        found[Field.POSITION] = ", ".join(self.positions)
        found[Field.GRADE] = next(iter(self.grades), "")
        return found

    def take_position(self, text: str) -> None:
        """A part that is nothing else; asked about where no word of it says that it is one."""
        text = text.strip(" ,;")
        if not POSITION.match(text) and not (self.positions and WITHIN.search(self.positions[0])):
            words = gettext("“%(text)s” is taken as the position. Is that right?")
            self.doubts.append(words % {"text": text[:60]})
        elif self.positions and POSITION.match(text):
            self.doubts.append(gettext("Two positions stand in this line. Is it one person?"))
        self.positions.append(text)


def parted(text: str) -> Parts:
    """One person's line, without the mark before it."""
    parts = Parts()
    text = _without_numbers(text, parts)
    held = [found[1].strip() for found in _BRACKETS.finditer(text)]
    numbers = iter(range(len(held)))
    text = _BRACKETS.sub(lambda _m: f" \ue000{next(numbers)}\ue001 ", text)
    first, *others = [piece for piece in _segments(text) if piece.strip()] or [text]
    _take_name(first, held, parts)
    for other in others:
        for piece in _unfolded(other, held):
            _take(piece, parts)
    _settle(parts)
    return parts


def _without_numbers(text: str, parts: Parts) -> str:
    """The text without NIP, telephones and e-mail addresses; these two are not taken."""
    numbers = [digits for digits in numbers_within(text) if len(digits) == 18]
    if numbers:
        parts.nip = numbers[0]
        pieces = map(without_numbers, _BETWEEN.split(text))
        text = " - ".join(piece for piece in pieces if piece.strip())
    for pattern, name in ((_PHONE, "digits"), (_EMAIL, "address")):
        while found := pattern.search(text):
            parts.left.append(found[name].strip())
            within = text.rfind("(", 0, found.start()) > text.rfind(")", 0, found.start())
            close = ")" if within and found[0].endswith(")") else ""
            before, after = text[: found.start()].rstrip(" -–—/|,;:"), text[found.end() :]
            text = f"{before}{close} {after.lstrip(' ,;:')}".strip()
    return re.sub(r"\(\s*\)", "", text).strip()


def _segments(text: str) -> Iterator[str]:
    """The parts between dashes and their like; a hyphen or a colon before a position is one too."""
    for piece in _BETWEEN.split(text):
        marks = re.finditer(r"(?<=[^\W\d])\s*[-:]\s*", piece)
        mark = next((m for m in marks if POSITION.match(piece[m.end() :])), None)
        if mark and not POSITION.match(piece[: mark.start()]):
            yield piece[: mark.start()]
            yield piece[mark.end() :]
        else:
            yield piece


def _take_name(text: str, held: list[str], parts: Parts) -> None:
    """The first part: a name with its degrees, and what stands behind its commas."""
    head, *rest = text.split(",")
    head, inside = _brackets_apart(head, held)
    if grade := _AT_END.search(head):
        parts.grades.append(grade[1])
        head = head[: grade.start()]
    if not POSITION.match(head) and (role := AFTER_NAME.search(head)):
        rest.insert(0, head[role.start() :])
        head = head[: role.start()].rstrip()
        doubtful = rest[0].strip()
        words = gettext("“%(text)s” is taken as the position. Is that right?")
        parts.doubts.append(words % {"text": doubtful[:60]})
    parts.name = head.rstrip()
    for piece in inside:
        _take(piece, parts)
    for n, part in enumerate(rest):
        bare, inside = _brackets_apart(part, held)
        degrees, other = _degrees_first(bare)
        status = bool(_STATUS.fullmatch(bare))
        short = not parts.positions and not _LONG_WORD.search(bare) and not status
        if degrees and POSITION.match(other):
            parts.name += f", {degrees}"
            parts.take_position(other)
            words = gettext("“%(text)s” is taken as the position. Is that right?")
            parts.doubts.append(words % {"text": other[:60]})
        elif is_degree(bare) or (
            short
            and not is_grade(bare.strip())
            and not is_no_field(bare)
            and not POSITION.match(bare)
        ):
            parts.name += (
                f",{bare.rstrip()}" if bare.strip() else ("," if n == len(rest) - 1 else "")
            )
        elif degrees:
            parts.name += f", {degrees}"
            parts.take_position(other)
        else:
            _take(bare, parts)
        for piece in inside:
            _take(piece, parts)


def _brackets_apart(text: str, held: list[str]) -> tuple[str, list[str]]:
    """The text without its brackets, and the parts of what stood in them; titles stay in it."""
    inside: list[str] = []

    def out(found: re.Match[str]) -> str:
        words = held[int(found[1])]
        if is_degree(words) or is_title(words):
            return f"({words})"
        inside.extend(piece for piece in re.split(r"[,;/]\s+|,", words) if piece.strip())
        return " "

    return re.sub(r" {2,}", " ", _HELD.sub(out, text)).rstrip(), inside


def _unfolded(text: str, held: list[str]) -> Iterator[str]:
    """A later part by its commas; brackets go on standing in it, unless they hold a field."""
    outside: list[str] = []

    def out(found: re.Match[str]) -> str:
        words = held[int(found[1])]
        if is_grade(words) or is_no_field(words) or NOBODY.fullmatch(words):
            outside.append(words)
            return " "
        return f"({words})"

    text = re.sub(r" {2,}", " ", _HELD.sub(out, text))
    for piece in text.split(","):
        _degrees, _other = _degrees_first(piece)
        if piece.strip():
            yield piece
    yield from outside


def _degrees_first(text: str) -> tuple[str, str]:
    """ "S.E. Kabid": degrees without a mark behind them, and the rest."""
    words = text.split()
    count = 0
    while count < len(words) and "." in words[count] and is_degree(words[count]):
        count += 1
    if not count or count == len(words):
        return "", text
    return " ".join(words[:count]), " ".join(words[count:])


def _take(piece: str, parts: Parts) -> None:
    """One part that is not the name."""
    piece = piece.strip(" ,;.") if not is_degree(piece) else piece.strip(" ,;")
    if not piece:
        return
    if _ESELON.fullmatch(piece) or is_no_field(piece) or NOBODY.fullmatch(piece):
        parts.left.append(piece)
    elif is_degree(piece):
        parts.name += f", {piece}"
    elif is_grade(piece):
        parts.grades.append(piece)
    elif (grade := grade_within(piece)) and not parts.grades:
        parts.grades.append(grade)
        rest = re.sub(
            r"[\s,(]*(gol(ongan|\.)?\s*)?(IV|III|II|I)\s?[/.\-\s]\s?[a-eA-E]\)?\s*", " ", piece
        )
        if rest.strip():
            parts.take_position(rest)
    else:
        parts.take_position(piece)


def _settle(parts: Parts) -> None:
    """Rank and grade make one; what is then no name is asked about."""
    if len(parts.grades) > 1 or any(len(grade) > LONGEST_GRADE for grade in parts.grades):
        classes = [grade_within(grade) for grade in parts.grades if grade_within(grade)]
        kept = next(iter(classes), parts.grades[0])
        for grade in parts.grades:
            rest = re.sub(r"[\s,(/]*(IV|III|II|I)\s?[/.\-\s]\s?[a-eA-E]\)?\s*$", "", grade).strip()
            if rest and rest != kept:
                parts.left.append(rest)
        parts.grades = [kept]
    parts.grades = [
        re.sub(r"^\s*gol(ongan|\.)?\s*", "", g, flags=re.IGNORECASE) for g in parts.grades
    ]
    parts.name = re.sub(r"(?<=[^\W\d]{4})\.$", "", parts.name.strip(" ;–—-"))
    if any(c.isdigit() for c in parts.name):
        parts.doubts.append(gettext("There are digits in this name. Check it."))
    elif names_nobody(parts.name.split(",")[0]):
        parts.doubts.append(gettext("This does not look like a name."))
