"""Signed by hand: the scan or photographs of the signed paper, shown in place of the draft.

A PDF that was signed elsewhere, as in BSrE's own application, comes in here too: its bytes stay.
"""

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db.models import Q

from scheduling.database.contention import again
from visits.files.kinds import Kind as FileKind
from visits.files.letters import LetterTooLarge, LetterUnreadable, check_letter
from visits.history.events import Actor
from visits.models import Paper
from visits.papers.life.step import Kind
from visits.papers.signing.interface import Problem, SigningFailed
from visits.papers.signing.signing import (
    delete_after_commit,
    keep,
    locked,
    must_be_signable,
    must_be_true,
)

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PICTURES = 10
_DPI = 200.0
_BEFORE = (Paper.State.ISSUED, Paper.State.SIGNED)


def sign_by_hand(
    paper: Paper, files: File[Any] | Sequence[File[Any]], *, by: Actor, now: dt.datetime
) -> Paper:
    """Keep the scan: one PDF, or up to MOST_PICTURES photographs, which become pages of one.

    Before it is sent it may be replaced so often as one likes. Raises SigningFailed with CHANGED,
    UNTRUE, NOBODY_SIGNS, ELSEWHERE or NOT_KEPT, and what files.letters.check_letter does.
    """
    must_be_signable(paper)
    given = [files] if isinstance(files, File) else list(files)
    if paper.state == Paper.State.SIGNED and paper.signed_by != Paper.SignedBy.HAND:
        # An electronic signature is not covered by a scan.
        raise SigningFailed(Problem.CHANGED)
    content = _scan(given)
    digest = hashlib.sha256(content).hexdigest()
    others = Paper.objects.exclude(pk=paper.pk)
    if others.filter(Q(sha256=digest) | Q(signed_sha256=digest)).exists():
        # The same octets cannot be two sheets: one of the two was chosen by mistake.
        raise SigningFailed(Problem.ELSEWHERE)
    return keep(paper, content, way=Paper.SignedBy.HAND, by=by, now=now, before=_BEFORE)


@again
def note_signed(paper: Paper, *, by: Actor, now: dt.datetime) -> Paper:
    """The sheet was signed on paper, and no scan is kept of it (yet).

    Raises SigningFailed: CHANGED where it isn't issued any more, NOBODY_SIGNS by its kind, UNTRUE.
    """
    with locked(paper, by=by, now=now) as this:
        held = this.paper
        must_be_signable(held)
        if held.state != Paper.State.ISSUED:
            raise SigningFailed(Problem.CHANGED)
        must_be_true(held, now=now)
        held.signed_by, held.signed_at = Paper.SignedBy.HAND, now
        this.to(Paper.State.SIGNED, Kind.PAPER_SIGNED, signed_by=str(Paper.SignedBy.HAND))
    return held


def _scan(files: Sequence[File[Any]]) -> bytes:
    if not files:
        raise LetterUnreadable(FileKind.EMPTY)
    if len(files) > MOST_PICTURES:
        raise LetterTooLarge
    checked = [check_letter(file) for file in files]
    if len(checked) == 1 and (checked[0].name or "").endswith(".pdf"):
        content: bytes = checked[0].read()
        return content
    if any((file.name or "").endswith(".pdf") for file in checked):
        # Several, and one is a PDF: which pages belong together is not ours to guess.
        raise LetterUnreadable(FileKind.OTHER)
    # They were drawn anew by the confined reader: nothing of a stranger's is decoded here.
    pages = [_page(file) for file in checked]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI)
    return _strictly(out)


def _strictly(drawn: io.BytesIO) -> bytes:
    """The same PDF as strict readers take it, and the same octets for the same pictures.

    Pillow's table begins with generation 65536 where ISO 32000-1, 7.5.4 has 65535 at the most, so
    that the reader of signatures refused the file; and it writes down when it was made.
    """
    import pikepdf  # heavy: docs/decisions/0231

    out = io.BytesIO()
    with pikepdf.open(drawn) as document:
        del document.docinfo
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _page(file: File[Any]) -> "Picture":
    from PIL import Image  # heavy: docs/decisions/0231

    with Image.open(file) as picture:
        return picture.convert("RGB")


@again
def take_back_signature(paper: Paper, *, by: Actor, now: dt.datetime) -> Paper:
    """The scan was the wrong one: the paper is issued again, and the scan gone.

    Raises SigningFailed(CHANGED) where it isn't signed by hand, or is sent already.
    """
    with locked(paper, by=by, now=now) as this:
        held = this.paper
        if held.state != Paper.State.SIGNED or held.signed_by != Paper.SignedBy.HAND:
            raise SigningFailed(Problem.CHANGED)
        gone = held.signed_file.name
        held.signed_by, held.signed_at = Paper.SignedBy.NOT, None
        held.signed_file, held.signed_sha256 = "", ""
        this.to(Paper.State.ISSUED, Kind.PAPER_UNSIGNED)
        if gone:
            delete_after_commit(held, gone)
    return held
