"""The text of a PDF's first pages, as lines and as columns, for whoever reads the letter.

A scan holds pictures of words, and has none.
"""

import io

import pypdf
from pypdf.errors import PdfReadError

from visits.confined.letters.handed_over import BETWEEN, SCAN, TEXT
from visits.confined.verdicts import Refused, Verdict

# Who writes, when and how many come stands here; annexes follow.
_PAGES = 3
_CHARACTERS = 20_000
# Fewer letters than these on all pages are a stamp on a scan.
_LEAST = 40


def read(content: bytes) -> tuple[str, bytes]:
    """`text` with lines, BETWEEN and columns, or `scan` with nothing. Raises Refused."""
    try:
        document = pypdf.PdfReader(io.BytesIO(content))
        pages = document.pages[:_PAGES]
        lines = "\n".join(page.extract_text() for page in pages)
        columns = "\n".join(page.extract_text(extraction_mode="layout") for page in pages)
    except (MemoryError, RecursionError):
        raise
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    except Exception as error:
        # A library of many parts: what it raises on a broken file is not ours to foresee.
        raise Refused(Verdict.UNREADABLE) from error
    if sum(character.isalpha() for character in lines) < _LEAST:
        return SCAN, b""
    both = [text[:_CHARACTERS].encode(errors="replace") for text in (lines, columns)]
    return TEXT, BETWEEN.join(both)
