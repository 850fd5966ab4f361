"""What is asked about a scan that was taken: it may be another paper's, or a part of this one.

Asked, never refused: a list grows by a sheet at the table, and a scanner drops a page. It is taken
back at a press until it is sent (hand.py).
"""

import io
from dataclasses import dataclass

import structlog

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused
from visits.models import Paper

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Doubts:
    """How many pages the scan and the issued paper have, and whose code else stands in it."""

    pages: int
    issued: int
    others: tuple[Paper, ...] = ()

    @property
    def other_length(self) -> bool:
        """Whether pages are missing, or too many."""
        return self.pages != self.issued


def doubts_about(paper: Paper) -> Doubts | None:
    """What is odd about the scan that a signed paper has; None where nothing is or could be.

    Its text is read where it has one, in the confined reader: a code in a picture is not seen.
    """
    import pikepdf  # heavy: docs/decisions/0231

    try:
        with paper.signed_file.open("rb") as scan:
            counted, found = running.read(Reader.OUTLINE, scan.read())
        # Our own octets.
        with paper.file.open("rb") as issued, pikepdf.open(io.BytesIO(issued.read())) as document:
            length = len(document.pages)
    except (Refused, running.Busy, OSError, ValueError, pikepdf.PdfError) as error:
        log.info("scan_not_compared", paper=paper.pk, why=type(error).__name__)
        return None
    codes = set(found.decode().split()) - {paper.code}
    others = Paper.objects.filter(code__in=codes).exclude(state=Paper.State.DRAFT)
    doubts = Doubts(int(counted), length, tuple(others.select_related("visit").order_by("pk")[:5]))
    return doubts if doubts.other_length or doubts.others else None
