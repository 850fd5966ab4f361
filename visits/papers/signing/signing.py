"""Signing papers electronically: several at a press, each by itself, each verified first."""

import datetime as dt
import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from scheduling.database.contention import again
from visits.confined.running import Busy
from visits.confined.signed.asking import findings
from visits.confined.verdicts import Refused
from visits.files.whole_files import NoRoom
from visits.history.events import Actor
from visits.models import Paper, PaperKind
from visits.papers.life.step import Kind, Taken, locked_visit
from visits.papers.life.table import LIFE, SIGNED_FIRST, Action
from visits.papers.life.truth import NoLongerTrue, check_true
from visits.papers.signing.interface import Problem, Result, Secrets, Signer, SigningFailed
from visits.papers.signing.trust import anchors

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 20
# After so many seconds no further paper is begun: whoever pressed waits for the answer.
_LONGEST = 90.0


@sensitive_variables()
def sign(
    papers: Sequence[Paper], signer: Signer, secrets: Secrets, *, by: Actor, now: dt.datetime
) -> list[Result]:
    """Sign each of `papers`, which the caller may sign; what became of each, in their order.

    A failure that would repeat (a wrong passphrase) ends it: the others are not tried, so that no
    card or account is locked. Not to be called in a transaction.
    """
    results: list[Result] = []
    ends = time.monotonic() + _LONGEST
    over = False
    for paper in papers:
        if over or time.monotonic() > ends:
            results.append(Result(paper, Problem.NOT_TRIED))
            continue
        try:
            signed = _signed(paper, signer, secrets, by=by, now=now)
        except SigningFailed as failed:
            log.warning("paper_not_signed", paper=paper.pk, problem=str(failed.problem))
            results.append(Result(paper, failed.problem, failed.said))
            over = failed.problem.repeats
        else:
            results.append(Result(signed))
    return results


@sensitive_variables()
def _signed(
    paper: Paper, signer: Signer, secrets: Secrets, *, by: Actor, now: dt.datetime
) -> Paper:
    must_be_signable(paper)
    if paper.state != Paper.State.ISSUED:
        raise SigningFailed(Problem.CHANGED)
    must_be_true(paper, now=now)
    try:
        with paper.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        raise SigningFailed(Problem.NO_PDF) from error
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        # Not what was issued: whatever happened to the disk, nobody signs it.
        raise SigningFailed(Problem.NOT_OURS)
    signed = signer.sign(paper, content, secrets, now=now)
    _verify(signed, content, rewrites=signer.rewrites, now=now)
    return keep(paper, signed, way=signer.way, by=by, now=now, before=(Paper.State.ISSUED,))


def _verify(signed: bytes, original: bytes, *, rewrites: bool, now: dt.datetime) -> None:
    """Go on only with our paper and a signature behind it that holds.

    What began with our octets is ours; a service may have written it anew, with the same pages.
    """
    same_start = signed.startswith(original)
    if not same_start and not rewrites:
        raise SigningFailed(Problem.NOT_OURS)
    try:
        found = findings(
            signed, anchors=anchors(), now=now, original=b"" if same_start else original
        )
    except Refused as refused:
        raise SigningFailed(Problem.NOT_OURS) from refused
    except (Busy, OSError) as error:
        raise SigningFailed(Problem.BUSY) from error
    last = found.signatures[-1] if found.signatures else None
    # Whether the certificate is trusted was asked by the key's own way; a service knows it better.
    if last is None or not last.is_intact or not last.is_untouched:
        raise SigningFailed(Problem.NOT_OURS)
    if not same_start and not found.same_pages:
        raise SigningFailed(Problem.NOT_OURS)


def keep(
    paper: Paper,
    content: bytes,
    *,
    way: Paper.SignedBy,
    by: Actor,
    now: dt.datetime,
    before: tuple[Paper.State, ...],
) -> Paper:
    """Store the signed bytes and say so, if the paper still is in one of the states `before`.

    A signed file that it replaces is deleted once that is certain. Raises SigningFailed.
    """
    try:
        return _keep(paper, content, way=way, by=by, now=now, before=before)
    except NoRoom as error:
        raise SigningFailed(Problem.NOT_KEPT) from error


@again
def _keep(
    paper: Paper,
    content: bytes,
    *,
    way: Paper.SignedBy,
    by: Actor,
    now: dt.datetime,
    before: tuple[Paper.State, ...],
) -> Paper:
    with locked(paper, by=by, now=now) as this:
        held = this.paper
        must_be_signable(held)
        if held.state not in before or held.sha256 != paper.sha256:
            raise SigningFailed(Problem.CHANGED)
        must_be_true(held, now=now)
        replaced = held.signed_file.name
        held.signed_by, held.signed_at = way, now
        held.signed_sha256 = hashlib.sha256(content).hexdigest()
        held.signed_file.save("signed.pdf", ContentFile(content), save=False)
        this.to(Paper.State.SIGNED, Kind.PAPER_SIGNED, signed_by=str(way))
        if replaced:
            delete_after_commit(held, replaced)
    return held


def must_be_true(paper: Paper, *, now: dt.datetime) -> None:
    """Raise SigningFailed(UNTRUE) where whoever signs would sign what is not so any more.

    Of what is signed already a better scan may come, and the guests' own list stays theirs.
    """
    if paper.state != Paper.State.ISSUED or paper.kind not in SIGNED_FIRST:
        return
    try:
        check_true(paper, paper.visit, now=now)
    except NoLongerTrue as error:
        raise SigningFailed(Problem.UNTRUE) from error


def must_be_signable(paper: Paper) -> None:
    """Raise SigningFailed(NOBODY_SIGNS) where its kind is never signed, whatever its state."""
    if PaperKind(paper.kind) not in LIFE[Action.SIGN].kinds:
        raise SigningFailed(Problem.NOBODY_SIGNS)


@contextmanager
def locked(paper: Paper, *, by: Actor, now: dt.datetime) -> Iterator[Taken]:
    """Visit and paper under the locks that every step takes, in a transaction of its own."""
    with transaction.atomic():
        visit = locked_visit(paper.visit)
        held = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        held.visit = visit
        yield Taken(visit=visit, paper=held, now=now, by=by)


def delete_after_commit(paper: Paper, name: str) -> None:
    """Let a signed file go once it is certain that nothing names it any more."""
    storage = paper.signed_file.storage
    transaction.on_commit(lambda: storage.delete(name))
