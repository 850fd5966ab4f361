"""Pages that are the same for everybody: all they are made of is watched, nothing is personal."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.web.prepared import kept_by
from notifications.models import Neighbour
from scheduling.database import marks
from scheduling.models import Closure, Room
from scheduling.weeks import week_name
from tests.factories import AgencyFactory, TopicFactory, a_visit
from tests.visits.pages.desk.conftest import signed_in
from visits.models import Host, Journey
from visits.people import roles
from visits.reports.open import figures

pytestmark = pytest.mark.django_db
PAGES = ["/", "/jadwal/", "/statistik/", "/privasi/", "/aksesibilitas/", "/perjalanan/"]


@pytest.fixture
def furnished(host: Host, room: Room) -> Iterator[None]:
    """Something for each part of them."""
    TopicFactory.create()
    AgencyFactory.create()
    Journey.objects.create(pk=1, parking="Di belakang gedung.")
    Host.objects.update(open_figures=True)
    a_visit(trusted=True)
    figures.forget()
    yield
    figures.forget()


def tables_read(path: str) -> tuple[set[str], set[marks.Topic]]:
    """The tables of an answer, and the topics that it was said to depend on."""
    # Else the rules would come from memory.
    day = dt.date(2030, 1, 1)
    Closure.objects.create(name="x", kind="office", starts_on=day, ends_on=day)
    figures.forget()
    with CaptureQueriesContext(connection) as seen:
        answer = Client().get(path)
    assert answer.status_code == 200, path
    tables: set[str] = set()
    for query in seen.captured_queries:
        tables.update(re.findall(r'(?:FROM|JOIN)\s+"?([a-z_]+)"?', query["sql"]))
    topics = kept_by(answer.wsgi_request)
    assert topics, path
    return tables, set(topics)


@pytest.mark.parametrize("path", [*PAGES, "/jadwal/?bulan={month}", "/jadwal/?minggu={week}"])
def test_each_table_of_a_page_is_watched_by_its_topics(furnished: None, path: str) -> None:
    today = timezone.localdate()
    path = path.format(month=f"{today:%Y-%m}", week=week_name(today))
    tables, topics = tables_read(path)
    # Answers to the survey and the events of visits: figures may be some minutes old.
    tables -= {"scheduling_changemark", "visits_surveyanswer", "visits_visitevent"}
    assert len(tables) >= 2
    if "visits_listkey" in tables:
        # The database keeps when a session begins by what says it (visits/search/list_keys.py).
        tables -= {"visits_listkey"}
        tables |= {"visits_visit", "scheduling_reservation", "scheduling_share"}
    watched = marks.watched()
    assert {table for table in tables if topics.isdisjoint(watched.get(table, ()))} == set()


def test_what_is_read_of_other_hosts_is_watched_too(furnished: None, now: dt.datetime) -> None:
    Neighbour.objects.create(
        address="https://natuna.example", name="MPP Natuna", weeks=[["2030-01-07", 2]],
        read_at=now, next_read_at=now,
    )  # fmt: skip
    Room.objects.update(active=False)
    for path, reads in (("/jadwal/", True), ("/", False)):
        tables, topics = tables_read(path)
        assert ("notifications_neighbour" in tables) is reads
        assert (marks.Topic.NEIGHBOURS in topics) is reads


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_who_reads_is_in_a_page(furnished: None, path: str) -> None:
    """So that a page made for anybody is right for all, also for staff who are signed in."""

    def page(client: Client) -> str:
        return re.sub(
            "<!--once-->.*?<!--/once-->", "", client.get(path).content.decode(), flags=re.S
        )

    staff = signed_in(roles.ADMIN)
    assert page(Client()) == page(staff) == page(Client())
    assert "csrfmiddlewaretoken" not in page(staff)


@pytest.mark.parametrize("path", ["/", "/jadwal/", "/perjalanan/"])
def test_nothing_that_a_question_leaves_out_shows_in_a_page(furnished: None, path: str) -> None:
    """Else whoever asks first could give others a page of their own making."""
    others = {
        "Accept": "application/json",
        "Forwarded": "host=evil.example;proto=https",
        "HX-Boosted": "true",
        "HX-Request": "true",
        "HX-Target": "evil",
        "Origin": "https://evil.example",
        "Range": "bytes=0-9",
        "Referer": "https://evil.example/",
        "Save-Data": "on",
        "User-Agent": "evil",
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "81",
        "X-HTTP-Method-Override": "POST",
        "X-Original-URL": "/evil",
        "X-Rewrite-URL": "/evil",
    }
    plain = Client().get(path)
    for name, value in others.items():
        answer = Client().get(path, headers={name: value})
        assert (answer.status_code, answer.content) == (200, plain.content), name
        assert [*answer.headers] == [*plain.headers], name
