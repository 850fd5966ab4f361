"""Codes that people read out and type: Crockford's base 32, no letter that is taken for a digit."""

import re

from visits.language.numbers import fold_digits

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
# Of a row's number behind the signature: 60 bits.
_LONGEST_NUMBER = 12


def base32(number: int, *, length: int = 1) -> str:
    """`number` (not negative) in at least `length` digits."""
    digits = ""
    while number or len(digits) < length:
        number, rest = divmod(number, 32)
        digits = _ALPHABET[rest] + digits
    return digits


def read_code(typed: str, *, signed: int) -> tuple[str, int] | None:
    """A code as it was made and the row's number behind its first `signed` digits, or None.

    Case, blanks, dashes, O for 0 and I or L for 1 are forgiven.
    """
    code = re.sub(r"[^0-9A-Z]", "", fold_digits(typed).upper()).translate(_READ_AS)
    if not signed < len(code) <= signed + _LONGEST_NUMBER or set(code) - set(_ALPHABET):
        return None
    number = 0
    for digit in code[signed:]:
        number = number * 32 + _ALPHABET.index(digit)
    return code, number
