"""From draft to withdrawn: the table, when each kind's time is, and who is told."""

import datetime as dt
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import a_visit
from tests.visits.papers.press import PlainPress
from visits.history.events import SYSTEM, Actor, record
from visits.life import answering, attendance, deciding
from visits.life.step import NeedsReason, WrongStatus
from visits.models import Paper, PaperKind, Participant, Presence, Visit, VisitEvent
from visits.papers.life import ending, issuing, making, sending
from visits.papers.life.issuing import AlreadyIssued, NotThere, WhosePaper
from visits.papers.life.step import LONGEST_REASON, ReasonTooLong, StalePaper, WrongState
from visits.papers.life.table import IN_FORCE, LIFE, Action, allowed_actions
from visits.papers.life.times import whom_for
from visits.papers.life.truth import Facts, NoLongerTrue, Untrue, untrue
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db
State = Paper.State
WHY = "Nama pejabat salah."
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def people(visit: Visit) -> list[Participant]:
    names = ("Ani", "Budi", "Citra")
    rows = [Participant(visit=visit, number=n, name=name) for n, name in enumerate(names, 1)]
    return Participant.objects.bulk_create(rows)


def here(person: Participant, now: dt.datetime) -> Presence:
    return Presence.objects.create(
        participant=person, visit=person.visit, came_at=now, how="door", noted_at=now
    )


def over(visit: Visit, desk: Actor, now: dt.datetime) -> Visit:
    return attendance.complete(attendance.check_in(visit, by=desk, now=now), by=desk, now=now)


def signed(paper: Paper) -> Paper:
    Paper.objects.filter(pk=paper.pk).update(state=State.SIGNED)
    paper.refresh_from_db()
    return paper


def why(paper: Paper, visit: Visit) -> Untrue | None:
    visit.refresh_from_db()
    paper.refresh_from_db()
    return untrue(paper, Facts.load(visit, session_of(visit), now=timezone.now()))


def test_a_letter_is_issued_with_number_date_and_bytes(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert (paper.state, paper.issued_on, paper.made_by_id) == (
        State.ISSUED,
        issuing.local_day(now),
        desk.user_id,
    )
    with paper.file.open("rb") as file:
        made = file.read()
    assert paper.number.encode() in made
    assert len(paper.sha256) == 64
    event = visit.events.get(kind=VisitEvent.Kind.PAPER_ISSUED)
    assert event.data["paper"] == paper.pk
    assert event.data["number"] == paper.number
    assert event.data["paper_kind"] == "reply"


@pytest.mark.parametrize(
    ("kind", "when"),
    [
        ("reply", {"proposed", "declined", "confirmed", "completed"}),
        ("rundown", {"confirmed", "completed"}),
        ("attendance", {"confirmed", "completed"}),
        ("order", {"confirmed", "completed"}),
        ("certificate", {"completed"}),
    ],
)
def test_each_kind_has_its_time(
    room: object, host: object, desk: Actor, now: dt.datetime, kind: str, when: set[str]
) -> None:
    issued = set()
    for status in ("requested", "proposed", "declined", "confirmed", "cancelled", "completed"):
        with transaction.atomic():
            visit = a_visit(trusted=True, now=now)
            Visit.objects.filter(pk=visit.pk).update(status=status)
            visit.refresh_from_db()
            with suppress(WrongStatus):
                issuing.issue(visit, PaperKind(kind), by=desk, now=now)
                issued.add(status)
            transaction.set_rollback(True)
    assert issued == when


def test_two_tabs_issue_one_letter(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    with pytest.raises(AlreadyIssued) as refused:
        issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert refused.value.paper == paper
    ending.withdraw(paper, reason=WHY, by=desk, now=now, version=paper.version)
    with pytest.raises(StalePaper):
        ending.withdraw(paper, reason=WHY, by=desk, now=now, version=paper.version)
    with pytest.raises(WrongState):
        ending.withdraw(paper, reason=WHY, by=desk, now=now)


def test_a_draft_is_kept_issued_or_thrown_away(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    draft = issuing.draft(visit, PaperKind.REPLY, by=desk, now=now)
    assert (draft.state, draft.number, draft.sha256) == (State.DRAFT, "", "")
    assert issuing.draft(visit, PaperKind.REPLY, by=desk, now=now) == draft
    assert allowed_actions(draft) == [Action.ISSUE, Action.DISCARD]
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert (paper.pk, paper.running) == (draft.pk, 1)
    with pytest.raises(WrongState):
        ending.discard(paper, by=desk, now=now)
    other = issuing.draft(visit, PaperKind.RUNDOWN, by=desk, now=now)
    ending.discard(other, by=desk, now=now)
    assert not Paper.objects.filter(pk=other.pk).exists()


def test_a_look_at_it_keeps_nothing(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    paper = issuing.unsaved(visit, PaperKind.REPLY, by=desk, now=now)
    assert b"'draft': True" in making.look_at(paper, now=now)
    assert not Paper.objects.exists()


def test_what_is_replaced_says_by_which(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    old = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    with pytest.raises(NeedsReason):
        issuing.replace(old, reason=" ", by=desk, now=now)
    new = issuing.replace(old, reason=WHY, by=desk, now=now, version=old.version)
    old.refresh_from_db()
    assert (old.state, old.replaced_by, old.reason) == (State.REPLACED, new, WHY)
    assert (new.running, new.state) == (2, State.ISSUED)
    assert (old.code != new.code, old.running) == (True, 1)
    for action in Action:
        assert action not in allowed_actions(old)


def test_every_state_leads_somewhere_or_is_an_end() -> None:
    into = {step.to for step in LIFE.values() if step.to}
    assert into | {State.DRAFT} == set(State)
    for state in (State.REPLACED, State.WITHDRAWN):
        assert not [action for action, step in LIFE.items() if state in step.come_from]


def test_a_letter_is_sent_when_it_is_signed(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert Action.SEND not in allowed_actions(paper)
    with pytest.raises(WrongState):
        sending.send(paper, by=desk, now=now)
    paper = sending.send(signed(paper), by=desk, now=now)
    assert (paper.state, paper.sent_at) == (State.SENT, now)
    rundown = issuing.issue(visit, PaperKind.RUNDOWN, by=desk, now=now)
    assert sending.send(rundown, by=desk, now=now).state == State.SENT
    order = issuing.issue(visit, PaperKind.ORDER, by=desk, now=now)
    with pytest.raises(WrongState):
        sending.send(signed(order), by=desk, now=now)


def test_who_has_no_address_is_sent_nothing(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    Visit.objects.filter(pk=visit.pk).update(contact_email="")
    rundown = issuing.issue(visit, PaperKind.RUNDOWN, by=desk, now=now)
    with pytest.raises(sending.NoAddress):
        sending.send(rundown, by=desk, now=now)


def test_what_was_handed_over_can_be_kept_back(
    visit: Visit, people: list[Participant], desk: Actor, now: dt.datetime
) -> None:
    first, *_rest = issuing.issue_for(visit, PaperKind.VISUM, people, by=desk, now=now)
    assert sending.hand_over(visit, PaperKind.VISUM, [first.pk], by=desk, now=now) == 1
    assert sending.hand_over(visit, PaperKind.VISUM, by=desk, now=now) == 2
    assert sending.hand_over(visit, PaperKind.VISUM, by=desk, now=now) == 0
    assert sending.keep_back(visit, PaperKind.VISUM, [first.pk], by=desk, now=now) == 1
    assert Paper.objects.filter(handed_over_at__isnull=False).count() == 2
    assert visit.events.filter(kind=VisitEvent.Kind.PAPER_HANDED_OVER).count() == 2
    assert sending.hand_over(visit, PaperKind.RUNDOWN, by=desk, now=now) == 0


def test_after_the_visit_sheets_are_for_who_was_there(
    visit: Visit, people: list[Participant], desk: Actor, now: dt.datetime
) -> None:
    forms = issuing.issue_for(visit, PaperKind.VISUM, people, by=desk, now=now)
    assert [paper.number for paper in forms] == ["", "", ""]
    with pytest.raises(WhosePaper):
        issuing.issue(visit, PaperKind.VISUM, by=desk, now=now)
    with pytest.raises(WhosePaper):
        issuing.issue(visit, PaperKind.RUNDOWN, people[0], by=desk, now=now)
    here(people[0], now)
    visit = over(visit, desk, now)
    assert whom_for(visit, PaperKind.VISUM, over=True) == [people[0]]
    with pytest.raises(NotThere):
        issuing.issue(visit, PaperKind.VISUM, people[1], by=desk, now=now)
    # The empty form gives way to the dated sheet.
    assert why(forms[0], visit) == Untrue.FORM
    [sheet] = issuing.issue_for(visit, PaperKind.VISUM, [people[0]], by=desk, now=now)
    forms[0].refresh_from_db()
    assert forms[0].replaced_by == sheet
    assert issuing.issue_for(visit, PaperKind.VISUM, [people[0]], by=desk, now=now) == []
    certificate = issuing.issue(visit, PaperKind.CERTIFICATE, by=desk, now=now)
    assert certificate.number.startswith("400.14.12/001/")


def test_who_was_not_there_after_all_loses_their_papers(
    visit: Visit, people: list[Participant], desk: Actor, now: dt.datetime
) -> None:
    rows = [here(person, now) for person in people]
    visit = over(visit, desk, now)
    sheets = issuing.issue_for(visit, PaperKind.VISUM, people, by=desk, now=now)
    letters = issuing.issue_for(visit, PaperKind.CERTIFICATE, people, by=desk, now=now)
    whole = issuing.issue(visit, PaperKind.CERTIFICATE, by=desk, now=now)
    rows[1].delete()
    assert why(sheets[1], visit) == Untrue.ABSENT
    record(visit, VisitEvent.Kind.PRESENCE_UNDONE, by=SYSTEM, now=now, was=visit.status)
    ended = Paper.objects.filter(state=State.WITHDRAWN)
    assert set(ended) == {sheets[1], letters[1]}
    assert {paper.reason for paper in ended} == {"Kehadiran dibatalkan."}
    assert letters[1].number  # its number stays
    assert why(whole, visit) == Untrue.PEOPLE
    assert why(sheets[0], visit) is None


def test_a_form_stays_when_a_tick_at_the_door_is_taken_back(
    visit: Visit, people: list[Participant], desk: Actor, now: dt.datetime
) -> None:
    issuing.issue_for(visit, PaperKind.VISUM, people, by=desk, now=now)
    record(visit, VisitEvent.Kind.PRESENCE_UNDONE, by=SYSTEM, now=now, was=visit.status)
    assert Paper.objects.filter(state__in=IN_FORCE).count() == 3


def test_what_is_no_longer_true_is_known(visit: Visit, desk: Actor, now: dt.datetime) -> None:
    reply = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    rundown = issuing.issue(visit, PaperKind.RUNDOWN, by=desk, now=now)
    assert why(reply, visit) is None
    Visit.objects.filter(pk=visit.pk).update(leader_name="Dr. Lain")
    assert (why(reply, visit), why(rundown, visit)) == (Untrue.NAMES, Untrue.NAMES)
    answering.cancel(visit, reason="Banjir", by=desk, now=now)
    assert (why(reply, visit), why(rundown, visit)) == (Untrue.OVER, Untrue.OVER)
    ending.withdraw(rundown, reason=WHY, by=desk, now=now)
    assert why(rundown, visit) is None


def test_a_letter_with_another_answer_is_no_longer_true(
    room: object, host: object, desk: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True, now=now)
    visit = deciding.decline(visit, reason="Penuh.", by=desk, now=now)
    reply = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert why(reply, visit) is None
    Visit.objects.filter(pk=visit.pk).update(status="confirmed")
    assert why(reply, visit) == Untrue.ANSWER


def test_a_number_is_not_lost_where_the_press_stands_still(
    visit: Visit, desk: Actor, now: dt.datetime, press: PlainPress
) -> None:
    press.broken = True
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    assert (paper.state, paper.running, paper.sha256) == (State.ISSUED, 1, "")
    assert making.make_due(now=now + MINUTE) == 0
    press.broken = False
    assert making.make_due(now=now + 6 * MINUTE) == 1
    paper.refresh_from_db()
    assert paper.sha256
    assert making.make_due(now=now + HOUR) == 0


def test_a_paper_that_cannot_be_made_is_tried_less_and_less_often_and_then_no_more(
    visit: Visit, desk: Actor, now: dt.datetime, press: PlainPress
) -> None:
    press.broken = True
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    tried_at = [0]
    for minute in range(1, 24 * 60):
        before = press.pressed
        making.make_due(now=now + minute * MINUTE)
        tried_at += [minute] * (press.pressed - before)
    assert tried_at == [0, 1, 6, 21, 81, 321]
    assert list(making.given_up()) == [paper]
    # However often it is looked at: it holds up nobody, and no pass is asked for.
    paper.refresh_from_db()
    assert making.make(paper, now=now + dt.timedelta(days=2)).sha256 == ""
    assert press.pressed == 6
    assert not making.due(now + dt.timedelta(days=2)).exists()
    with pytest.raises(making.NotMade):
        making.check_made(paper)


def test_a_look_in_between_is_no_try(
    visit: Visit, desk: Actor, now: dt.datetime, press: PlainPress
) -> None:
    press.broken = True
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    for _ in range(20):
        assert making.make(paper, now=now + MINUTE / 2).sha256 == ""
    assert (paper.tries, press.pressed) == (1, 1)
    with pytest.raises(making.NotMadeYet):
        making.check_made(paper)


def test_somebody_has_it_tried_again(
    visit: Visit, desk: Actor, now: dt.datetime, press: PlainPress
) -> None:
    press.broken = True
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    Paper.objects.filter(pk=paper.pk).update(tries=making.MOST_TRIES, next_try_at=None)
    paper.refresh_from_db()
    with pytest.raises(making.NotMadeYet):
        making.try_again(paper, now=now)
    paper.refresh_from_db()
    assert paper.tries == 1  # and by itself from then on
    press.broken = False
    assert making.try_again(paper, now=now).sha256
    assert not making.given_up().exists()


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"}, {"data": {}}, {"sha256": "0" * 64}, {"file": "x.pdf"},
        {"issued_on": dt.date(2026, 1, 1)}, {"state": "draft"}, {"kind": "order"}, {"running": 9},
    ],
)  # fmt: skip
def test_the_database_keeps_what_was_issued(
    visit: Visit, desk: Actor, now: dt.datetime, change: dict[str, object]
) -> None:
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    with pytest.raises(IntegrityError, match="issued_papers_stay"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**change)
    ending.withdraw(paper, reason=WHY, by=desk, now=now)
    with pytest.raises(IntegrityError, match="issued_papers_stay"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state="issued")


def test_a_letter_that_is_not_true_any_more_is_not_sent(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    paper = signed(issuing.issue(visit, PaperKind.REPLY, by=desk, now=now))
    Visit.objects.filter(pk=visit.pk).update(institution="Bappeda Kabupaten Lain")
    with pytest.raises(NoLongerTrue) as refused:
        sending.send(paper, by=desk, now=now)
    assert refused.value.why == Untrue.NAMES
    new = signed(issuing.replace(paper, reason=WHY, by=desk, now=now))
    assert sending.send(new, by=desk, now=now).state == State.SENT


def test_withdrawing_what_took_the_place_of_a_sent_letter_says_which_was_sent(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    sent = signed(issuing.issue(visit, PaperKind.REPLY, by=desk, now=now))
    sending.send(sent, by=desk, now=now)
    second = issuing.replace(sent, reason=WHY, by=desk, now=now)
    third = issuing.replace(second, reason=WHY, by=desk, now=now)
    ending.withdraw(third, reason=WHY, by=desk, now=now)
    event = visit.events.get(kind=VisitEvent.Kind.PAPER_WITHDRAWN)
    assert event.data["sent_before"] == sent.pk
    fresh = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    ending.withdraw(fresh, reason=WHY, by=desk, now=now)
    last = visit.events.filter(kind=VisitEvent.Kind.PAPER_WITHDRAWN).latest("pk")
    assert "sent_before" not in last.data


def test_a_reason_that_is_too_long_is_refused_not_cut(
    visit: Visit, desk: Actor, now: dt.datetime
) -> None:
    paper = issuing.issue(visit, PaperKind.REPLY, by=desk, now=now)
    with pytest.raises(ReasonTooLong):
        ending.withdraw(paper, reason="x" * (LONGEST_REASON + 1), by=desk, now=now)
    assert ending.withdraw(paper, reason="x" * LONGEST_REASON, by=desk, now=now).reason
