"""`/statistik/` and its data, as anybody reads them."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import DjangoAssertNumQueries

from scheduling.models import Room
from tests.factories import TopicFactory
from tests.visits.pages.desk.conftest import signed_in
from tests.visits.reports.past import Row, a_past, answered, of_before
from visits.models import Agency, Host, Licence, Status, SurveyAnswer, Topic, Visit
from visits.people import roles
from visits.reports.open import figures

pytestmark = pytest.mark.django_db
PAGE, JSON, CSV = "/statistik/", "/statistik/data.json", "/statistik/data.csv"


@pytest.fixture(autouse=True)
def _opened(host: Host) -> Iterator[None]:
    figures.forget()
    Host.objects.update(open_figures=True)
    yield
    figures.forget()


@pytest.fixture
def rows(room: Room) -> list[Row]:
    """Two working months around the turn of the year, with one who came alone."""
    past = a_past(room, first=dt.date(2025, 12, 1), count=90, seed=7)
    of_before(1, dt.date(2026, 1, 9), 1, country="SG", place="Kota")
    visit = Visit.objects.filter(status=Status.COMPLETED)[0]
    for minute in range(6):
        answered(visit, dt.datetime(2026, 2, 3, 3, minute, tzinfo=dt.UTC), *[4] * 8, 3)
    return past


def _json(client: Client, query: str = "") -> Any:
    return json.loads(client.get(f"{JSON}{query}").content)


def _csv(client: Client, query: str = "") -> list[dict[str, str]]:
    content = client.get(f"{CSV}{query}").content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", [PAGE, JSON, CSV])
def test_a_host_publishes_nothing_until_it_says_so(
    client: Client, room: Room, host: Host, path: str
) -> None:
    assert client.get(path).status_code == 200
    Host.objects.update(open_figures=False)
    assert client.get(path).status_code == 404
    assert Host().open_figures is False


def test_page_and_data_tell_the_same(client: Client, rows: list[Row]) -> None:
    held = [row for row in rows if row.day.year == 2026 and row.status == Status.COMPLETED]
    found = _json(client)
    assert found["visits"] == len(held) + 1
    assert found["people"] == sum(row.came or row.people for row in held) + 1
    lines = {(line["figure"], line["key"]): line["value"] for line in _csv(client)}
    assert lines["visits", ""] == f"{found['visits']}"
    assert lines["people", ""] == f"{found['people']}"
    for name, kind in (("origins", "origin"), ("topics", "topic"), ("agencies", "agency")):
        told = found[name]
        for count in [*told["told"], *([told["others"]] if told["others"] else [])]:
            key = count.get("key", "others")
            assert lines[f"visits_by_{kind}", key] == f"{count['visits']}"
            assert lines[f"people_by_{kind}", key] == f"{count['people']}"
        among = [key for figure, key in lines if figure == f"{kind}_among_others"]
        assert among == told["together"]
    assert lines["answered", ""] == f"{found['requests']['answered']['count']}"
    assert (lines["over", ""], lines["fewest", ""]) == (f"{found['over'] or ''}", "5")
    for month in found["months"]:
        assert lines["visits_by_month", month["key"]] == f"{month['visits']}"
    assert found["satisfaction"] == {
        "answers": 6,
        "index": 97.22,
        "grade": "A",
        "months": [
            {"from": "2026-02", "to": "2026-02", "answers": 6, "index": 97.22, "grade": "A"}
        ],
    }
    assert Decimal(lines["ikm_by_month", "2026-02/2026-02"]) == Decimal("97.22")
    assert lines["ikm_grade", ""] == lines["ikm_grade_by_month", "2026-02/2026-02"] == "A"
    page = html.fromstring(client.get(PAGE).content.decode())
    cards = [b.text for b in page.xpath("//dl//b")]
    assert cards[0] == f"{found['visits']}"
    assert cards[3] == "97,22"
    table = page.xpath("//section[@aria-labelledby='origins']//tbody/tr")
    shown = {row[0].text: row[1].text for row in table}
    assert shown.pop("lainnya digabungkan") == f"{found['origins']['others']['visits']}"
    assert shown == {c["name"]: f"{c['visits']}" for c in found["origins"]["told"]}


def test_what_has_no_index_yet_does_not_deny_its_answers(client: Client, rows: list[Row]) -> None:
    """Twenty-eight answers of the month that goes on are no fewer than five."""
    SurveyAnswer.objects.all().delete()
    visit = Visit.objects.filter(status=Status.COMPLETED)[0]
    for number in range(28):
        answered(visit, timezone.now() - dt.timedelta(microseconds=number), *[4] * 9)
    page = client.get(PAGE, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "the months that are over have fewer than 5 answers" in page


def test_no_name_and_nobody_alone_is_told(client: Client, rows: list[Row]) -> None:
    Visit.objects.update(institution="Dinas Rahasia", leader_name="Nyonya Rahasia")
    for path in (PAGE, JSON, CSV):
        text = client.get(path).content.decode()
        assert "Rahasia" not in text
        assert "Singapura" not in text
        assert "13.72" not in text
    assert "SG" in _json(client)["origins"]["together"]


def test_a_new_name_is_told_at_once(client: Client, rows: list[Row]) -> None:
    for name, kind in (("topics", Topic), ("agencies", Agency)):
        told = _json(client)[name]["told"][0]
        kind.objects.filter(code=told["key"]).update(name="Nama Baru")
        assert _json(client)[name]["told"][0]["name"] == "Nama Baru"
        assert "Nama Baru" in client.get(PAGE).content.decode()


def test_of_a_long_table_fifty_rows_are_shown(client: Client, rows: list[Row]) -> None:
    visit = Visit.objects.filter(
        status=Status.COMPLETED, people__gte=5, reference__startswith="ST-2026"
    )[0]
    Visit.objects.filter(pk=visit.pk).update(people_came=None)
    topics = TopicFactory.create_batch(60)
    visit.topics.set(topics)
    told = _json(client)["topics"]["told"]
    assert len(told) > 60
    table = html.fromstring(client.get(PAGE).content.decode()).xpath(
        "//section[@aria-labelledby='topics']//tbody/tr"
    )
    assert len(table) == 51
    assert table[-1].text_content().split()[0] == f"{len(told) - 50}"
    assert len([line for line in _csv(client) if line["figure"] == "visits_by_topic"]) == len(told)


def test_a_year_is_chosen(client: Client, rows: list[Row]) -> None:
    held = [row for row in rows if row.day.year == 2025 and row.status == Status.COMPLETED]
    found = _json(client, "?tahun=2025")
    assert (found["year"], found["until"], found["visits"]) == (2025, "2025-12-31", len(held))
    assert found["years"] == [2026, 2025]
    page = client.get(f"{PAGE}?tahun=2025").content.decode()
    assert "Statistik 2025" in page
    assert "data.csv?tahun=2025" in page
    wrongs = ("2027", "2024", "abc", "", "²⁰²⁶", "٢٠٢٦", "99999999999999999999", "-1", "02026")
    for wrong in (*wrongs, "2026\n", " 2026", "20260", "02026" + "0" * 4500):
        for path in (PAGE, JSON, CSV):
            assert client.get(path, {"tahun": wrong}).status_code == 404, (path, wrong)


@pytest.mark.parametrize("licence", Licence)
def test_the_licence_stands_on_all_of_them(client: Client, room: Room, licence: Licence) -> None:
    Host.objects.update(figures_licence=licence)
    for path in (PAGE, JSON, CSV):
        answer = client.get(path)
        assert answer["Link"] == f'<{licence.url}>; rel="license"'
        assert licence.url in answer.content.decode()
    assert licence.url.startswith("https://creativecommons.org/")
    assert _json(client)["licence"]["code"] == licence.value


@pytest.mark.parametrize(
    ("language", "word"), [("id", "Asal tamu"), ("en", "Where they came from")]
)
def test_the_page_reads_in_both_languages(
    client: Client, rows: list[Row], language: str, word: str
) -> None:
    answer = client.get(PAGE, HTTP_ACCEPT_LANGUAGE=language)
    assert f'<html lang="{language}">' in answer.content.decode()
    assert word in answer.content.decode()


def test_anybodys_page_may_reckon_with_the_data(client: Client, room: Room) -> None:
    for path in (JSON, CSV):
        assert client.get(path)["Access-Control-Allow-Origin"] == "*"
    assert client.get(CSV)["Content-Type"] == "text/csv; charset=utf-8"
    assert client.get(JSON)["Content-Type"] == "application/json"
    assert client.post(JSON).status_code == 405


def test_a_host_without_visits_says_so(client: Client, room: Room) -> None:
    page = html.fromstring(client.get(PAGE).content.decode())
    assert page.xpath("//div[@class='empty']")
    assert not page.xpath("//svg[@class='map__drawing']")
    assert _json(client)["satisfaction"]["index"] is None


def test_pages_lead_there_only_where_it_is(client: Client, room: Room) -> None:
    assert 'href="/statistik/"' in client.get("/").content.decode()
    assert "/statistik" not in client.get("/robots.txt").content.decode()
    Host.objects.update(open_figures=False)
    assert 'href="/statistik/"' not in client.get("/").content.decode()


def test_asking_again_asks_the_database_little(
    client: Client, rows: list[Row], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE)
    # The rules, the host, and the marks of what is shown.
    with django_assert_num_queries(3):
        client.get(PAGE)
    with django_assert_num_queries(3):
        client.get(JSON)


def test_staff_switch_it_on_and_choose_the_licence(host: Host) -> None:
    admin = signed_in(roles.ADMIN)
    page = html.fromstring(admin.get("/petugas/pengaturan/profil/").content.decode())
    form = page.xpath("//form[.//input[@name='open_figures']]")[0]
    assert [o.get("value") for o in form.xpath(".//select[@name='figures_licence']/option")] == [
        licence.value for licence in Licence
    ]
    typed = {name: value for name, value in form.fields.items() if value and name != "logo"}
    typed |= {"open_figures": "on", "figures_licence": "CC0-1.0"}
    admin.post("/petugas/pengaturan/profil/", typed)
    host.refresh_from_db()
    assert (host.open_figures, host.figures_licence) == (True, "CC0-1.0")
