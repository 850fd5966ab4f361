"""Whole numbers as people type them: one that is sure, or a question, never another one."""

import re
import unicodedata

# What may stand behind a number of people.
PEOPLE = frozenset(
    {"orang", "org", "peserta", "tamu", "jiwa", "anggota", "pax"}
    | {"people", "persons", "person", "guests", "participants"}
)
_ABOUT = re.compile(
    r"(?:±|\+/-|\+-|~|kurang lebih|lebih kurang|sekitar|kira[- ]kira|k\.?l\.|"
    r"about|approx\.|approximately|around)\s*"
)
# One kind of separator throughout, and three digits behind each: "1.000", "1,000", "1 000 000".
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,' ])\d{3}(?:\1\d{3})*")
_PLAIN = re.compile(r"\d{1,15}")
_UNIT = re.compile(r"(?<=[\d)])\s*([a-z]+)\.?$")
_IN_WORDS = re.compile(r"(?<=\d)\s*\(([a-z ]+)\)$")
_ALIKE = str.maketrans("，．＋－’\u00a0\u202f\u2009", ",.+-'   ")
_ONES = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"),
    *("delapan", "sembilan", "sepuluh", "sebelas"),
)


def fold_digits(text: str) -> str:
    """`text` with the decimal digits of every script as 0 to 9: "٣٠" and "３０" are "30".

    Raised and circled digits are none: 3² is not 32.
    """
    return "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text
    )


def parse_whole(text: str, *, units: frozenset[str] = frozenset()) -> int:
    """The whole number that `text` says: "1.000", "1,000", "1 000".

    With `units` (PEOPLE) one of them may follow, the number again in Indonesian words, and a sign
    for "about" may go before: "±30 orang", "25 (dua puluh lima) orang". Raises ValueError for all
    that could be another number or none: "10.5", "1e3", "-5", "30-35", "dua puluh"; and
    for digits of other scripts, "３０", as the API does (docs/faults.md).
    """
    if fold_digits(text) != text:
        raise ValueError("digits of another script")
    said = " ".join(text.translate(_ALIKE).casefold().split())
    if units:
        unit = _UNIT.search(said)
        if unit and unit[1] in units:
            said = said[: unit.start()]
        said = _ABOUT.sub("", said, count=1) if _ABOUT.match(said) else said
        if words := _IN_WORDS.search(said):
            said = said[: words.start()]
            if _whole(said) >= 1000 or spelled(_whole(said)) != words[1].strip():
                raise ValueError("the words say another number")
    return _whole(said)


def with_words(number: int) -> str:
    """A number as letters say it in Indonesian: "24 (dua puluh empat)"; from 1,000 on alone."""
    return f"{number} ({spelled(number)})" if 0 <= number < 1000 else str(number)


def _whole(said: str) -> int:
    if _GROUPED.fullmatch(said):
        return int(re.sub(r"\D", "", said))
    if _PLAIN.fullmatch(said):
        return int(said)
    raise ValueError("no whole number")


def spelled(number: int) -> str:
    """A number below 1,000 in Indonesian."""
    if number < 12:
        return _ONES[number]
    if number < 20:
        return f"{_ONES[number - 10]} belas"
    size, name = (10, "puluh") if number < 100 else (100, "ratus")
    count, rest = divmod(number, size)
    head = "seratus" if number < 200 and size == 100 else f"{_ONES[count]} {name}"
    return f"{head} {spelled(rest)}" if rest else head
