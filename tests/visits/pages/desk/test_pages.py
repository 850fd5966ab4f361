"""The desk's list page by page: every visit once, in order, counted no further than it is read."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import RegionFactory
from visits.models import Host, Visit
from visits.pages.desk.frame import paging
from visits.pages.desk.visits import listing

pytestmark = pytest.mark.django_db
LIST = "/petugas/kunjungan/"


@pytest.fixture
def desk(client: Client, host: Host) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def history(number: int) -> list[str]:
    """References of visits, the newest first; many of them of one moment."""
    now, region = timezone.now(), RegionFactory.create()
    Visit.objects.bulk_create(
        Visit(
            reference=f"H-{n:04d}",
            status="completed" if n % 2 else "declined",
            region=region,
            people=20,
            created_at=now - dt.timedelta(hours=n // 7),
            changed_at=now,
        )
        for n in range(number)
    )
    newest_first = Visit.objects.order_by("-created_at", "-pk")
    return list(newest_first.values_list("reference", flat=True))


def shown(client: Client, query: str) -> tuple[list[str], dict[str, str]]:
    """The references of a page, and the addresses of its neighbours by the name of the edge."""
    text = client.get(LIST + query).content.decode()
    rows = re.findall(r'kunjungan/(H-\d{4})/"', text)
    links = re.findall(r'href="(\?[^"]*(before|after)=[^"]*)"', text)
    return rows, {edge: address.replace("&amp;", "&") for address, edge in links}


@pytest.mark.parametrize("number", [0, 1, paging.SIZE, paging.SIZE + 1, 3 * paging.SIZE + 5])
def test_going_older_and_newer_shows_every_visit_once(desk: Client, number: int) -> None:
    expected = history(number)
    query, down = "", []
    while True:
        rows, links = shown(desk, query)
        down += rows
        if "before" not in links:
            break
        query = links["before"]
    assert down == expected
    up = rows
    while "after" in links:
        rows, links = shown(desk, links["after"])
        up = rows + up
    assert up == expected


def test_filters_stay_from_page_to_page(desk: Client) -> None:
    history(2 * paging.SIZE + 20)
    _, links = shown(desk, "?status=completed")
    rows, _ = shown(desk, links["before"])
    assert len(rows) == 10
    assert all(int(reference[2:]) % 2 for reference in rows)


def test_an_edge_that_is_not_there_shows_the_newest(desk: Client) -> None:
    expected = history(3)
    assert shown(desk, "?before=ST-2026-9999")[0] == expected


def test_a_page_counts_no_further_than_is_said_and_costs_the_same_number_of_queries(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    history(2 * paging.SIZE)
    desk.get(LIST)  # the first opening of a day makes a row, the next are counted in it
    with django_assert_max_num_queries(19) as seen:
        desk.get(LIST)
    counted = [q["sql"] for q in seen.captured_queries if "COUNT(" in q["sql"]]
    # The list's own, beside that of what waits in the inbox.
    assert len([sql for sql in counted if f"LIMIT {listing.MOST + 1}" in sql]) == 1
