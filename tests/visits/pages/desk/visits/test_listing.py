"""All visits: narrowed, sorted, counted, kept, and as a file of what is shown."""

import csv
import datetime as dt
import io
import re
import string
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.models import Reservation
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of, week_name
from tests.factories import AgencyFactory, OfficerFactory, RegionFactory, TopicFactory, a_visit
from tests.sampled import sampled
from tests.visits.pages.desk.conftest import free_slots
from visits.history.events import Actor
from visits.life import amending, deciding, joint_visits
from visits.models import Rank, Region, SavedView, Visit
from visits.pages.desk.frame import paging
from visits.pages.desk.visits import listing
from visits.pages.desk.visits.filters import NAMES
from visits.pages.desk.visits.ordering import COLUMNS
from visits.queries.visits import sessions_of

pytestmark = pytest.mark.django_db
LIST = "/petugas/kunjungan/"
FILE = "/petugas/kunjungan/unduh/"


def shown(client: Client, query: dict[str, Any] | None = None) -> list[str]:
    """The references of the list's first page, in order."""
    return re.findall(r'data-row="([^"]+)"', client.get(LIST, query or {}).text)


def table(client: Client, query: dict[str, Any] | None = None) -> list[list[str]]:
    """The rows of the CSV file, with its heads."""
    answer = client.get(FILE, {**(query or {}), "format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def workbook(client: Client, query: dict[str, Any] | None = None) -> Any:
    answer = client.get(FILE, {**(query or {}), "format": "xlsx"})
    return openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active


@pytest.fixture
def slots() -> list[SlotId]:
    """Two sessions of the fourth week from now, two of the fifth."""
    return free_slots(week=4, most=2) + free_slots(week=5, most=2)


@pytest.fixture
def said(colleague: Actor) -> dict[str, Any]:
    return {"by": colleague, "now": timezone.now()}


@pytest.fixture
def visits(slots: list[SlotId], said: dict[str, Any]) -> list[Visit]:
    """One that asks, one approved, one declined whose place is given back, and one that waits."""
    asks, approved, declined = (
        a_visit(trusted=True, slots=[slot], institution=name, people=people)
        for slot, name, people in zip(slots, ("beta", "Alfa", "Gama"), (30, 9, 20), strict=False)
    )
    approved = deciding.approve(approved, **said)
    declined = deciding.decline(declined, reason="Penuh", **said)
    monday = monday_of(slots[0].date)
    set_week_capacity(week=monday, capacity=2, note="", now=said["now"])
    waits = a_visit(trusted=True, slots=[slots[0]], waitlist=True, institution="Delta", people=4)
    return [asks, approved, declined, waits]


def refs(visits: list[Visit]) -> set[str]:
    return {visit.reference for visit in visits}


# --- Narrowed ---------------------------------------------------------------------------------


def test_several_statuses_are_shown_together(desk: Client, visits: list[Visit]) -> None:
    query = {"status": ["confirmed", "declined"]}
    assert set(shown(desk, query)) == refs(visits[1:3])
    assert set(shown(desk, {"status": "confirmed"})) == refs(visits[1:2])
    assert set(shown(desk, {"status": ["confirmed", "mimpi"]})) == refs(visits[1:2])
    assert set(shown(desk, {"status": "mimpi"})) == refs(visits)


def test_days_take_every_session_that_the_list_shows(
    desk: Client, visits: list[Visit], slots: list[SlotId]
) -> None:
    first, third = slots[0].date, slots[2].date
    last = {"to": f"{third - dt.timedelta(days=1)}"}
    assert set(shown(desk, {"from": f"{first}"} | last)) == refs(visits[:2])
    # The place of the declined one was given back: its row still shows that day.
    assert shown(desk, {"from": f"{third}"}) == [visits[2].reference]
    assert set(shown(desk, last)) == refs(visits[:2])
    assert shown(desk, {"from": f"{third}", "to": f"{third}"}) == [visits[2].reference]
    assert shown(desk, {"to": f"{first - dt.timedelta(days=1)}"}) == []


def test_a_guest_of_a_joint_visit_is_there_on_its_day(
    desk: Client, visits: list[Visit], slots: list[SlotId], said: dict[str, Any]
) -> None:
    host = deciding.approve(a_visit(trusted=True, slots=[slots[3]]), **said)
    joint_visits.merge(visits[0], into=host, **said)
    days = {"from": f"{slots[2].date}"}
    assert set(shown(desk, days)) == refs([host, visits[0], visits[2]])
    expected = [visits[2].reference, host.reference, visits[0].reference]
    assert sorted(shown(desk, {**days, "ordering": "session"})[1:]) == sorted(expected[1:])


def test_a_moved_visit_is_on_its_new_day_alone(
    desk: Client, visits: list[Visit], slots: list[SlotId]
) -> None:
    """A place that was given back on the way counts no more than the list shows it."""
    Visit.objects.filter(pk=visits[1].pk).update(last_slot=str(slots[3]))
    assert shown(desk, {"from": f"{slots[3].date}", "to": f"{slots[3].date}"}) in (
        [],
        [visits[2].reference],
    )


@pytest.mark.parametrize("as_typed", ["{year}-W{week:02d}", "{year}W{week:02d}", "{day}", "{dmy}"])
def test_a_week_is_chosen_or_typed(
    desk: Client, visits: list[Visit], slots: list[SlotId], as_typed: str
) -> None:
    day = slots[0].date
    year, week, _ = day.isocalendar()
    if as_typed == "{year}W{week:02d}":
        as_typed = "{year} - W{week:02d}"
    typed = as_typed.format(year=year, week=week, day=day, dmy=f"{day:%d/%m/%Y}")
    assert set(shown(desk, {"week": typed})) == refs(visits[:2])
    page = desk.get(LIST, {"week": typed}).text
    assert f'value="{week_name(day)}"' in page
    assert 'type="week"' in page


def test_a_week_without_its_year_is_of_this_one(desk: Client, visits: list[Visit]) -> None:
    today = timezone.localdate()
    page = desk.get(LIST, {"week": f"W{today.isocalendar().week}"}).text
    assert f'value="{week_name(today)}"' in page


def test_a_region_is_found_by_any_name_and_a_province_takes_its_members(
    desk: Client, visits: list[Visit], solok: Region
) -> None:
    elsewhere = RegionFactory.create(code="31.71", name="Jakarta Pusat", kind="city", province=None)
    far = a_visit(trusted=True, region=elsewhere, waitlist=True)
    home = refs(visits)
    for name in ("Kab. Solok", "kabupaten solok", "13.02", "13", "Sumbar", "Sumatera Barat"):
        assert set(shown(desk, {"region": name})) == home, name
    for name in ("jakpus", "31.71", "DKI"):
        assert shown(desk, {"region": name}) == [far.reference], name


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"week": "2026-W99"}, "2026-W50"),
        ({"week": "besok"}, "2026-W50"),
        ({"from": "31-02-2026"}, "1 Desember 2026"),
        ({"to": "12/31/2026"}, "hari sebelum bulan"),
        ({"from": "2026-12-09", "to": "2026-12-08"}, "sebelum tanggal awal"),
        ({"region": "Solokk"}, "Kabupaten Solok"),
        ({"region": "zzzz"}, "Tidak ada daerah"),
        ({"officer": "99999"}, "tidak ada lagi"),
        ({"officer": "' OR 1=1"}, "tidak ada lagi"),
        ({"officer": "²"}, "tidak ada lagi"),
    ],
)
def test_what_is_not_understood_is_said_and_shows_no_other_visits(
    desk: Client, visits: list[Visit], query: dict[str, str], words: str
) -> None:
    page = desk.get(LIST, query)
    assert page.status_code == 200
    assert words in page.text
    assert "data-row" not in page.text
    for typed in query.values():
        assert typed.replace("'", "&#x27;") in page.text or "officer" in query
    refused = desk.get(FILE, query)
    assert refused.status_code == 302
    assert refused.headers["Location"].startswith(f"{LIST}?")


def test_an_officers_visits_and_those_of_nobody(
    desk: Client, visits: list[Visit], said: dict[str, Any]
) -> None:
    officer = OfficerFactory.create(name="Rina Kusuma")
    amending.assign(visits[1], officers=[officer], **said)
    assert shown(desk, {"officer": officer.pk}) == [visits[1].reference]
    assert set(shown(desk, {"officer": "none"})) == refs([visits[0], *visits[2:]])
    # Out of use, but the visits stay to be found.
    officer.active = False
    officer.save()
    assert shown(desk, {"officer": officer.pk}) == [visits[1].reference]
    assert "Rina Kusuma" in desk.get(LIST, {"status": "confirmed"}).text


def test_filters_narrow_together(desk: Client, visits: list[Visit], slots: list[SlotId]) -> None:
    query = {"q": "alfa", "status": ["confirmed", "requested"], "from": f"{slots[0].date}"}
    assert shown(desk, query) == [visits[1].reference]
    assert shown(desk, {**query, "status": "declined"}) == []


# --- Sorted and counted -----------------------------------------------------------------------


def _expected(column: str, visits: list[Visit]) -> list[str]:
    """By Python; those without a session last, equals as they came in."""
    sessions = sessions_of(visits)
    keys: dict[str, Any] = {
        "institution": lambda v: v.institution.lower(),
        "people": lambda v: v.people,
        "reference": lambda v: v.reference,
        "created_at": lambda v: v.created_at,
        "session": lambda v: str(sessions[v.pk].starts_at) if v.pk in sessions else "9999",
    }
    return [v.reference for v in sorted(visits, key=keys[column])]


@pytest.mark.parametrize("column", ["institution", "people", "reference", "created_at", "session"])
def test_each_column_sorts_either_way(desk: Client, visits: list[Visit], column: str) -> None:
    expected = _expected(column, visits)
    assert shown(desk, {"ordering": column}) == expected
    if column == "session":
        expected = [expected[-1], *expected[:-1]]
    assert shown(desk, {"ordering": f"-{column}"}) == expected[::-1]


def test_visits_are_sorted_by_their_course_and_by_who_receives(
    desk: Client, visits: list[Visit], said: dict[str, Any]
) -> None:
    by_course = [visits[n].reference for n in (0, 3, 1, 2)]
    assert shown(desk, {"ordering": "status"}) == by_course
    amending.assign(visits[1], officers=[OfficerFactory.create(name="b")], **said)
    amending.assign(visits[0], officers=[OfficerFactory.create(name="A")], **said)
    found = shown(desk, {"ordering": "officer"})
    assert found[:2] == [visits[0].reference, visits[1].reference]
    assert shown(desk, {"ordering": "-officer"})[:2] == found[1::-1]


def test_a_head_says_how_the_list_is_sorted_and_turns_it_round(
    desk: Client, visits: list[Visit]
) -> None:
    page = desk.get(LIST, {"ordering": "people", "status": "confirmed"}).text
    assert 'aria-sort="ascending"' in page
    assert "?ordering=-people&amp;status=confirmed" in page
    assert "?ordering=institution&amp;status=confirmed" in page
    assert 'aria-sort="descending"' in desk.get(LIST, {"ordering": "tidak ada"}).text


def _many(number: int, start: int = 0) -> None:
    region, now = RegionFactory.create(), timezone.now()
    Visit.objects.bulk_create(
        Visit(
            reference=f"H-{n:04d}", status="completed", region=region, people=n % 7 + 1,
            institution=string.ascii_letters[n % 50], created_at=now, changed_at=now,
            last_slot=f"2026-03-{n % 28 + 1:02d}-0900-aula" if n % 3 else "",
        )
        for n in range(start, start + number)
    )  # fmt: skip


@pytest.mark.parametrize("column", sampled(COLUMNS, every=3))
@pytest.mark.parametrize("sign", ["", "-"])
def test_pages_of_a_sorted_list_show_every_visit_once(desk: Client, column: str, sign: str) -> None:
    _many(2 * paging.SIZE + 11)
    query: str = f"?ordering={sign}{column}"
    down: list[str] = []
    while True:
        page = desk.get(LIST + query).text
        rows = re.findall(r'data-row="([^"]+)"', page)
        down += rows
        onward = re.search(r'href="(\?[^"]*before=[^"]*)"', page)
        if not onward:
            break
        query = onward[1].replace("&amp;", "&")
    assert len(down) == len(set(down)) == 2 * paging.SIZE + 11
    back = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
    assert back
    assert shown_at(desk, back[1]) == down[paging.SIZE : 2 * paging.SIZE]


def shown_at(client: Client, query: str) -> list[str]:
    return re.findall(r'data-row="([^"]+)"', client.get(LIST + query.replace("&amp;", "&")).text)


def test_the_hits_are_counted(
    desk: Client, visits: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "4 kunjungan" in desk.get(LIST).text
    assert "1 kunjungan" in desk.get(LIST, {"status": "confirmed"}).text
    assert "0 kunjungan" in desk.get(LIST, {"q": "zzzz"}).text
    monkeypatch.setattr(listing, "MOST", 2)
    assert "Lebih dari 2 kunjungan" in desk.get(LIST).text


def test_no_filter_or_order_costs_queries_a_row(desk: Client, visits: list[Visit]) -> None:
    def cost() -> list[int]:
        found = []
        for query in (
            {"ordering": "session", "from": "2026-01-01", "to": "2026-12-31"},
            {"ordering": "-officer", "region": "13", "status": ["completed"]},
        ):
            with CaptureQueriesContext(connection) as queries:
                desk.get(LIST, query)
            found.append(len(queries))
        return found

    _many(9)
    cost()
    few = cost()
    _many(200, start=9)
    assert cost() == few


# --- Names, rows, saved views -----------------------------------------------------------------


def test_long_names_are_short_and_whole_at_a_touch(desk: Client) -> None:
    long = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kabupaten Solok"
    a_visit(trusted=True, institution=long)
    page = desk.get(LIST).text
    assert re.search(r"<td[^>]*>\s*DPMPTSP Kab. Solok\s*<br>", page)
    assert f'title="{long} · Kabupaten Solok, Sumatera Barat"' in page
    assert ">Kab. Solok, Sumatera Barat<" in page


def test_filters_are_kept_whole_under_a_name(desk: Client, visits: list[Visit]) -> None:
    page = {"status": ["confirmed", "declined"], "ordering": "people", "to": "2030-01-01"}
    text = desk.get(LIST, page).text
    [query] = re.findall(r'name="query" value="([^"]+)"', text)
    desk.post(
        "/petugas/tampilan/",
        {"page": "visits", "name": "Selesai", "query": query.replace("&amp;", "&")},
    )
    view = SavedView.objects.get()
    assert shown_at(desk, f"?{view.query}") == [visits[1].reference, visits[2].reference]


def test_filters_that_are_too_long_are_not_kept_in_part(desk: Client) -> None:
    kept = desk.post(
        "/petugas/tampilan/",
        {"page": "visits", "name": "Panjang", "query": f"q={'a' * 1500}"},
        follow=True,
    )
    assert not SavedView.objects.exists()
    assert "terlalu panjang" in kept.content.decode()


# --- Files ------------------------------------------------------------------------------------


def test_csv_holds_what_the_list_shows_in_its_order(
    desk: Client, visits: list[Visit], slots: list[SlotId]
) -> None:
    query = {"status": ["confirmed", "requested"], "ordering": "people"}
    heads, *rows = table(desk, query)
    assert [row[0] for row in rows] == shown(desk, query)
    first = dict(zip(heads, rows[0], strict=True))
    place = Reservation.objects.get(owner=visits[1].owner_key)
    assert first["Instansi"] == "Alfa"
    assert first["Daerah"] == "Kabupaten Solok"
    assert first["Provinsi"] == "Sumatera Barat"
    assert first["Tanggal"] == f"{slots[1].date}"
    assert first["Dari"] == f"{place.starts_at:%H:%M}"
    assert first["Orang"] == "9"
    assert first["Diterima"] == f"{timezone.localdate(visits[1].created_at)}"


def test_a_workbook_holds_dates_hours_and_numbers(
    desk: Client, visits: list[Visit], slots: list[SlotId]
) -> None:
    sheet = workbook(desk, {"status": "confirmed"})
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert row["Tanggal"].date() == slots[1].date
    assert isinstance(row["Dari"], dt.time)
    assert row["Orang"] == 9
    assert isinstance(row["Orang"], int)
    assert sheet.max_row == 2


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_is_a_formula(desk: Client, begin: str) -> None:
    name = f"{begin}HYPERLINK(1;2)"
    Visit.objects.filter(pk=a_visit(trusted=True).pk).update(institution=name)
    assert table(desk)[1][1] == f"'{name}"
    cell = workbook(desk)["B2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", name, True)


def test_signs_that_no_workbook_takes_are_left_out(desk: Client) -> None:
    Visit.objects.filter(pk=a_visit(trusted=True).pk).update(institution="Di\x0bnas")
    assert workbook(desk)["B2"].value == "Dinas"


def test_a_file_says_nothing_of_whom_one_could_write_to(desk: Client, visits: list[Visit]) -> None:
    text = str(table(desk))
    for secret in ("budi@solokkab.example", "81234567890", "Budi Hartono", "Siti Rahma"):
        assert secret not in text


def test_too_long_a_list_is_no_file_cut_off(
    desk: Client, visits: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", 3)
    refused = desk.get(FILE, {"format": "csv", "ordering": "people"}, follow=True)
    assert refused.redirect_chain == [(f"{LIST}?ordering=people", 302)]
    assert "Persempit" in refused.content.decode()
    assert len(table(desk, {"status": "confirmed"})) == 2


def test_a_file_costs_queries_by_the_five_hundred(desk: Client, visits: list[Visit]) -> None:
    with CaptureQueriesContext(connection) as few:
        table(desk)
    _many(200)
    with CaptureQueriesContext(connection) as many:
        assert len(table(desk)) == 205
    assert len(many) <= len(few)


def test_a_head_request_builds_no_page_of_another_kind(desk: Client, visits: list[Visit]) -> None:
    assert desk.head(FILE).status_code == 200
    assert desk.post(FILE).status_code == 405


# --- Behind figures, and chips ------------------------------------------------------------------


def test_reports_narrow_the_list_by_what_they_count(desk: Client, visits: list[Visit]) -> None:
    asks, approved, declined, waits = visits
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    asks.topics.add(topic)
    approved.agencies.add(agency)
    Visit.objects.filter(pk=waits.pk).update(leader_rank=Rank.COUNCIL)
    assert shown(desk, {"topic": topic.code}) == [asks.reference]
    assert shown(desk, {"agency": agency.code}) == [approved.reference]
    assert shown(desk, {"rank": Rank.COUNCIL}) == [waits.reference]
    assert shown(desk, {"waited": "yes"}) == [waits.reference]
    assert shown(desk, {"waited": "placed"}) == []
    assert shown(desk, {"reason": " penuh"}) == [declined.reference]
    assert shown(desk, {"reason": "aula"}) == []
    today = timezone.localdate()
    assert set(shown(desk, {"sent_from": f"{today}"})) == refs(visits)
    assert set(shown(desk, {"sent_to": f"{today}"})) == refs(visits)
    assert shown(desk, {"sent_to": f"{today - dt.timedelta(days=1)}"}) == []
    Visit.objects.filter(pk=asks.pk).update(verified_at=None)
    assert set(shown(desk, {"sent_from": f"{today}"})) == refs(visits[1:])


@pytest.mark.parametrize("name", ["topic", "agency", "rank", "waited", "sent_from", "sent_to"])
def test_a_filter_that_is_none_shows_nothing_and_says_so(
    desk: Client, visits: list[Visit], name: str
) -> None:
    page = desk.get(LIST, {name: "mimpi"})
    assert page.context["count"] == 0
    assert name in page.context["filters"].errors
    assert "mimpi" in page.text


@pytest.mark.parametrize("name", ["import", "topic", "week", "region", "officer"])
def test_a_filter_that_is_none_is_said_where_the_visits_would_be(
    desk: Client, visits: list[Visit], name: str
) -> None:
    page = desk.get(LIST, {name: "999"})
    assert page.context["count"] == 0
    said = page.text.partition('class="empty"')[2]
    assert "999" in said
    assert page.context["filters"].errors[name] in said


def test_a_file_of_past_visits_stays_chosen_where_another_filter_is(
    desk: Client, visits: list[Visit]
) -> None:
    assert '<input type="hidden" name="import" value="7">' in desk.get(LIST, {"import": "7"}).text
    assert 'name="import"' not in desk.get(LIST).text


def test_each_filter_is_a_chip_that_removes_it(desk: Client, visits: list[Visit]) -> None:
    topic = TopicFactory.create(name="Perizinan")
    query = {
        "status": ["requested", "confirmed"], "topic": topic.code, "reason": "Penuh",
        "waited": "yes", "rank": Rank.COUNCIL, "region": "13.02", "ordering": "people",
        "sent_from": "2026-02-03",
    }  # fmt: skip
    chips = desk.get(LIST, query).context["chips"]
    words = {(chip.label, chip.words) for chip in chips}
    assert ("Topik", "Perizinan") in words
    assert ("Asal", "Kabupaten Solok") in words
    assert ("Permohonan dikirim dari", "3 Februari 2026") in words
    assert len(chips) == 8
    for chip in chips:
        left = QueryDict(chip.query)
        assert sum(len(values) for _name, values in left.lists()) == 8
        assert left["ordering"] == "people"
    page = desk.get(LIST, {"topic": topic.code}).text
    assert 'class="chip"' in page
    assert f'href="{LIST}"' in page
    assert 'class="chip"' not in desk.get(LIST, {"ordering": "people"}).text


def test_a_view_keeps_every_filter_that_the_list_has(desk: Client) -> None:
    kept = "&".join(f"{name}=1" for name in NAMES)
    desk.post("/petugas/tampilan/", {"page": "visits", "query": kept, "name": "Semua"})
    assert set(QueryDict(SavedView.objects.get().query)) == set(NAMES)
