"""Lists by cursor: nothing twice and nothing left out, though rows come in meanwhile."""

import pytest
from rest_framework.test import APIClient

from tests.factories import AgencyFactory, a_visit
from tests.sampled import sampled
from visits.models import Agency

pytestmark = pytest.mark.usefixtures("host", "room")
FIELDS = ("institution", "people", "created_at", "reference")
ORDERS = [sign + name for name in FIELDS for sign in "-+"]


def pages(caller: APIClient, address: str, way: str = "next") -> list[list[str]]:
    """What each page names, following the links."""
    found = []
    following: str | None = address
    while following:
        page = caller.get(following).json()
        found.append([row.get("reference") or row["code"] for row in page["results"]])
        following = page[way]
    return found


@pytest.mark.parametrize("order", sampled(ORDERS, every=3))
def test_equal_rows_that_come_in_between_pages_shift_nothing(staff: APIClient, order: str) -> None:
    # All alike but for their ids, so that new ones land at either end of their equals.
    before = {a_visit(trusted=True).reference for _ in range(5)}
    following: str | None = f"/api/v1/visits/?limit=2&ordering={order.removeprefix('+')}"
    seen: list[str] = []
    for _ in range(8):
        if following is None:
            break
        page = staff.get(following).json()
        seen += [row["reference"] for row in page["results"]]
        following = page["next"]
        if len(seen) < 6:
            a_visit(trusted=True)
    assert following is None
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_the_way_back_is_the_way_there(client: APIClient) -> None:
    for n in range(7):
        AgencyFactory.create(code=f"a{n}", name="Sama" if n < 4 else f"Lain {n}")
    there = pages(client, "/api/v1/agencies/?limit=2")
    in_order = Agency.objects.order_by("name", "pk").values_list("code", flat=True)
    assert [code for page in there for code in page] == list(in_order)
    last = client.get("/api/v1/agencies/?limit=2").json()
    while last["next"]:
        last = client.get(last["next"]).json()
    assert last["previous"]
    assert pages(client, last["previous"], "previous")[::-1] == there[:-1]


def test_a_row_that_is_gone_does_not_break_the_way(client: APIClient) -> None:
    for n in range(4):
        AgencyFactory.create(code=f"a{n}", name=f"Nama {n}")
    following = client.get("/api/v1/agencies/?limit=2").json()["next"]
    Agency.objects.filter(code__in=["a1", "a2"]).delete()
    assert pages(client, following) == [["a3"]]


def test_links_keep_the_filters(staff: APIClient) -> None:
    for _ in range(3):
        a_visit(trusted=True)
    query = "limit=1&status=requested&status=unverified&search=solok"
    page = staff.get(f"/api/v1/visits/?{query}").json()
    for part in ("status=requested", "status=unverified", "search=solok", "limit=1"):
        assert part in page["next"]


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WyJuZXh0Il0", "%00", "é", "A" * 5000])
def test_a_cursor_that_is_none_is_not_found(client: APIClient, cursor: str) -> None:
    answer = client.get(f"/api/v1/agencies/?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_cursor_is_for_its_own_order(staff: APIClient) -> None:
    a_visit(), a_visit()
    following = staff.get("/api/v1/visits/?limit=1&ordering=people").json()["next"]
    other = following.replace("ordering=people", "ordering=-institution")
    assert staff.get(other).status_code == 404
