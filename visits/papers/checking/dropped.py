"""A file that somebody has: are these the bytes that were issued, and what do its signatures say?

It is read in memory and by the confined reader, and kept nowhere.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from visits.confined.signed.asking import Findings, Signature, findings
from visits.confined.verdicts import Refused, Verdict
from visits.files.scanning import scan
from visits.models import Paper
from visits.papers.signing.trust import anchors

MOST_OCTETS = 10 * 1024 * 1024


class Match(StrEnum):
    """How a file stands to the papers that were issued."""

    ISSUED = "issued"  # octet by octet as issued
    SIGNED = "signed"  # octet by octet as signed, or the scan that we hold
    CONTINUED = "continued"  # begins as one of ours; something was added behind it
    NONE = "none"


@dataclass(frozen=True)
class Looked:
    """What was found; `unreadable` where the file is no PDF that can be read, by why not.

    `paper` is None too where the same file is held for several papers: which it is, it cannot say.
    """

    match: Match
    paper: Paper | None
    signatures: tuple[Signature, ...] = ()
    unread: int = 0
    unreadable: Verdict | None = None

    @property
    def is_ours(self) -> bool:
        """Whether these are the very bytes that the office gave out."""
        return self.match in (Match.ISSUED, Match.SIGNED)


def look_at(content: bytes, *, now: dt.datetime) -> Looked:
    """Compare and read; raises Infected (files.scanning), confined.running.Busy and OSError.

    Signatures of our own bytes are judged as of when we signed them: we had them by then.
    """
    scan(content)
    match, paper = _same(hashlib.sha256(content).hexdigest())
    known_at = paper.signed_at if paper is not None and match is Match.SIGNED else None
    try:
        found = findings(content, anchors=anchors(), now=now, known_at=known_at)
    except Refused as refused:
        return Looked(match, paper, unreadable=refused.verdict)
    if match is Match.NONE:
        match, paper = _begun(found)
    return Looked(match, paper, signatures=found.signatures, unread=found.unread)


def _same(digest: str) -> tuple[Match, Paper | None]:
    """Whose octets they are; no paper is named where the same scan is held for several."""
    held = list(_issued().filter(Q(sha256=digest) | Q(signed_sha256=digest)).order_by("pk"))
    issued = [paper for paper in held if paper.sha256 == digest]
    if issued:
        return Match.ISSUED, issued[0] if len(issued) == 1 else None
    if held:
        return Match.SIGNED, held[0] if len(held) == 1 else None
    return Match.NONE, None


def _begun(found: Findings) -> tuple[Match, Paper | None]:
    """Ours, if the file was one of ours at an earlier state: the last such state."""
    digests = list(found.states)
    held = list(_issued().filter(Q(sha256__in=digests) | Q(signed_sha256__in=digests)))
    for digest in reversed(digests):
        for paper in held:
            if digest in (paper.sha256, paper.signed_sha256):
                return Match.CONTINUED, paper
    return Match.NONE, None


def _issued() -> QuerySet[Paper]:
    papers = Paper.objects.select_related("visit", "signatory", "replaced_by")
    return papers.exclude(state=Paper.State.DRAFT).exclude(sha256="")
