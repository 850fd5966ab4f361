"""Every figure of the page leads to the visits behind it, neither more nor fewer."""

import datetime as dt
import re

import pytest
from django.http import QueryDict
from django.test import Client
from lxml import html

from scheduling.models import Reservation, Room
from tests.visits.reports.past import Row, a_past
from visits.models import Status, Visit
from visits.pages.desk.visits.filters import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]
PAGE = "/petugas/laporan/"
LIST = "/petugas/kunjungan/"


@pytest.fixture
def rows(room: Room) -> list[Row]:
    """Two working months around the turn of the year, with all that is rare."""
    rows = a_past(room, first=dt.date(2025, 12, 1), count=90, seed=7)
    visits = list(Visit.objects.order_by("pk"))
    held = [visit for visit in visits if visit.status == Status.COMPLETED]
    for visit in held[::9]:  # from abroad
        visit.region, visit.country, visit.place = None, "MY", "Johor"
        visit.save()
    for visit in held[4::11]:  # of the time before: no session and no request
        Visit.objects.filter(pk=visit.pk).update(
            held_on=dt.date(2026, 1, 5), verified_at=None, arrived_at=None
        )
        visit.events.all().delete()
        Reservation.objects.filter(owner=visit.owner_key).delete()
    declined = [visit for visit in visits if visit.status == Status.DECLINED]
    for visit, reason in zip(
        declined, ("Jadwal  penuh.\n", "Jadwal", "Aula & ruang: <penuh> 100 %?", ""), strict=False
    ):
        Visit.objects.filter(pk=visit.pk).update(reason=reason)
    lapsed = [visit for visit in visits if visit.status == Status.CANCELLED]
    Visit.objects.filter(pk=lapsed[0].pk).update(status=Status.EXPIRED)
    # Nobody confirmed it: it lapsed, and was no request.
    Visit.objects.filter(pk=lapsed[1].pk).update(status=Status.EXPIRED, verified_at=None)
    Visit.objects.filter(pk=lapsed[2].pk).update(status=Status.WAITLISTED)
    return rows


def _figure(link: html.HtmlElement) -> int:
    """The number that a link stands for: its own, that of its province's title, or of its row."""
    words = link.text_content().strip()
    if own := re.match(r"[\d.]+", words.rpartition(": ")[2] if link.xpath("path") else words):
        return int(own[0].replace(".", ""))
    row = link.xpath("ancestor::tr[1] | ancestor::li[1]")[0]
    return int(row.xpath("td[1] | b")[0].text_content().replace(".", ""))


def _listed(address: str) -> int:
    """How many the list shows there: test_page.py opens such pages, which here would take long."""
    filters = read(QueryDict(address.partition("?")[2]), today=dt.date(2026, 11, 23))
    return filters.of(Visit.objects.all()).count()


@pytest.mark.parametrize(
    "query",
    ["?tahun=2026", "?tahun=2026&banding=0", "?tahun=2025", "?dari=2025-12-10&sampai=2026-01-07"],
)
def test_every_figure_leads_to_the_visits_behind_it(
    desk: Client, rows: list[Row], query: str
) -> None:
    page = html.fromstring(desk.get(f"{PAGE}{query}").text)
    links = page.xpath(f"//main//a[starts-with(@href, '{LIST}?')]")
    found = {link.get("href"): _figure(link) for link in links}
    assert len(found) > 30
    assert {address: _listed(address) for address in found} == found


def test_no_number_of_the_tables_is_without_its_visits(desk: Client, rows: list[Row]) -> None:
    page = html.fromstring(desk.get(f"{PAGE}?tahun=2025").text)
    for row in page.xpath("//main//tbody/tr"):
        assert row.xpath("th/a")
        assert len(row.xpath("td")) < 3 or row.xpath("td[3]/a")
    addresses = page.xpath("//main//a/@href")
    for name in ("topic=", "agency=", "rank=", "reason=", "waited=yes", "waited=placed"):
        assert any(name in address for address in addresses), name
    assert not page.xpath("//main//section//li[not(@class='quiet')][b][not(span/a)]")
