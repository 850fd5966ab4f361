"""A paper's bytes: made once from what was frozen with its number, and never again.

The row with number and contents is committed first. So whoever is killed in between loses no
number: a pass of the worker (notifications/due.py) finds the paper without bytes and makes them,
and the same contents give the same bytes.
"""

import datetime as dt
import hashlib
import time
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from visits.models import Paper
from visits.papers.contents import gathering
from visits.papers.contents.facts import Facts as Sources
from visits.papers.contents.frame import ELECTRONIC, HAND
from visits.papers.life.table import State
from visits.papers.typesetting import rendering

log = structlog.get_logger(__name__)
_AWAY = (OperationalError, InterfaceError)
# What a paper keeps beside what it says (truth.py).
BASIS, BLOCK = "basis", "signature_block"


def contents_of(
    paper: Paper, *, now: dt.datetime, sources: Sources | None = None, draft: bool = False
) -> dict[str, Any]:
    """What the paper says as things are now, with the number and date it has.

    `sources` of its visit spare the queries where many are made. Raises CannotBeMade.
    """
    said = gathering.contents_of(
        paper.visit,
        paper.kind,
        now=now,
        participant=paper.participant,
        number=paper.number,
        issued_on=paper.issued_on,
        code="" if draft else paper.code,
        signature=HAND if settings.SIGNER == HAND else ELECTRONIC,
        draft=draft,
        facts=sources,
    )
    if not draft and said.get("signature") == ELECTRONIC:
        # Where the signature's field goes, as long as the sources are those that it is set with.
        said[BLOCK] = rendering.signature_block(said)
    return said


def look_at(paper: Paper, *, now: dt.datetime) -> bytes:
    """How it would look if it were issued now, with KONSEP on each page; nothing is kept.

    Raises CannotBeMade.
    """
    return rendering.pdf(paper.kind, contents_of(paper, now=now, draft=True))


def said_by(paper: Paper) -> Mapping[str, Any]:
    """What the bytes of an issued paper are made from."""
    return {name: value for name, value in paper.data.items() if name not in (BASIS, BLOCK)}


def make(paper: Paper) -> Paper:
    """The paper with its bytes, made where it has none; without them where that failed.

    Then the next pass tries again. Raises OperationalError where the database is away.
    """
    if paper.sha256 or paper.state == State.DRAFT:
        return paper
    try:
        return _keep(paper, rendering.pdf(paper.kind, said_by(paper)))
    except _AWAY:
        raise
    except Exception:
        log.error("paper_not_made", paper_id=paper.pk, kind=paper.kind, exc_info=True)
        return paper


def make_within(papers: Iterable[Paper], *, seconds: float) -> list[Paper]:
    """The papers, with the bytes of as many made as can be begun in `seconds`, in their order.

    For whoever looks on: what one look leaves the next goes on with, and so does the worker.
    """
    ends = time.monotonic() + seconds
    return [
        make(paper) if not paper.sha256 and time.monotonic() < ends else paper for paper in papers
    ]


def _keep(paper: Paper, made: bytes) -> Paper:
    with transaction.atomic():
        locked = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        locked.visit = paper.visit
        if not locked.sha256:  # else another process was faster
            locked.file.save("", ContentFile(made), save=False)
            locked.sha256 = hashlib.sha256(made).hexdigest()
            locked.save(update_fields=["file", "sha256"])
        return locked


def unmade() -> QuerySet[Paper]:
    """Issued papers that have no bytes yet."""
    return Paper.objects.filter(sha256="").exclude(state=State.DRAFT)


def make_due(*, limit: int = 200) -> int:
    """Make the bytes of papers that have none yet, the oldest first; gives how many."""
    made = 0
    for paper in unmade().select_related("visit", "signatory").order_by("pk")[:limit]:
        made += bool(make(paper).sha256)
    return made
