"""A visit's reference: what people say on the phone, and nobody guesses from another one."""

import secrets

# Digits and consonants that are not taken for one another, read out or by hand; without vowels
# no word comes of them.
_LETTERS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_LENGTH = 6


def new_reference(year: int) -> str:
    """Such as ST-2026-7K4Q2M: 30^6 for each year, drawn at random (docs/decisions/0110).

    Those given out earlier count up (ST-2026-0042) and stay what they are.
    """
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"ST-{year}-{drawn}"
