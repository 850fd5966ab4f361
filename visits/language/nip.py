"""NIP, the number of a civil servant: 18 digits, written with blanks, dots and words around it.

Peraturan Kepala BKN 22/2007: eight digits of the day of birth, six of the month of appointment
(four and two of another meaning for PPPK), one of the sex, three in turn. Here stands what counts
as one, how it is kept and how it is shown. A NIK, the national identity number of 16 digits, is
never kept.
"""

import datetime as dt
import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LENGTH = 18
NIK_LENGTH = 16
PATTERN = r"^[0-9]{18}\Z"
PATTERN_OR_EMPTY = r"^([0-9]{18})?\Z"
WRONG_LENGTH = _("A NIP has 18 digits.")
check_nip = RegexValidator(PATTERN, WRONG_LENGTH)

_LABEL = re.compile(r"^\W*n\.?\s?i\.?\s?p(\s?p{2,3}k)?\b[\s.:=]*", re.IGNORECASE)
# What parts the digits: blanks, stops, dashes and apostrophes of every kind.
_PARTS = re.compile(r"[\s._:,;/|'’‘`´\"“”*()\[\]\-‐‑‒–—―−]")
# As spreadsheets show a number that is longer than the 15 digits they keep.
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?1\d", re.IGNORECASE)
_NONE = frozenset(
    [
        "na",
        "nihil",
        "kosong",
        "nonasn",
        "nonpns",
        "tidakada",
        "tdkada",
        "belumada",
        "blmada",
        "honorer",
        "honor",
        "thl",
        "ptt",
        "kontrak",
        "ppnpn",
        "pppkpw",
        "phl",
        "gtt",
        "none",
        "null",
        "tanpanip",
        "bukanpns",
        "bukanasn",
        "swasta",
        "outsourcing",
    ]
)
_WITHIN = re.compile(
    r"(?:\bN\.?I\.?[PK]\.?(?:\s?PPPK)?\s*[.:=]*\s*)?"
    r"(?<!\d)[\[(]?(\d(?:[\s.\-‐‑–—]{0,2}\d){15,17})(?!\d)[\])]?",
    re.IGNORECASE,
)


def clean_nip(text: str) -> str:
    """The 18 digits of a number as people write it; empty where it says that there is none.

    Raises ValueError with a sentence for whoever wrote it.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _ROUNDED.fullmatch(plain.replace(" ", "")):
        raise ValueError(
            gettext(
                "The spreadsheet has rounded this number. Type it again as text, or leave it empty."
            )
        )
    digits = _PARTS.sub("", _LABEL.sub("", plain))
    if not digits or digits.casefold() in _NONE:
        return ""
    if digits.isascii() and digits.isdigit():
        if len(digits) == LENGTH:
            return digits
        if len(digits) == NIK_LENGTH:
            raise ValueError(gettext("16 digits are a NIK, which we do not keep. Leave it empty."))
    raise ValueError(gettext("A NIP has 18 digits. It may also be left empty."))


def is_nip(text: str) -> bool:
    """Whether `text` is a number of 18 digits and nothing else."""
    try:
        return bool(clean_nip(text))
    except ValueError:
        return False


def numbers_within(text: str) -> list[str]:
    """The NIP and NIK that stand within a longer text, as digits."""
    found = (re.sub(r"\D", "", match[1]) for match in _WITHIN.finditer(text))
    return [digits for digits in found if len(digits) in (NIK_LENGTH, LENGTH)]


def without_numbers(text: str) -> str:
    """The text without the NIP and NIK within it, and without the words that name them."""
    plain = _WITHIN.sub(
        lambda m: " " if len(re.sub(r"\D", "", m[1])) in (NIK_LENGTH, LENGTH) else m[0], text
    )
    return plain if plain == text else plain.strip(" \t\r\n/|-–—,;:(")


def holds_nik(text: str) -> bool:
    """Whether a national identity number stands within it."""
    return any(len(digits) == NIK_LENGTH for digits in numbers_within(text))


def hide_nik(text: str) -> str:
    """The text with dots where a national identity number stood."""
    return _WITHIN.sub(lambda m: "…" if len(re.sub(r"\D", "", m[1])) == NIK_LENGTH else m[0], text)


def unlikely(nip: str) -> bool:
    """Whether its first eight digits are no day that a civil servant can be born on."""
    try:
        born = dt.date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return True
    return not 1930 <= born.year <= 2015


def show_nip(nip: str) -> str:
    """As it is written in letters: 19800101 200501 1 001."""
    if len(nip) != LENGTH:
        return nip
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
