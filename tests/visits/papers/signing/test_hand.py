"""Signed by hand: the scan stands in for the draft, and can be taken back until it is sent."""

import datetime as dt
import io

import pikepdf
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from tests import pdfs
from tests.visits.papers.signing.conftest import Issue
from visits.files.letters import LetterActive, LetterTooLarge, LetterUnreadable
from visits.history.events import Actor
from visits.models import Paper, PaperKind, Visit, VisitEvent
from visits.papers.checking.dropped import Match, look_at
from visits.papers.signing.hand import (
    MOST_PICTURES,
    note_signed,
    sign_by_hand,
    take_back_signature,
)
from visits.papers.signing.interface import Problem, SigningFailed
from visits.papers.signing.words import problem_words

pytestmark = pytest.mark.django_db


def _photo(shade: int = 200) -> ContentFile[bytes]:
    out = io.BytesIO()
    Image.new("RGB", (800, 1100), (shade, shade, shade)).save(out, "JPEG")
    return ContentFile(out.getvalue(), name="foto.jpg")


def test_a_scan_is_kept_as_it_came(issue: Issue, by: Actor, now: dt.datetime) -> None:
    scan = pdfs.page()
    paper = sign_by_hand(issue(), ContentFile(scan, name="scan.pdf"), by=by, now=now)
    assert (paper.state, paper.signed_by, paper.signed_at) == ("signed", "hand", now)
    with paper.signed_file.open("rb") as file:
        assert file.read() == scan
    event = paper.visit.events.get(kind=VisitEvent.Kind.PAPER_SIGNED)
    assert event.data["signed_by"] == "hand"


def test_photographs_become_the_pages_of_one_file(
    issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = sign_by_hand(issue(), [_photo(), _photo(90), _photo(20)], by=by, now=now)
    with pikepdf.open(paper.signed_file.path) as document:
        assert len(document.pages) == 3


def test_what_photographs_became_is_read_by_our_own_check(
    issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = sign_by_hand(issue(), [_photo(), _photo(90)], by=by, now=now)
    with paper.signed_file.open("rb") as file:
        found = look_at(file.read(), now=now)
    assert (found.match, found.paper, found.unreadable) == (Match.SIGNED, paper, None)


def test_the_scan_of_one_paper_is_not_taken_for_another(
    issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper, other = issue(), issue()
    kept = sign_by_hand(paper, _photo(), by=by, now=now)
    with pytest.raises(SigningFailed) as failed:
        sign_by_hand(other, _photo(), by=by, now=now)
    assert failed.value.problem == Problem.ELSEWHERE
    assert Paper.objects.get(pk=other.pk).state == "issued"
    # The same once more for its own paper is nothing to refuse.
    assert sign_by_hand(kept, _photo(), by=by, now=now).state == "signed"


def test_a_kind_that_nobody_signs_says_so(issue: Issue, by: Actor, now: dt.datetime) -> None:
    rundown = issue(kind=PaperKind.RUNDOWN, person=0)
    for change in (
        lambda: sign_by_hand(rundown, _photo(), by=by, now=now),
        lambda: note_signed(rundown, by=by, now=now),
    ):
        with pytest.raises(SigningFailed) as failed:
            change()
        assert failed.value.problem == Problem.NOBODY_SIGNS
        assert "tidak ditandatangani siapa pun" in problem_words(failed.value.problem)


def test_the_wrong_scan_is_replaced_or_taken_back_and_its_file_goes(
    issue: Issue,
    by: Actor,
    now: dt.datetime,
    later: dt.datetime,
    django_capture_on_commit_callbacks: object,
) -> None:
    first = sign_by_hand(issue(), _photo(), by=by, now=now)
    path, storage = first.signed_file.name, first.signed_file.storage
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        second = sign_by_hand(first, _photo(30), by=by, now=later)
    assert (second.state, second.signed_at) == ("signed", later)
    assert not storage.exists(path)
    kept = second.signed_file.name
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        back = take_back_signature(second, by=by, now=later)
    assert (back.state, back.signed_by, back.signed_at, back.signed_sha256) == (
        "issued",
        "",
        None,
        "",
    )
    assert not storage.exists(kept)
    assert back.visit.events.filter(kind=VisitEvent.Kind.PAPER_UNSIGNED).count() == 1


@pytest.mark.parametrize("state", [Paper.State.SENT, Paper.State.WITHDRAWN, Paper.State.REPLACED])
def test_what_is_sent_or_over_stays_as_it_is(
    issue: Issue, by: Actor, now: dt.datetime, state: Paper.State
) -> None:
    paper = sign_by_hand(issue(), _photo(), by=by, now=now)
    Paper.objects.filter(pk=paper.pk).update(state=state)
    for change in (
        lambda: sign_by_hand(paper, _photo(), by=by, now=now),
        lambda: take_back_signature(paper, by=by, now=now),
    ):
        with pytest.raises(SigningFailed) as failed:
            change()
        assert failed.value.problem == Problem.CHANGED


def test_an_electronic_signature_is_not_covered_by_a_scan(
    issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = issue(state=Paper.State.SIGNED, signed_by=Paper.SignedBy.BSRE, signed_at=now)
    with pytest.raises(SigningFailed):
        sign_by_hand(paper, _photo(), by=by, now=now)


def test_what_is_no_scan_is_refused_as_letters_are(
    issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = issue()
    script = pdfs.page(pdfs.on_open(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")))
    for files, error in (
        ([ContentFile(script, name="a.pdf")], LetterActive),
        ([ContentFile(b"hello", name="a.txt")], LetterUnreadable),
        ([_photo(), ContentFile(pdfs.page(), name="a.pdf")], LetterUnreadable),
        ([_photo()] * (MOST_PICTURES + 1), LetterTooLarge),
        ([], LetterUnreadable),
    ):
        with pytest.raises(error):
            sign_by_hand(paper, files, by=by, now=now)
    assert Paper.objects.get(pk=paper.pk).state == "issued"


def test_nobody_signs_a_letter_that_is_not_true_any_more(
    issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper, before = issue(), sign_by_hand(issue(), _photo(), by=by, now=now)
    Visit.objects.update(institution="Bappeda Kabupaten Lain")
    paper.visit.refresh_from_db()
    for sign in (lambda: sign_by_hand(paper, _photo(60), by=by, now=now),
                 lambda: note_signed(paper, by=by, now=now)):  # fmt: skip
        with pytest.raises(SigningFailed) as failed:
            sign()
        assert failed.value.problem == Problem.UNTRUE
    # What was signed before may still get a better scan.
    assert sign_by_hand(before, _photo(30), by=by, now=now).state == "signed"
