"""The office's pattern of numbers: read safely, gapless, and no number on two papers."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from visits.history.events import Actor
from visits.models import NumberSequence, Paper, PaperForm, PaperKind, Stationery, Visit
from visits.papers.life import ending, issuing
from visits.papers.life.numbers import (
    LONGEST,
    BadDate,
    BadPattern,
    NumberTaken,
    NumberTooLong,
    check_pattern,
    next_number,
    number_text,
)

DAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (
            "{classification}/{seq:03d}/{unit}/{month_roman}/{year}",
            "400.14.1.4/041/DPMPTSP/XI/2026",
        ),
        ("B-{seq:03d}/{year}", "B-041/2026"),
        ("{seq}/{unit}/{month:02d}/{year_short}", "41/DPMPTSP/11/26"),
        ("005/{seq:04d}/{unit}/{year}", "005/0041/DPMPTSP/2026"),
    ],
)
def test_patterns_of_offices(pattern: str, number: str) -> None:
    check_pattern(pattern)
    text = number_text(pattern, seq=41, day=DAY, classification="400.14.1.4", unit="DPMPTSP")
    assert text == number


def test_what_the_office_left_empty_takes_its_separator_along() -> None:
    pattern = "{classification}/{seq:03d}/{unit}/{month_roman}/{year}"
    assert number_text(pattern, seq=7, day=DAY) == "007/XI/2026"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{seq.__class__}/{year}", "unknown"),
        ("{seq[0]}/{year}", "unknown"),
        ("{seq!r}/{year}", "unknown"),
        ("{seq:>9999999999}/{year}", "unknown"),
        ("{0}/{year}", "unknown"),
        ("{{seq}}/{year}", "braces"),
        ("{seq/{year}", "braces"),
        ("{secret}/{seq}/{year}", "unknown"),
        ("{unit:03d}/{seq}/{year}", "width"),
        ("{unit}/{year}", "no_seq"),
        ("{seq}/{unit}", "no_year"),
    ],
)
def test_a_pattern_that_says_more_than_numbers_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(BadPattern) as refused:
        check_pattern(pattern)
    assert refused.value.code == code


@given(st.text(alphabet="{}seq:03dyar/!.[]_ unit", max_size=60))
def test_no_pattern_does_anything_but_be_read_or_refused(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except BadPattern:
        return
    assert "{" not in number_text(pattern, seq=1, day=DAY, unit="X")


@pytest.mark.django_db
def test_each_kind_has_a_sequence_of_its_own(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    reply = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    order = issuing.issue(visit, PaperKind.ORDER, by=desk, now=now)
    assert (reply.number, reply.year, reply.running) == (
        "400.14.1.4/001/DPMPTSP/XI/2026",
        2026,
        1,
    )
    assert (order.number, order.running) == ("001/DPMPTSP/XI/2026", 1)
    assert next_number(PaperKind.REPLY, day=DAY) == "400.14.1.4/002/DPMPTSP/XI/2026"


@pytest.mark.django_db
def test_a_withdrawn_number_is_never_given_again(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    numbers = []
    for _ in range(4):
        paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
        numbers.append(paper.running)
        ending.withdraw(paper, reason="Salah ketik", by=desk, now=now)
    assert numbers == [1, 2, 3, 4]
    rows = Paper.objects.filter(kind="reply").order_by("running")
    assert [row.reason for row in rows] == ["Salah ketik"] * 4


@pytest.mark.django_db
def test_what_fails_takes_no_number(
    visit: Visit, desk: Actor, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(paper: Paper, **_more: object) -> dict[str, str]:
        raise RuntimeError(paper.number)

    with monkeypatch.context() as patch:
        patch.setattr("visits.papers.life.making.contents_of", broken)
        with pytest.raises(RuntimeError, match="001"):
            issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert issuing.issue(visit, PaperKind.REPLY, by=desk, now=now).running == 1


@pytest.mark.django_db
def test_a_year_begins_where_the_host_is(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    # Still 2026 in Greenwich: 00.30 WIB on the first of January.
    eve = dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC)
    order = issuing.issue(visit, PaperKind.ORDER, by=desk, now=eve - dt.timedelta(hours=1))
    assert (order.year, order.issued_on) == (2026, dt.date(2026, 12, 31))
    ending.withdraw(order, reason="x", by=desk, now=eve)
    order = issuing.issue(visit, PaperKind.ORDER, by=desk, now=eve)
    assert (order.year, order.running, order.number) == (2027, 1, "001/DPMPTSP/I/2027")
    with pytest.raises(BadDate, match="other_year"):
        issuing.replace(order, reason="x", day=dt.date(2026, 12, 31), by=desk, now=eve)
    rundown = issuing.issue(visit, PaperKind.RUNDOWN, by=desk, now=eve, day=DAY)
    assert (rundown.number, rundown.issued_on) == ("", DAY)


@pytest.mark.django_db
def test_later_numbers_have_no_earlier_dates(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    day = issuing.local_day(now)
    with pytest.raises(BadDate) as refused:
        issuing.replace(paper, reason="x", day=day - dt.timedelta(days=1), by=desk, now=now)
    assert (refused.value.code, refused.value.day) == ("before_last", day)
    with pytest.raises(BadDate, match="future"):
        issuing.replace(paper, reason="x", day=day + dt.timedelta(days=1), by=desk, now=now)
    paper.refresh_from_db()
    assert paper.state == Paper.State.ISSUED


@pytest.mark.django_db
def test_a_number_from_outside_takes_no_running_number(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    typed = " 400.14.1.4/118/SETDA/XI/2026 "
    paper = issuing.issue(visit, PaperKind.REPLY, number=typed, by=desk, now=now)
    assert (paper.number, paper.running, paper.year) == (typed.strip(), None, None)
    ending.withdraw(paper, reason="x", by=desk, now=now)
    with pytest.raises(NumberTaken):
        issuing.issue(visit, PaperKind.REPLY, number=typed.lower(), by=desk, now=now)
    assert issuing.issue(visit, PaperKind.REPLY, by=desk, now=now).running == 1


@pytest.mark.django_db
def test_a_running_number_passes_over_one_that_was_typed(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    typed = "400.14.1.4/001/DPMPTSP/XI/2026"
    paper = issuing.issue(visit, PaperKind.REPLY, number=typed, by=desk, now=now)
    new = issuing.replace(paper, reason="x", by=desk, now=now)
    assert new.number == "400.14.1.4/002/DPMPTSP/XI/2026"


@pytest.mark.django_db
def test_the_database_lets_no_sequence_go_back(
    visit: Visit, desk: Actor, now: dt.datetime, stationery: Stationery
) -> None:
    issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    with pytest.raises(IntegrityError, match="never_go_back"), transaction.atomic():
        NumberSequence.objects.update(last=0)


@pytest.mark.django_db
def test_kinds_whose_numbers_read_alike_share_one_sequence(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    PaperForm.objects.update_or_create(
        kind=PaperKind.ORDER, defaults={"classification": "400.14.1.4"}
    )
    texts = []
    for kind in (PaperKind.REPLY, PaperKind.ORDER, PaperKind.ORDER, PaperKind.REPLY):
        assert next_number(kind, day=issuing.local_day(now)) not in texts
        paper = issuing.issue(visit, kind, by=desk, now=now)
        ending.withdraw(paper, reason="x", by=desk, now=now)
        texts.append(paper.number)
    assert texts == [f"400.14.1.4/{n:03d}/DPMPTSP/XI/2026" for n in (1, 2, 3, 4)]


@pytest.mark.django_db
def test_without_a_classification_in_the_pattern_all_kinds_share_one_sequence(
    visit: Visit, desk: Actor, now: dt.datetime, stationery: Stationery
) -> None:
    Stationery.objects.update(pattern="B-{seq:03d}/{year}")
    reply = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    order = issuing.issue(visit, PaperKind.ORDER, by=desk, now=now)
    assert [reply.number, order.number] == ["B-001/2026", "B-002/2026"]


@pytest.mark.django_db
def test_no_two_papers_bear_one_number_whatever_their_kind(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    typed = "001/DPMPTSP/XI/2026"
    reply = issuing.issue(visit, PaperKind.REPLY, number=typed, by=desk, now=now)
    ending.withdraw(reply, reason="x", by=desk, now=now)
    with pytest.raises(NumberTaken):
        issuing.issue(visit, PaperKind.ORDER, number=typed.lower(), by=desk, now=now)
    order = issuing.issue(visit, PaperKind.ORDER, by=desk, now=now)
    assert order.number == "002/DPMPTSP/XI/2026"
    rundown = issuing.issue(visit, PaperKind.RUNDOWN, by=desk, now=now)
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        Paper.objects.bulk_create([_copy_of(order, rundown)])


def _copy_of(order: Paper, rundown: Paper) -> Paper:
    return Paper(
        visit=order.visit,
        kind=PaperKind.CERTIFICATE,
        state=Paper.State.WITHDRAWN,
        number=order.number,
        issued_on=rundown.issued_on,
        issued_at=rundown.issued_at,
        made_at=rundown.made_at,
    )


@pytest.mark.django_db
def test_a_number_that_is_too_long_is_refused_not_cut(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    with pytest.raises(NumberTooLong):
        issuing.issue(visit, PaperKind.REPLY, number="9" * (LONGEST + 1), by=desk, now=now)
    assert not visit.papers.exists()
    whole = issuing.issue(visit, PaperKind.REPLY, number="9" * LONGEST, by=desk, now=now)
    assert whole.number == "9" * LONGEST


@pytest.mark.django_db
def test_a_pattern_whose_running_number_is_cut_off_is_refused(
    visit: Visit, desk: Actor, now: dt.datetime, stationery: Stationery
) -> None:
    Stationery.objects.update(unit="U" * 40, pattern="{unit}{unit}{unit}{seq}{year}")
    with pytest.raises(BadPattern):
        issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
