"""What stands in a cell: a grade, a degree, a number of a line, several fields in one."""

import re

from visits.language.nip import LENGTH, is_nip, numbers_within, without_numbers
from visits.people.lists.heads import Field
from visits.reference.names import normal

LONGEST_GRADE = 20
_CLASS = re.compile(r"(?<![A-Za-z])(IV|III|II|I)\s?[/.\-\s]\s?([a-e])(?![A-Za-z])", re.IGNORECASE)
_GRADE_ALONE = re.compile(
    r"(gol\.?(ongan)?\s*)?(IV|III|II|I)\s?[/.\-\s]?\s?[a-e]|(gol\.?(ongan)?\s*)?(X?V?I{1,3}|X?I?V|I?X|XI{1,3})",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\s*(juru|pengatur|penata|pembina)(\s+(muda|madya|utama))*(\s+(tk|tkt|tingkat)\.?\s?(I|1|satu))?"
    r"[\s,/(\-–]*((gol\.?\s*)?(IV|III|II|I)\s?[/.\-\s]?\s?[a-e])?\s*\)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\(?(\d{1,3})\s*[.)]?")
_SEX = re.compile(r"[LPlpMFmf]|laki-laki|perempuan|pria|wanita", re.IGNORECASE)
PHONE = r"(\+?62|0)[\s.\-]?8[\d\s.\-]{7,14}"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:]+)?|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}")
_TITLES = frozenset(
    "dr drs dra drg drh ir h hj hjh kh prof apt ns bdn tgk tn ny sdr sdri bpk bapak ibu".split()  # noqa: SIM905
)
_DEGREE = re.compile(
    r"(S|M|A|D|Dr|Ph|B|Sp|Sarj|Dipl|L)\s?\.\s?[A-Za-z]{1,5}(\s?\.\s?[A-Za-z]{1,5}){0,3}\.?"
)
_DEGREES = frozenset(
    """
    se sh st sp si ss sag sip sos ssos skm spd spdi spt spi skep sked sfarm sstp skom stp stmt sei
    spsi shut sikom sthi sap str sds mm mh mt mp ma msi map mpd mkes mkom msos msc mba meng mhum
    mtr mpa mak mars mph
    lc bba mec mse mdm mif mid mkp mtp mha msak murp mpwk sstpi mikom mmkes mec magr mpdi mkn msip
    amd amdkeb amdkep amak ama ak ca cpa qia
    crmp cfra phd sst ners apt sph ak bsc ba be bac llm
    """.split()  # noqa: SIM905
)


def grade_within(text: str) -> str:
    """The grade (golongan) that stands in a text, as III/c; nothing where there is none."""
    found = _CLASS.search(text)
    return f"{found[1].upper()}/{found[2].lower()}" if found else ""


def is_grade(text: str) -> bool:
    """Whether a cell holds a grade, or a rank by its name."""
    return bool(_GRADE_ALONE.fullmatch(text.strip()) or _RANK.fullmatch(text))


def line_number(text: str) -> int | None:
    """The number of a line ("3", "3.", "(3)"), or None where it is none."""
    found = _NUMBERED.fullmatch(text.strip())
    return int(found[1]) if found and ")" not in text[: found.start(1)] else None


def is_no_field(text: str) -> bool:
    """Whether a cell holds what lists hold beside what is taken: sex, phone, dates, addresses."""
    text = text.strip()
    return bool(
        _SEX.fullmatch(text) or re.fullmatch(PHONE, text) or _DATE.fullmatch(text) or "@" in text
    )


def is_date(text: str) -> bool:
    """Whether a spreadsheet made a date of it."""
    return bool(_DATE.fullmatch(text.strip()))


def is_degree(text: str) -> bool:
    """Whether a text is one academic degree or a few, as they stand behind a name."""
    words = [word for word in re.split(r"[\s,]+", text.strip()) if word]
    if not words or len(words) > 5:
        return False
    return all(_is_one_degree(word) for word in words) or _is_one_degree("".join(words))


def _is_one_degree(word: str) -> bool:
    return re.sub(r"[^a-z]", "", word.lower()) in _DEGREES or (
        "." in word and bool(_DEGREE.fullmatch(word))
    )


def is_title(text: str) -> bool:
    """Whether a text is a title as it stands before names: "Hj.", "Dr."."""
    return re.sub(r"\W", "", text).lower() in _TITLES


def bare_name(name: str) -> str:
    """A name to compare by: without titles and degrees, small, without accents and marks."""
    plain = re.sub(r"\([^)]*\)", " ", name)
    head, *rest = plain.split(",")
    # Behind the first comma stand degrees, unless it is no degree that stands there.
    kept = [head, *(part for part in rest if not is_degree(part) and not _mostly_degrees(part))]
    words = [word for part in kept for word in part.split()]
    while len(words) > 1 and re.sub(r"\W", "", words[0]).lower() in _TITLES:
        words.pop(0)
    while len(words) > 1 and _is_degree_at_end(words[-1]):
        words.pop()
    whole = normal(" ".join(words))
    return whole or normal(name) or " ".join(name.casefold().split())


def _mostly_degrees(part: str) -> bool:
    words = part.split()
    return bool(words) and sum(_is_one_degree(word) for word in words) * 2 >= len(words)


def _is_degree_at_end(word: str) -> bool:
    letters = re.sub(r"[^A-Za-z]", "", word)
    if "." in word.strip(".") or word.isupper() or any(c.isupper() for c in letters[1:]):
        return letters.lower() in _DEGREES
    return False


def split_cell(text: str, fields: tuple[Field, ...]) -> dict[Field, str]:
    """A cell that holds several of `fields` ("Nama / NIP"): what belongs to each.

    Numbers are told by their digits, grades by their look; what is left goes by line breaks, then
    by slashes, in the order of the head.
    """
    found: dict[Field, str] = {}
    numbers = [digits for digits in numbers_within(text) if len(digits) == LENGTH]
    if numbers and Field.NIP in fields:
        found[Field.NIP] = numbers[0]
        text = without_numbers(text)
    others = [field for field in fields if field != Field.NIP]
    pieces = [piece.strip(" \t-–—/|,;") for piece in re.split(r"[\r\n]+", text)]
    pieces = [piece for piece in pieces if piece and normal(piece) not in ("nip", "nip nik")]
    if len(pieces) < len(fields) - len(found) and len(others) + (Field.NIP not in found) > 1:
        pieces = [
            part.strip()
            for piece in pieces
            for part in re.split(r"\s+[/|–—-]\s+|\s*/\s*(?![a-eA-E]\b)|\s*\|\s*", piece)
            if part.strip()
        ]
    if Field.NIP in fields and Field.NIP not in found:
        last = next((p for p in pieces[1:] if re.search(r"\d{5}", p) or is_nip(p)), "")
        if last:
            found[Field.NIP] = last
            pieces.remove(last)
    if Field.GRADE in others and len(others) > 1:
        grade = [piece for piece in pieces if is_grade(piece) or grade_within(piece)]
        if grade:
            found[Field.GRADE] = ", ".join(grade)
            pieces = [piece for piece in pieces if piece not in grade]
        others.remove(Field.GRADE)
    for field in others[:-1]:
        if pieces:
            found[field] = pieces.pop(0)
    if pieces and others:
        found[others[-1]] = " ".join(pieces)
    return found
