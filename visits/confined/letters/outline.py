"""What is told of a scan: how many pages it has, and the codes that stand in its text, if any."""

import io
import re

import pypdf

from visits.confined.verdicts import Refused, Verdict

# As papers/checking/codes.py has them; drawn by chance in a scan of many pages by none.
_CODE = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")
_PAGES, _CODES = 20, 100


def read(content: bytes) -> tuple[str, bytes]:
    """The number of pages, and what looks like a paper's code, a line each. Raises Refused."""
    try:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages[:_PAGES])
        found = list(dict.fromkeys(_CODE.findall(text)))
        return str(len(pages)), "\n".join(found[:_CODES]).encode()
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        # A library of many parts: what it raises on a broken file is not ours to foresee.
        raise Refused(Verdict.UNREADABLE) from error
