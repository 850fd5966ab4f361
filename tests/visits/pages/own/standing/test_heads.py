"""What the delegation's page says first, in every state of a visit."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from visits.models import Status, Visit, VisitEvent
from visits.pages.own.standing.heads import TABLE, Do, head_of, next_of
from visits.pages.own.standing.stages import Known, Stage, stage_of
from visits.queries.visits import Place

NOW = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=2)
KNOWN = Known(now=NOW, place=Place.KEPT)
KIND = VisitEvent.Kind

# Status, what else stands in the visit, what else is known: the state, and its tone.
CASES: list[tuple[Stage, str, Visit, Known]] = [
    (Stage.UNVERIFIED, "wait", Visit(status="unverified"), KNOWN),
    (Stage.REQUESTED, "info", Visit(status="requested", reply_due_at=LATER), KNOWN),
    (Stage.LATE, "wait", Visit(status="requested", reply_due_at=NOW - dt.timedelta(1)), KNOWN),
    (
        Stage.DAY_CLOSED,
        "wait",
        Visit(status="requested", reply_due_at=LATER),
        replace(KNOWN, place=Place.CLOSED),
    ),
    (
        Stage.DAY_PASSED,
        "stop",
        Visit(status="requested", reply_due_at=LATER),
        replace(KNOWN, place=Place.OVER),
    ),
    (Stage.WAITLISTED, "wait", Visit(status="waitlisted"), KNOWN),
    (Stage.NUMBERED, "wait", Visit(status="waitlisted"), replace(KNOWN, number=2)),
    (
        Stage.OTHER_DAYS,
        "wait",
        Visit(status="waitlisted"),
        replace(KNOWN, number=2, other_days=True),
    ),
    (
        Stage.OFFERED,
        "wait",
        Visit(status="proposed", offer_expires_at=LATER),
        replace(KNOWN, offers_left=True),
    ),
    (Stage.OFFER_GONE, "wait", Visit(status="proposed", offer_expires_at=LATER), KNOWN),
    (
        Stage.PROPOSED,
        "wait",
        Visit(status="proposed", answer_due_at=LATER),
        replace(KNOWN, offers_left=True),
    ),
    (Stage.PROPOSALS_GONE, "wait", Visit(status="proposed", answer_due_at=LATER), KNOWN),
    (Stage.CONFIRMED, "ok", Visit(status="confirmed"), KNOWN),
    (Stage.JOINT, "ok", Visit(status="confirmed"), replace(KNOWN, joint=True)),
    (Stage.MOVED, "ok", Visit(status="confirmed"), replace(KNOWN, moved=True)),
    (Stage.WISHES, "wait", Visit(status="confirmed", wished_slots=["x"]), KNOWN),
    (Stage.CLOSED_SINCE, "wait", Visit(status="confirmed"), replace(KNOWN, place=Place.CLOSED)),
    (Stage.TODAY, "ok", Visit(status="confirmed"), replace(KNOWN, today=True)),
    (Stage.OVER, "info", Visit(status="confirmed"), replace(KNOWN, over=True)),
    (Stage.ARRIVED, "ok", Visit(status="arrived"), KNOWN),
    (Stage.COMPLETED, "info", Visit(status="completed"), KNOWN),
    (Stage.PAST, "info", Visit(status="completed", held_on=dt.date(2024, 3, 3)), KNOWN),
    (Stage.DECLINED, "stop", Visit(status="declined"), KNOWN),
    (Stage.CANCELLED, "stop", Visit(status="cancelled"), KNOWN),
    (Stage.EXPIRED, "wait", Visit(status="expired"), replace(KNOWN, ended=KIND.EXPIRED)),
    (Stage.WAIT_ENDED, "wait", Visit(status="expired"), replace(KNOWN, ended=KIND.WAIT_ENDED)),
    (
        Stage.PROPOSAL_ENDED,
        "wait",
        Visit(status="expired"),
        replace(KNOWN, ended=KIND.PROPOSAL_ENDED),
    ),
    (
        Stage.LETTER_LAPSED,
        "stop",
        Visit(status="expired"),
        replace(KNOWN, ended=KIND.LETTER_LAPSED),
    ),
    (Stage.PROVISIONAL, "wait", Visit(status="confirmed", letter_due_at=LATER), KNOWN),
    (Stage.NO_SHOW, "stop", Visit(status="no_show"), KNOWN),
]
IDS = [stage.value for stage, *_ in CASES]
# Where tickets may be bought, or the question no longer stands.
_SETTLED = {
    Stage.CONFIRMED,
    Stage.JOINT,
    Stage.MOVED,
    Stage.TODAY,
    Stage.OVER,
    Stage.ARRIVED,
    Stage.COMPLETED,
    Stage.PAST,
    Stage.DAY_PASSED,
    Stage.DECLINED,
    Stage.CANCELLED,
    Stage.EXPIRED,
    Stage.WAIT_ENDED,
    Stage.PROPOSAL_ENDED,
    Stage.LETTER_LAPSED,
    Stage.NO_SHOW,
}


def test_every_state_stands_in_the_table_and_here() -> None:
    assert set(TABLE) == set(Stage) == {stage for stage, *_ in CASES}
    assert {visit.status for _stage, _tone, visit, _known in CASES} == set(Status.values)


@pytest.mark.parametrize(("stage", "tone", "visit", "known"), CASES, ids=IDS)
def test_each_has_its_own_head(stage: Stage, tone: str, visit: Visit, known: Known) -> None:
    assert stage_of(visit, known) == stage
    for language, warning in (("id", "angan membeli tiket"), ("en", "buy no tickets")):
        with translation.override(language):
            head = head_of(visit, known)
        assert head.tone == tone
        assert head.headline
        assert "%" not in f"{head.headline}{head.says}"
        # "not firm: please buy no tickets yet" in every state that may still lead to a journey.
        assert (warning in str(head.says)) is (stage not in _SETTLED)


def test_heads_that_wait_for_an_answer_say_until_when() -> None:
    day = timezone.localtime(LATER).day
    with translation.override("id"):
        for stage, _tone, visit, known in CASES:
            if stage in (Stage.REQUESTED, Stage.OFFERED, Stage.PROPOSED):
                assert f"{day} Desember 2026" in str(head_of(visit, known).says)


def test_only_an_approved_date_is_called_firm() -> None:
    with translation.override("en"):
        firm = {stage for stage, head in TABLE.items() if "firm;" in str(head.says)}
    assert firm == {Stage.CONFIRMED, Stage.JOINT, Stage.MOVED}


@pytest.mark.parametrize(
    ("possible", "then"),
    [
        ({Do.GIVE, Do.LETTER, Do.NAMES, Do.TICKET}, Do.GIVE),
        ({Do.LETTER, Do.NAMES, Do.TICKET}, Do.LETTER),
        ({Do.NAMES, Do.TICKET}, Do.NAMES),
        ({Do.TICKET, Do.AGAIN}, Do.TICKET),
        (set(), None),
    ],
    ids=["asked-for", "letter", "names", "ticket", "nothing"],
)
def test_what_is_next_is_the_first_that_lacks(possible: set[Do], then: Do | None) -> None:
    assert next_of(TABLE[Stage.CONFIRMED], possible) == then
