"""The paper behind a code, and what of it anyone may know: never a person's name.

But the signatory's, who signed for the office.
"""

import datetime as dt
import hmac
import re
import unicodedata

from visits.models import Paper
from visits.papers.life.truth import Facts, Untrue, untrue
from visits.queries.visits import session_of

_CODE = re.compile(r"[A-Za-z0-9_-]{16,32}")
# What stands before a name without being part of it; people leave it out or write it otherwise.
_TITLES = frozenset(
    {*("dr", "drs", "dra", "ir", "prof", "h", "hj", "kh", "r", "rr", "apt", "ns", "dokter")}
    | {*("bapak", "ibu", "bpk", "sdr", "sdri", "saudara", "saudari")}
)


def paper_of(code: str) -> Paper | None:
    """The paper that was issued under this code; None for any other, drafts too."""
    if not _CODE.fullmatch(code):
        return None
    papers = Paper.objects.select_related("visit", "signatory", "replaced_by", "participant")
    return papers.filter(code=code).exclude(state=Paper.State.DRAFT).first()


def code_typed(text: str) -> str:
    """The code as it is printed, from what somebody typed: without blanks, of an address its end.

    Where the letters' case differs, the case of the one paper that it can mean; else as typed.
    """
    code = "".join(text.split()).rstrip("/").rpartition("/")[2]
    if not _CODE.fullmatch(code):
        return code
    alike = list(Paper.objects.filter(code__iexact=code).values_list("code", flat=True)[:2])
    return alike[0] if len(alike) == 1 else code


def is_doubted(paper: Paper, *, now: dt.datetime) -> bool:
    """Whether the paper is in force, but what it says is not so any more (life/truth.py).

    Not asked of a visit whose people's data were erased, since nothing is left to compare with; an
    empty form says nothing that could become untrue.
    """
    if paper.visit.erased_at is not None or "basis" not in paper.data:
        return False
    facts = Facts.load(paper.visit, session_of(paper.visit), now=now)
    return untrue(paper, facts) not in (None, Untrue.FORM)


def is_about_one_person(paper: Paper) -> bool:
    """Whether it bears somebody's name, which the page asks for instead of showing it."""
    return paper.person > 0


def is_named(paper: Paper, name: str) -> bool:
    """Whether the paper is about somebody called so; titles, degrees and spelling's trifles aside.

    Both names are compared whole, in a time that does not tell how much of them agrees.
    """
    held = paper.participant.name if paper.participant else ""
    asked, known = bare_name(name), bare_name(held)
    agrees = hmac.compare_digest(asked.encode(), known.encode())
    return agrees and bool(known)


def bare_name(name: str) -> str:
    """A name without degrees (behind a comma), titles before it, marks and case."""
    plain = unicodedata.normalize("NFKD", name.partition(",")[0]).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.sub(r"[^\w\s]|_", " ", plain.replace("'", "").replace("\u2019", "")).split()
    while words and words[0] in _TITLES:
        words = words[1:]
    return " ".join(words)


def short_hash(paper: Paper) -> str:
    """The first 64 bits of the issued bytes' SHA-256, in fours, to be compared by eye."""
    start = paper.sha256[:16]
    return " ".join(start[at : at + 4] for at in range(0, len(start), 4))
