"""How words are compared: lower case, without accents and signs, phone numbers as one word."""

import re

from visits.language.phones import parse_phone
from visits.models.references import is_reference, read_reference
from visits.reference.names import normal

# More words narrow nothing down that these do not.
MOST_WORDS = 8
_LONGEST_WORD = 40
# As it is kept (E.164).
_KEPT = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
# "0812-3456-7890", "+62 (0)812 3456 7890": digits that belong together, however they are set.
_PHONE = re.compile(r"(?<![\w/])\+?\d[\d\s().-]{7,}\d(?![\w/])")


def words_of(text: str) -> list[str]:
    """The words of a text, each once, in their order; "005/118/DPMPTSP" is three."""
    words = (word[:_LONGEST_WORD] for word in normal(text).split())
    return list(dict.fromkeys(words))


def phone_words(text: str) -> list[str]:
    """A number as it may be typed without signs: with the country's code, with a zero, bare."""
    try:
        digits = text[1:] if _KEPT.fullmatch(text) else parse_phone(text).lstrip("+")
    except ValueError:
        return words_of(text)
    bare = digits.removeprefix("62")
    return [digits, f"0{bare}", bare] if bare != digits else [digits]


def region_word(code: str) -> str:
    """The word by which a region itself, or a province with its members, is looked for."""
    return f"region{code.replace('.', '')}"


_KINDS = {"regency": ("kabupaten",), "city": ("kota",), "province": ("provinsi",)}


def kind_words(kind: str) -> tuple[str, ...]:
    """How a region's kind is said before its name; `kind` is a value of Region.Kind."""
    return _KINDS.get(kind, ())


def asked_for(query: str) -> list[str]:
    """The words that somebody typed to look for, at most MOST_WORDS; a phone number is one.

    A visit's reference is read however it is typed: "ST20267K4Q2M", O for 0.
    """
    query = read_reference(query) if is_reference(query) else query
    phones: list[str] = []

    def keep(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0].replace("(0)", ""))
        phones.append(digits[:_LONGEST_WORD])
        return " "

    rest = _PHONE.sub(keep, query)
    return list(dict.fromkeys([*words_of(rest), *phones]))[:MOST_WORDS]
