"""The marks by which others see that something changed."""

import datetime as dt
import re
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.feeds import contents
from notifications.models import Feed, Neighbour
from scheduling.database import marks
from scheduling.database.marks import Topic
from scheduling.models import Closure, Reservation, Room
from scheduling.rules.rulebook import Rulebook
from tests import ready
from tests.factories import AgencyFactory, OfficerFactory, TopicFactory, a_visit
from visits.access.tokens import feed_token
from visits.history.events import DELEGATION
from visits.life import answering
from visits.models import ApiKey, Host, Region, Visit
from visits.sign_in.keys import make_key

pytestmark = pytest.mark.django_db


def changed_by(work: Callable[[], object]) -> set[str]:
    """The topics whose mark is another one afterwards."""
    before = marks.read()
    work()
    return {topic for topic, stamp in marks.read().items() if before.get(topic) != stamp}


def close(day: dt.date = dt.date(2026, 12, 25)) -> Closure:
    return Closure.objects.create(name="Natal", kind="holiday", starts_on=day, ends_on=day)


def test_each_change_marks_its_topic_and_no_other(room: Room, host: Host) -> None:
    made, _ = contents.create("staff")
    assert set(marks.read()) == set(Topic)
    assert changed_by(close) == {Topic.RULES}
    assert changed_by(lambda: Room.objects.filter(pk=room.pk).update(active=True)) == {Topic.RULES}
    assert changed_by(host.save) == {Topic.HOST}
    visit = a_visit(trusted=True)
    assert changed_by(lambda: Visit.objects.update(people=3)) == {Topic.VISITS}
    agency = AgencyFactory.create()
    assert changed_by(lambda: visit.agencies.add(agency)) == {Topic.VISITS}
    topic = TopicFactory.create()
    assert changed_by(lambda: visit.topics.add(topic)) == {Topic.VISITS}
    assert changed_by(lambda: type(topic).objects.update(name="Baru")) == {Topic.HOST}
    assert changed_by(lambda: Reservation.objects.update(people=3)) == {Topic.PLACES}
    assert changed_by(lambda: make_key(name="Portal", scopes=[])) == {Topic.NAMED}
    assert changed_by(lambda: ApiKey.objects.update(name="Baru")) == {Topic.NAMED}
    assert changed_by(lambda: Region.objects.update(name="Baru")) == {Topic.VISITS, Topic.NAMED}
    assert changed_by(lambda: Feed.objects.update(last_read_at=timezone.now())) == set()
    assert changed_by(lambda: Feed.objects.update(revoked_at=timezone.now())) == {Topic.FEEDS}
    assert changed_by(made.delete) == {Topic.FEEDS}
    neighbour = Neighbour.objects.create(address="https://x.example", next_read_at=timezone.now())
    tried = Neighbour.objects.filter(pk=neighbour.pk)
    assert changed_by(lambda: tried.update(trouble="x", next_read_at=timezone.now())) == set()
    assert changed_by(lambda: tried.update(weeks=[["2026-12-07", 3]])) == {Topic.NEIGHBOURS}
    assert changed_by(lambda: None) == set()


def test_a_mark_does_not_come_back_with_another_content(room: Room) -> None:
    before = marks.read()
    with transaction.atomic():
        close()
        undone = marks.read()
        transaction.set_rollback(True)
    assert marks.read() == before
    close(dt.date(2026, 12, 31))
    assert marks.read()[Topic.RULES] not in (before[Topic.RULES], undone[Topic.RULES])


def test_rules_read_in_a_transaction_that_is_undone_are_not_remembered(room: Room) -> None:
    with transaction.atomic():
        close()
        assert len(Rulebook.load().closures) == 1
        transaction.set_rollback(True)
    assert Rulebook.load().closures == []
    close(dt.date(2026, 12, 31))
    assert [c.starts_on.day for c in Rulebook.load().closures] == [31]


def test_a_change_of_the_rules_counts_at_once(room: Room) -> None:
    assert Rulebook.load() is Rulebook.load()
    close()
    assert len(Rulebook.load().closures) == 1
    Closure.objects.all().delete()
    assert Rulebook.load().closures == []


def test_everything_that_prepared_answers_are_made_of_is_watched(
    room: Room, host: Host, client: Client
) -> None:
    officer = OfficerFactory.create(agency=AgencyFactory.create())
    visit = answering.cancel(a_visit(trusted=True), reason="x", by=DELEGATION, now=timezone.now())
    owners = {
        "staff": {},
        "agency": {"agency": officer.agency},
        "officer": {"officer": officer},
        "room": {"room": room},
    }
    addresses = [contents.create(kind, **owner)[1] for kind, owner in owners.items()]
    paths = ["/kalender/" + address.rpartition("/")[2] for address in addresses]
    paths += ["/kalender/publik.ics", f"/kalender/{feed_token(visit)}.ics"]
    tables: set[str] = set()
    close()
    with CaptureQueriesContext(connection) as seen:
        for path in (*paths, "/api/v1/weeks/", "/api/v1/slots/"):
            assert client.get(path).status_code == 200, path
    for query in seen.captured_queries:
        if query["sql"].lstrip().startswith("SELECT"):
            tables.update(re.findall(r'(?:FROM|JOIN)\s+"?([a-z_]+)"?', query["sql"]))
    # Events are written in the transaction that changes their visit.
    tables -= {"scheduling_changemark", "visits_visitevent"}
    assert len(tables) > 10
    assert tables <= marks.watched().keys()


@pytest.mark.needs_postgres
def test_nobody_waits_for_anothers_mark_and_each_commit_is_seen(postgres_url: str) -> None:
    ready.tables(postgres_url)
    change = (
        "INSERT INTO scheduling_closure (name, name_en, kind, starts_on, ends_on, source)"
        " VALUES ('x', '', 'holiday', '2026-12-25', '2026-12-25', '')"
    )
    look = "SELECT SUM(stamp) FROM scheduling_changemark WHERE topic = 'rules'"
    with (
        psycopg.connect(postgres_url) as one,
        psycopg.connect(postgres_url) as two,
        psycopg.connect(postgres_url, autocommit=True) as reader,
    ):
        seen = [reader.execute(look).fetchone()]
        for writer in (one, two):
            writer.execute("SET lock_timeout = '3s'")
            writer.execute(change)
            writer.execute(change)
        assert reader.execute(look).fetchone() == seen[0]
        for writer in (two, one):
            writer.commit()
            seen.append(reader.execute(look).fetchone())
        one.execute(change)
        one.rollback()
        assert reader.execute(look).fetchone() == seen[2]
    assert len(set(seen)) == 3
