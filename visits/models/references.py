"""A visit's reference: what people say on the phone, and nobody guesses from another one."""

import re
import secrets

from visits.language.numbers import fold_digits

# Digits and consonants that are not taken for one another, read out or by hand; without vowels
# no word comes of them.
_LETTERS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_LENGTH = 6

_WRITTEN = re.compile(rf"(?:ST)?(\d{{4}})(\d{{4,5}}|[{_LETTERS}]{{{_LENGTH}}})")
_GIVEN = re.compile(rf"ST-\d{{4}}-(\d{{4,5}}|[{_LETTERS}]{{{_LENGTH}}})")
# Vowels and L are in none of them.
_MEANT = str.maketrans("OIL", "011")


def is_reference(text: str) -> bool:
    """Whether `text` is one, however it is typed."""
    return _GIVEN.fullmatch(read_reference(text)) is not None


def read_reference(text: str) -> str:
    """The reference that `text` says: "st 2026 7k4q2m", "ST20267K4Q2M", O for 0.

    What is none comes back in capital letters, and finds nothing.
    """
    said = re.sub(r"[\W_]", "", fold_digits(text)).upper()
    head, said = ("ST", said[2:]) if said.startswith("ST") else ("", said)
    match = _WRITTEN.fullmatch(head + said.translate(_MEANT))
    return f"ST-{match[1]}-{match[2]}" if match else text.strip().upper()


def new_reference(year: int) -> str:
    """Such as ST-2026-7K4Q2M: 30^6 for each year, drawn at random (docs/decisions/0110).

    Those given out earlier count up (ST-2026-0042) and stay what they are.
    """
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"ST-{year}-{drawn}"


def new_public_id() -> str:
    """A random name for a visit in its links: 12 URL-safe characters, 72 bits."""
    return secrets.token_urlsafe(9)


def new_nonce() -> str:
    """What makes a visit's links and codes its own; a new one revokes them all."""
    return secrets.token_hex(16)
