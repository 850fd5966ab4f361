"""A year's numbers go on later than one: never back, never twice, with a reason."""

import datetime as dt

import pytest

from tests.visits.papers.life.test_numbers import DAY
from visits.history.events import Actor
from visits.life.step import NeedsReason
from visits.models import NumberSequence, NumberStart, PaperForm, PaperKind, Visit
from visits.papers.life import issuing
from visits.papers.life.beginning import HIGHEST, NotLater, TooHigh, begin_at, starts_of
from visits.papers.life.numbers import next_number
from visits.papers.life.step import ReasonTooLong

pytestmark = pytest.mark.django_db


def begin(first: int, *, desk: Actor, now: dt.datetime, reason: str = "Buku agenda") -> NumberStart:
    return begin_at(PaperKind.REPLY, first, reason=reason, day=DAY, by=desk, now=now)


def test_an_office_that_starts_amid_a_year_goes_on_with_its_agenda_book(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    start = begin(42, desk=desk, now=now)
    assert (start.passed, start.first, start.until, start.year) == (1, 42, 41, 2026)
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert (paper.running, "/042/" in paper.number) == (42, True)
    assert list(starts_of(2026)) == [start]
    assert not starts_of(2027).exists()


@pytest.mark.parametrize("first", [0, 1, 42, 43])
def test_it_goes_only_forward(visit: Visit, desk: Actor, now: dt.datetime, first: int) -> None:
    begin(42, desk=desk, now=now)
    issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    with pytest.raises(NotLater) as refused:
        begin(first, desk=desk, now=now)
    assert refused.value.next == 43
    assert NumberStart.objects.count() == 1
    begin(44, desk=desk, now=now)
    assert NumberSequence.objects.get(kind="reply", year=2026).last == 43


def test_kinds_that_share_a_sequence_go_on_together(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    PaperForm.objects.update_or_create(
        kind=PaperKind.ORDER, defaults={"classification": "400.14.1.4"}
    )
    begin(42, desk=desk, now=now)
    assert "/042/" in next_number(PaperKind.ORDER, day=DAY)
    assert "/001/" in next_number(PaperKind.CERTIFICATE, day=DAY)


def test_a_number_typed_already_is_passed_over(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    text = next_number(PaperKind.REPLY, day=DAY).replace("/001/", "/042/")
    issuing.issue(visit, PaperKind.REPLY, number=text, by=desk, now=now)
    begin(42, desk=desk, now=now)
    assert "/043/" in next_number(PaperKind.REPLY, day=DAY)


@pytest.mark.parametrize(
    ("first", "reason", "why"),
    [
        (42, " ", NeedsReason),
        (42, "x" * 501, ReasonTooLong),
        (HIGHEST + 1, "Buku agenda", TooHigh),
    ],
    ids=["no-reason", "long-reason", "too-high"],
)
def test_what_is_refused_changes_nothing(
    desk: Actor, now: dt.datetime, first: int, reason: str, why: type[Exception]
) -> None:
    with pytest.raises(why):
        begin(first, reason=reason, desk=desk, now=now)
    assert not NumberStart.objects.exists()
    assert "/001/" in next_number(PaperKind.REPLY, day=DAY)
