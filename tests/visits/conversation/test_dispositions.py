"""What a leader gives others to do: whose it is, how long it waits, what ends it."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from scheduling.models import Room
from tests.factories import UserFactory, a_visit
from visits.conversation import dispositions
from visits.conversation.dispositions import DayOver, NoAddressee
from visits.history.events import staff
from visits.inbox.counting import count_anew, waiting_now
from visits.inbox.items import Kind
from visits.inbox.sources import outstanding
from visits.life import answering
from visits.life.step import NeedsReason, WrongStatus
from visits.models import Disposition, Host, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
_Outcome = Disposition.Outcome


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def one_of(role: str, **values: object) -> User:
    user = UserFactory.create(**values)
    user.groups.add(roles.ensure_groups()[role])
    return user


@pytest.fixture
def boss() -> User:
    return one_of(roles.LEADER, first_name="Hasan", last_name="Basri")


@pytest.fixture
def dewi() -> User:
    return one_of(roles.PROTOCOL, first_name="Dewi")


def given(visit: Visit, boss: User, to: User, now: dt.datetime, **more: object) -> Disposition:
    values = {"text": "Siapkan sambutan", "due": timezone.localdate(now) + dt.timedelta(days=2)}
    return dispositions.give(visit, to=to, by=staff(boss), now=now, **{**values, **more})  # type: ignore[arg-type]


def in_the_inbox_of(user: User, now: dt.datetime) -> list[str]:
    found = outstanding(Visit.objects.all(), now=now, reader=user.pk)
    return [o.words for o in found if o.kind == Kind.DIRECTED]


def test_it_waits_in_its_addressees_inbox_alone_and_counts_for_them_at_once_for_one_query(
    now: dt.datetime, boss: User, dewi: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visit = a_visit(trusted=True, now=now)
    count_anew(now=now)
    before = waiting_now(reader=dewi.pk)
    row = given(visit, boss, dewi, now)
    assert in_the_inbox_of(dewi, now) == ["Hasan Basri: Siapkan sambutan"]
    assert in_the_inbox_of(boss, now) == []
    with django_assert_num_queries(1):
        assert waiting_now(reader=dewi.pk) == before + 1
    assert waiting_now(reader=boss.pk) == before == waiting_now()
    count_anew(now=now + dt.timedelta(seconds=5))  # the house's own number knows nothing of it
    assert waiting_now(reader=dewi.pk) == before + 1
    assert dispositions.end(row, outcome=_Outcome.DONE, by=staff(dewi), now=now)
    assert in_the_inbox_of(dewi, now) == []
    assert waiting_now(reader=dewi.pk) == before
    kinds = list(visit.events.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["disposition_given", "disposition_done"]
    assert "Siapkan" not in str([event.data for event in visit.events.all()])


def test_the_first_of_two_who_end_it_is_kept_and_it_can_wait_again(
    now: dt.datetime, boss: User, dewi: User
) -> None:
    row = given(a_visit(trusted=True, now=now), boss, dewi, now)
    assert given(row.visit, boss, dewi, now).pk == row.pk  # pressed twice
    assert dispositions.end(row, outcome=_Outcome.DONE, by=staff(dewi), now=now)
    assert not dispositions.end(row, outcome=_Outcome.RECALLED, by=staff(boss), now=now)
    row.refresh_from_db()
    assert (row.outcome, row.ended_name) == ("done", "Dewi")
    assert dispositions.reopen(row, by=staff(dewi), now=now)
    assert len(in_the_inbox_of(dewi, now)) == 1


def test_it_ends_with_its_visit(now: dt.datetime, boss: User, dewi: User) -> None:
    visit = a_visit(trusted=True, now=now)
    given(visit, boss, dewi, now)
    visit = answering.cancel(visit, reason="Batal", by=staff(boss), now=now)
    assert in_the_inbox_of(dewi, now) == []
    assert dispositions.waiting_for(dewi.pk).count() == 0
    with pytest.raises(WrongStatus):
        given(visit, boss, dewi, now)


def test_what_was_given_to_somebody_gone_waits_for_its_author(
    now: dt.datetime, boss: User, dewi: User
) -> None:
    visit = a_visit(trusted=True, now=now)
    given(visit, boss, dewi, now)
    dewi.groups.clear()
    dewi.groups.add(roles.ensure_groups()[roles.OFFICER])
    [words] = in_the_inbox_of(boss, now)
    assert words.startswith("Dewi ")
    dewi.groups.add(roles.ensure_groups()[roles.ADMIN])
    assert in_the_inbox_of(boss, now) == []
    User.objects.filter(pk=dewi.pk).update(is_active=False)
    assert waiting_now(reader=boss.pk) == waiting_now() + 1
    dewi.delete()
    assert len(in_the_inbox_of(boss, now)) == 1


def test_it_needs_words_a_day_to_come_and_somebody_who_reads_the_desk(
    now: dt.datetime, boss: User, dewi: User
) -> None:
    visit = a_visit(trusted=True, now=now)
    with pytest.raises(NeedsReason):
        given(visit, boss, dewi, now, text="  ")
    with pytest.raises(DayOver):
        given(visit, boss, dewi, now, due=timezone.localdate(now) - dt.timedelta(days=1))
    with pytest.raises(NoAddressee):
        given(visit, boss, one_of(roles.OFFICER), now)
    assert not Disposition.objects.exists()
