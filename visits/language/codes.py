"""Codes that people copy from a mail: with blanks, dashes, other digits, or words around them."""

import re

from visits.language.numbers import fold_digits

_LENGTH = 6
# A visit's reference beside the code may end in six digits too.
_REFERENCE = re.compile(r"\bST-?\d{4}-?[0-9A-Z]{4,}", re.IGNORECASE)
_ALONE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_PARTED = re.compile(r"(?<![0-9])[0-9](?:[^\w\n]{0,3}[0-9]){5}(?![0-9])")


def six_digits(text: str) -> str:
    """The six digits in `text`: "123 456", "123-456", "１２３４５６", "Kode: 123456".

    Where it is not sure which are meant, `text` comes back without white space: it then is no code.
    """
    said = _REFERENCE.sub(" ", fold_digits(text))
    found = set(_ALONE.findall(said)) or set(_PARTED.findall(said))
    digits = {re.sub(r"[^0-9]", "", one) for one in found}
    return digits.pop() if len(digits) == 1 else "".join(text.split())
