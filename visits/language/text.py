"""Cleaning of what people type or paste, the same for pages and API.

What cannot be seen is taken out where it does harm: controls, marks that turn the direction of
what follows, and characters without width, which make two equal-looking names differ.
"""

import re
import unicodedata

# Joiners are letters' business in Arabic script (Jawi names); everything else of Cf is dropped.
_JOINERS = frozenset("\u200c\u200d")
_SPACES = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs":
            raise ValueError("lone surrogate")
        hidden = category in ("Cc", "Cf", "Cn", "Co") and not character.isspace()
        if not hidden or character in _JOINERS:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).strip("\u200c\u200d")


def clean_line(text: str) -> str:
    """One line of text: NFC, nothing invisible, every run of white space one space.

    Raises ValueError where `text` holds half of a surrogate pair: that is no text at all.
    """
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """Text of several lines, cleaned as clean_line does but with its lines and paragraphs kept."""
    lines = _visible(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    joined = "\n".join(_SPACES.sub(" ", line).strip() for line in lines)
    return _MANY_LINES.sub("\n\n", joined).strip()
