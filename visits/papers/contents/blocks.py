"""What the middle of a paper is made of, as the typst sources read it (typst/blocks.typ)."""

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]


def text(words: str, *, indented: bool = False) -> Block:
    """A paragraph; in letters its first line is indented."""
    return {"type": "text", "text": words, "indented": indented}


def texts(paragraphs: Iterable[str], *, indented: bool = False) -> list[Block]:
    """A block for each paragraph."""
    return [text(words, indented=indented) for words in paragraphs]


def rows(pairs: Iterable[tuple[str, str]], *, indented: bool = False) -> Block:
    """Label, colon and value under each other; pairs without a value are left out."""
    kept = [[str(label), value] for label, value in pairs if value]
    return {"type": "rows", "rows": kept, "indented": indented}


def listed(items: Iterable[str], *, numbered: bool = True, indented: bool = True) -> Block:
    """One item a line."""
    kept = list(items)
    return {"type": "list", "items": kept, "numbered": numbered, "indented": indented}


def table(
    head: Sequence[str],
    body: Sequence[Sequence[Any]],
    *,
    widths: Sequence[float | str],
    align: Sequence[str],
    points: int = 0,
    whole: bool = False,
) -> Block:
    """A table; its head is on each page, widths are shares or "auto", 0 points means as all.

    One that is `whole` goes to the next page rather than over two.
    """
    return {
        "type": "table",
        "head": list(head),
        "rows": [list(row) for row in body],
        "columns": list(widths),
        "align": list(align),
        "points": points,
        "whole": whole,
    }


def heading(words: str, *, centred: bool = True) -> Block:
    """A heading in the middle of a paper."""
    return {"type": "heading", "text": words, "centred": centred}
