"""Phone numbers: written any usual way, kept in E.164, shown nationally."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

import phonenumbers

from visits.language.numbers import fold_digits
from visits.language.text import clean_line

_HOME = "ID"
LONGEST = 100
"""Characters of what is typed: two numbers with their words."""

_LINK = re.compile(
    r"(?:https?://)?(?:(?:wa\.me|api\.whatsapp\.com|web\.whatsapp\.com)/(?:send/?\?(?:.*&)?phone=)?"
    r"|whatsapp://send\?(?:.*&)?phone=)(\+?\d+)[^\s,;]*",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(?<=\d)[\s,;()]*(?:#|\b(?:ext|extn|extension|x|pes|psw|pesawat)\b|x)[.:=\s]*(\d{1,7})\)?\s*$",
    re.IGNORECASE,
)
# "(WA)", "(kantor, Budi)": whose or what kind it is; "(0)" and "(021)" are part of the number.
_BRACKETED = re.compile(r"\([^()\d]*\)")
_LABEL = re.compile(
    r"\b(?:whats\s?app|w/?a|hp|handphone|ponsel|telp(?:on)?|telepon|tlp|tel|phone|mobile|cell|"
    r"no(?:mor)?|nomer|kantor|rumah|office|call|sms|telegram|aktif)\b[.:\s]*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[/,;|&\n]|\b(?:atau|or|dan|and)\b)\s*", re.IGNORECASE)
# What may stand between digits.
_WRITTEN = re.compile(r"[\d\s().\-+‐-―/,]+")


@dataclass(frozen=True)
class Phone:
    """A number as it is kept (E.164), and what of the typed text is not."""

    number: str
    left_out: str = ""


def read_phone(text: str) -> Phone:
    """The number in `text`: of several the first; another one and an extension are `left_out`.

    "0812-3456-7890", "62812…", "8123…", "+62 (0)812 …", "tel:", "wa.me/62812…", "0812… (WA)",
    "0778-462047 pes. 12", "0812… / 0813…". Numbers without a country code are Indonesian. Raises
    ValueError where it cannot be one, or has other letters in it.
    """
    if len(text) > LONGEST:
        raise ValueError("too long for a phone number")
    said = fold_digits(clean_line(text)).replace("＋", "+")
    said = re.sub(r"^\s*tel:(?://)?", "", unquote(said) if "%" in said else said, flags=re.I)
    said = _LINK.sub(lambda link: _abroad(link[1]), said)
    parts = [part for part in _BETWEEN.split(said) if part.strip()]
    for upto in (1, len(parts)):
        # One number may be written with slashes or commas; then no part is one.
        if found := _one(" ".join(parts[:upto])):
            number, extension = found
            rest = [part.strip() for part in parts[upto:]]
            return Phone(number, ", ".join(filter(None, [extension, *rest])))
    raise ValueError("not a phone number in use")


def parse_phone(text: str) -> str:
    """The number of read_phone alone; raises what that does."""
    return read_phone(text).number


def _abroad(digits: str) -> str:
    return digits if digits.startswith(("+", "0")) else f"+{digits}"


def _one(text: str) -> tuple[str, str] | None:
    """The number in E.164 and its extension as typed, or None."""
    text = _BRACKETED.sub(" ", text).strip()
    extension = _EXTENSION.search(text)
    bare = _LABEL.sub("", text[: extension.start()] if extension else text).strip(" :.-")
    if not _WRITTEN.fullmatch(bare):
        # The library would leave out a slip of the finger, or dial it.
        return None
    # Written from abroad, "00" is "+"; at home one would dial 001 or 007, which nobody notes down.
    bare = re.sub(r"^00", "+", bare)
    # The country code with the zero that is dialled at home only.
    bare = re.sub(r"^(\+?62)[\s\-.]*\(?0\)?", r"\1", bare)
    try:
        number = phonenumbers.parse(bare, _HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, text[extension.start() :].strip(" ,;()") if extension else ""


def show_phone(e164: str) -> str:
    """As people here read it: "0812-3456-7890"; a number from abroad internationally.

    Whatever is not a number comes back as it is: old data must not break a page.
    """
    try:
        number = phonenumbers.parse(e164, _HOME)
    except phonenumbers.NumberParseException:
        return e164
    national = phonenumbers.region_code_for_number(number) == _HOME
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if national else style.INTERNATIONAL)
