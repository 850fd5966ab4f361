"""Phone numbers: written any usual way, kept in E.164, shown nationally."""

import re

import phonenumbers

_HOME = "ID"
_EXTENSION = re.compile(r"(?<=\d)[\s,;]*(?:ext|extn|extension|x)[.:\s]*\d{1,7}$", re.IGNORECASE)


def parse_phone(text: str) -> str:
    """The number in E.164: "0812-3456-7890", "62812…", "+62 (0)812 …" give "+6281234567890".

    Numbers without a country code are Indonesian; an extension is left out. Raises ValueError
    where it cannot be one, or has letters in it.
    """
    text = text.strip()[:60]
    if any(character.isalpha() for character in _EXTENSION.sub("", text)):
        # The library would leave out a slip of the finger, or dial it.
        raise ValueError("not a phone number but letters")
    if text.startswith("00"):
        # Written from abroad; at home one would dial 001 or 007, which nobody writes down.
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, _HOME)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("not a phone number in use")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


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
