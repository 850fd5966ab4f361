"""Events of feeds are made once of the same rows; whatever changed, and by whatever way, shows."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone

from notifications.compose import calendar_event
from notifications.feeds import cache, contents
from notifications.ical import CalendarEvent
from notifications.models import Feed
from scheduling.models import BookingRules, Reservation, Room
from tests.notifications.letters import approved
from visits.history.events import Actor
from visits.models import AgendaItem, Host, Officer, Region, Status, Visit
from visits.queries.visits import Session, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_made() -> Iterator[None]:
    cache._shown.clear()
    yield
    cache._shown.clear()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The visits of which staff's events were made, one after the other."""
    seen: list[int] = []
    show = calendar_event.for_staff

    def counting(visit: Visit, session: Session, host: Host) -> CalendarEvent:
        seen.append(visit.pk)
        return show(visit, session, host)

    monkeypatch.setattr(calendar_event, "for_staff", counting)
    monkeypatch.setattr(contents, "_OF_ROWS", (calendar_event.for_public, counting))
    return seen


def staffs(host: Host, *, anew: bool = False) -> bytes:
    """The bytes of staff's feed, of what is remembered or as a process makes it that knows none."""
    if anew:
        cache._shown.clear()
    feed = Feed(kind=Feed.Kind.STAFF)
    return contents.secret(feed, host, token="x", now=timezone.now())


def test_after_a_change_of_one_visit_only_its_event_is_made(
    room: Room, host: Host, protocol: Actor, made: list[int]
) -> None:
    visits = [approved(protocol) for _ in range(3)]
    before = staffs(host)
    assert sorted(made) == [visit.pk for visit in visits]
    made.clear()
    assert staffs(host) == before
    assert made == []
    Visit.objects.filter(pk=visits[1].pk).update(people=17)
    after = staffs(host)
    assert made == [visits[1].pk]
    assert after != before
    assert after == staffs(host, anew=True)


CHANGES: dict[str, Callable[[], object]] = {
    "its words": lambda: Visit.objects.update(institution="Dinas Lain"),
    "its status": lambda: Visit.objects.update(status=Status.ARRIVED, sequence=9),
    "region": lambda: Region.objects.update(name="Kabupaten Lain"),
    "another region": lambda: Visit.objects.update(region=None, country="MY", place="Johor"),
    "room": lambda: Room.objects.update(name="Aula Lain"),
    "place": lambda: Reservation.objects.update(ends_at="23:30"),
    "host": lambda: Host.objects.update(phone="+62811111111", address="Jalan Lain 1"),
    "a zone of the same hours": lambda: BookingRules.objects.update(time_zone="Asia/Bangkok"),
    "rundown": lambda: AgendaItem.objects.update(title="Sambutan"),
    "who leads": lambda: Officer.objects.update(name="Ibu Lain"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_an_event_shows_is_as_it_is_now(
    room: Room, host: Host, protocol: Actor, client: Client, change: str
) -> None:
    visit = approved(protocol)
    session, officer = session_of(visit), visit.officers.get()
    assert session
    Visit.objects.update(agenda_from=session.starts_at)
    AgendaItem.objects.create(
        visit=visit, starts_at=session.starts_at, ends_at=session.ends_at, title="Pembukaan",
        officer=officer,
    )  # fmt: skip
    before = staffs(host)
    CHANGES[change]()
    host = Host.load()
    after = staffs(host)
    assert after != before
    assert after == staffs(host, anew=True)
