"""A paper's bytes: made once from what was frozen with its number, and never again.

The row with number and contents is committed first. So whoever is killed in between loses no
number: a pass of the worker (notifications/due.py) finds the paper without bytes and makes them,
and the same contents give the same bytes. What fails is tried a few times, over some hours, and
then waits for somebody who has it tried again (docs/decisions/0281).
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
from django.db.models import Q, QuerySet

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
# So long after a try that failed comes the next: a full disk is found and emptied in a day.
_WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
MOST_TRIES = len(_WAITS) + 1


class NotMadeYet(Exception):
    """The bytes of `paper` are not there yet: in a moment, or when it is tried again, they are."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.pk)
        self.paper = paper


class NotMade(Exception):
    """The bytes of a paper could not be made, and are not tried any more: see `try_again`."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.pk)
        self.paper = paper


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


def make(paper: Paper, *, now: dt.datetime) -> Paper:
    """The paper with its bytes, made where it has none; without them where that failed.

    Then a later pass tries again, and until its time nobody does. Raises OperationalError where
    the database is away.
    """
    if paper.state == State.DRAFT or not _may_be_tried(paper, now):
        return paper
    try:
        return _keep(paper, rendering.pdf(paper.kind, said_by(paper)))
    except _AWAY:
        raise
    except Exception:
        log.error(
            "paper_not_made", paper_id=paper.pk, kind=paper.kind, tries=paper.tries + 1,
            exc_info=True,
        )  # fmt: skip
        _note_failure(paper, now=now)
        return paper


def make_within(papers: Iterable[Paper], *, seconds: float, now: dt.datetime) -> list[Paper]:
    """The papers, with the bytes of as many made as can be begun in `seconds`, in their order.

    For whoever looks on: what one look leaves the next goes on with, and so does the worker.
    """
    ends = time.monotonic() + seconds
    return [
        make(paper, now=now) if not paper.sha256 and time.monotonic() < ends else paper
        for paper in papers
    ]


def try_again(paper: Paper, *, now: dt.datetime) -> Paper:
    """The paper with its bytes, once somebody wants it tried now; by itself from then on too.

    Raises NotMadeYet where it fails again.
    """
    begin_again([paper])
    paper = make(paper, now=now)
    check_made(paper)
    return paper


def begin_again(papers: Iterable[Paper]) -> None:
    """Let those without bytes be tried as if they never had been."""
    unmade = [paper for paper in papers if not paper.sha256]
    for paper in unmade:
        paper.tries, paper.next_try_at = 0, None
    Paper.objects.filter(pk__in=[paper.pk for paper in unmade], sha256="").update(
        tries=0, next_try_at=None
    )


def has_failed(paper: Paper) -> bool:
    """Whether its bytes are not there, and are not tried any more by themselves."""
    return not paper.sha256 and paper.tries >= MOST_TRIES


def check_made(paper: Paper) -> None:
    """Raises NotMade where nobody tries to make its bytes any more, NotMadeYet where somebody will.

    A draft has none and needs none.
    """
    if paper.sha256 or paper.state == State.DRAFT:
        return
    raise NotMade(paper) if has_failed(paper) else NotMadeYet(paper)


def _may_be_tried(paper: Paper, now: dt.datetime) -> bool:
    waits = paper.next_try_at is not None and paper.next_try_at > now
    return not paper.sha256 and not waits and not has_failed(paper)


def _note_failure(paper: Paper, *, now: dt.datetime) -> None:
    paper.tries += 1
    paper.next_try_at = now + _WAITS[paper.tries - 1] if paper.tries < MOST_TRIES else None
    Paper.objects.filter(pk=paper.pk, sha256="").update(
        tries=paper.tries, next_try_at=paper.next_try_at
    )


def _keep(paper: Paper, made: bytes) -> Paper:
    with transaction.atomic():
        locked = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        locked.visit = paper.visit
        if not locked.sha256:  # else another process was faster
            locked.file.save("", ContentFile(made), save=False)
            locked.sha256 = hashlib.sha256(made).hexdigest()
            locked.save(update_fields=["file", "sha256"])
        return locked


def _unmade() -> QuerySet[Paper]:
    return Paper.objects.filter(sha256="").exclude(state=State.DRAFT)


def due(now: dt.datetime) -> QuerySet[Paper]:
    """Issued papers that have no bytes yet, and whose time it is to be tried."""
    is_time = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return _unmade().filter(is_time, tries__lt=MOST_TRIES)


def given_up() -> QuerySet[Paper]:
    """Issued papers whose bytes could not be made, and are not tried any more by themselves."""
    return _unmade().filter(tries__gte=MOST_TRIES)


def make_due(*, now: dt.datetime, limit: int = 200) -> int:
    """Make the bytes of papers that have none yet, the oldest first; gives how many."""
    made = 0
    for paper in due(now).select_related("visit", "signatory").order_by("pk")[:limit]:
        made += bool(make(paper, now=now).sha256)
    return made
