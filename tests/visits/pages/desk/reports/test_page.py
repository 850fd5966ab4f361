"""The page of a period's figures, and its files."""

import datetime as dt
import io
from csv import reader as csv_reader

import openpyxl
import pytest
from django.test import Client
from lxml import html

from scheduling.models import Room
from tests.factories import TopicFactory
from tests.visits.reports.past import Row, a_past, answered, of_before
from visits.models import Region, Status, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]
PAGE = "/petugas/laporan/"
_QUARTER = dt.timedelta(minutes=15)


@pytest.fixture
def rows(room: Room) -> list[Row]:
    """Two working months around the turn of the year."""
    return a_past(room, first=dt.date(2025, 12, 1), count=90, seed=7)


def _page(client: Client, query: str = "") -> html.HtmlElement:
    return html.fromstring(client.get(f"{PAGE}{query}").content.decode())


def _held(rows: list[Row], year: int) -> int:
    return sum(row.day.year == year and row.status == Status.COMPLETED for row in rows)


def test_every_count_leads_to_the_visits_behind_it(desk: Client, rows: list[Row]) -> None:
    rows_of = _page(desk, "?tahun=2026").xpath("//section//tbody/tr[th/a]")
    assert len(rows_of) > 12
    for row in rows_of:
        where = row.xpath("th/a/@href")[0]
        behind = desk.get(where).context["count"]
        assert behind == int(row.xpath("td[1]")[0].text_content()), where


def test_each_province_of_the_map_leads_to_its_visits(desk: Client, rows: list[Row]) -> None:
    held = [row for row in rows if row.day.year == 2026 and row.status == Status.COMPLETED]
    links = _page(desk, "?tahun=2026").xpath("//figure//svg//a")
    assert len(links) == len({row.region[:2] for row in held}) == 2
    for link in links:
        behind = desk.get(link.get("href")).context["count"]
        assert link.xpath("path/title")[0].text.split(": ")[1] == f"{behind} kunjungan"
        # The table has the same link for keys and screen readers.
        assert link.get("tabindex") == "-1"
        assert _page(desk, "?tahun=2026").xpath(f"//th/a[@href='{link.get('href')}']")


def test_who_came_from_abroad_stands_below_the_map(desk: Client, rows: list[Row]) -> None:
    for number, (country, people) in enumerate((("MY", 12), ("MY", 8), ("SG", 5))):
        of_before(number, dt.date(2026, 1, 9), people, country=country, place="Kota")
    words = " ".join(_page(desk, "?tahun=2026").xpath("//figure/..")[0].text_content().split())
    assert "2 dari 38 provinsi." in words
    assert "3 kunjungan dari luar negeri, 25 orang: Malaysia, Singapura." in words


def test_years_begin_with_the_first_visit_of_the_time_before(desk: Client, solok: Region) -> None:
    of_before(1, dt.date(2023, 5, 4), 9, region=solok)
    years = [a.text for a in _page(desk).xpath("//nav[@class='report__years']/a")]
    assert years[-1] == "2023"


def test_who_was_late_and_who_did_not_come_stands_on_the_page(
    desk: Client, rows: list[Row]
) -> None:
    held = [row for row in rows if row.day.year == 2026 and row.status == Status.COMPLETED]
    missed = [row for row in rows if row.day.year == 2026 and row.status == Status.NO_SHOW]
    noted = [row for row in held if row.arrived_at]
    on_time = [r for r in noted if r.arrived_at and r.arrived_at - r.begin <= _QUARTER]
    section = _page(desk, "?tahun=2026").xpath("//section[@aria-labelledby='arrivals']")[0]
    assert [int(b.text) for b in section.xpath(".//li/b")] == [len(held), len(missed)]
    for link, count in zip(section.xpath(".//li//a/@href"), (held, missed), strict=True):
        assert desk.get(link).context["count"] == len(count)
    assert section.xpath("p")[0].text == (
        f"Terlambat lebih dari 15 menit: {len(noted) - len(on_time)}."
        f" Kedatangan tidak dicatat: {len(held) - len(noted)}."
    )
    assert section.xpath("h2")[0].text == (
        f"{(200 * len(on_time) + len(noted)) // (2 * len(noted))} % dari {len(noted)} kedatangan"
        " yang dicatat tepat waktu"
    )
    assert section.xpath("p")[1].text.startswith("2025: ")


def test_the_index_stands_month_by_month_and_leads_to_its_answers(
    desk: Client, rows: list[Row]
) -> None:
    visit = Visit.objects.filter(status=Status.COMPLETED)[0]
    answered(visit, dt.datetime(2026, 1, 12, 3, tzinfo=dt.UTC), *[4] * 9)
    answered(visit, dt.datetime(2026, 2, 12, 3, tzinfo=dt.UTC), *[3] * 9)
    answered(visit, dt.datetime(2026, 2, 13, 3, tzinfo=dt.UTC), *[4] * 8, 3)
    section = _page(desk, "?tahun=2026").xpath("//section[@aria-labelledby='course']")[0]
    assert section.xpath("h2")[0].text == "IKM 90,74 dari bulan ke bulan"
    found = [[td.text for td in row.xpath("td")] for row in section.xpath(".//tbody/tr")]
    assert found == [["1", "100,00", "A (Sangat baik)"], ["2", "86,11", "B (Baik)"]]
    for row, (answers, *_) in zip(section.xpath(".//tbody/tr"), found, strict=True):
        page = desk.get(row.xpath("th/a/@href")[0])
        assert page.context["result"].answers == int(answers)
    assert not _page(desk, "?tahun=2025").xpath("//section[@aria-labelledby='course']")


def test_a_year_stands_beside_the_one_before(desk: Client, rows: list[Row]) -> None:
    card = _page(desk, "?tahun=2026").xpath("//dl/div")[0]
    assert card.xpath("dd/b")[0].text_content().strip() == str(_held(rows, 2026))
    difference = _held(rows, 2026) - _held(rows, 2025)
    assert f"{difference:+d} dari 2025".replace("-", "−") in card.text_content()
    alone = _page(desk, "?tahun=2026&banding=0").text_content()
    assert "dibandingkan" not in alone
    assert "Perubahan" not in alone


def test_a_period_that_is_none_is_said_and_nothing_typed_is_lost(desk: Client) -> None:
    answer = desk.get(f"{PAGE}?dari=2026-03-02&sampai=2026-02-01")
    assert answer.status_code == 422
    assert "2026-03-02" in answer.content.decode()
    for typed in ("?dari=32/13/2026", "?tahun=abc", "?dari=0001-01-01", "?tahun=99999"):
        assert desk.get(f"{PAGE}{typed}").status_code == 422
    assert desk.get(f"{PAGE}?dari=2026-03-02").status_code == 200
    assert desk.get(f"{PAGE}?sampai=2026-03-02&format=nix").status_code == 200


def test_files_hold_what_the_page_shows(desk: Client, rows: list[Row]) -> None:
    sent = desk.get(f"{PAGE}?tahun=2026&format=csv")
    text = b"".join(sent.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert f"Kunjungan terlaksana,{_held(rows, 2026)}," in text
    xlsx = desk.get(f"{PAGE}?tahun=2026&format=xlsx")
    content = b"".join(xlsx.streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    lines = [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    assert lines == list(csv_reader(text.splitlines()))


def test_a_new_host_has_an_empty_report(desk: Client, room: Room) -> None:
    page = _page(desk)
    assert page.xpath("//div[@class='empty']")
    assert not page.xpath("//section")


def test_of_a_long_table_fifty_rows_are_shown_and_the_files_have_all(
    desk: Client, rows: list[Row]
) -> None:
    Visit.objects.filter(status=Status.COMPLETED)[0].topics.set(TopicFactory.create_batch(60))
    year = Visit.objects.filter(status=Status.COMPLETED)[0].reference[3:7]
    shown = _page(desk, f"?tahun={year}").xpath("//section[@aria-labelledby='topic']//tbody/tr")
    sent = desk.get(f"{PAGE}?tahun={year}&format=csv")
    text = b"".join(sent.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    parts = [row[0] for row in csv_reader(text.splitlines())]
    topics = parts.count("Topik")
    assert topics >= 60
    assert len(shown) == 51
    assert shown[-1].text_content().split()[0] == f"{topics - 50}"
