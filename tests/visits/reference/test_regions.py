"""A region is found as people write it."""

import pytest
from pytest_django import DjangoAssertNumQueries

from visits.models import Region
from visits.reference.names import normal
from visits.reference.regions import (
    bring_up_to_date,
    import_regions,
    provinces,
    regions_of,
    search_regions,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def regions() -> None:
    import_regions()


def test_all_regions_are_there_and_a_second_import_changes_nothing(regions: None) -> None:
    assert Region.objects.filter(kind="province").count() == 38
    assert Region.objects.filter(kind="regency").count() == 416
    assert Region.objects.filter(kind="city").count() == 98
    assert import_regions().added == 0
    zones = Region.objects.filter(kind="province")
    assert [
        zones.filter(time_zone=f"Asia/{z}").count() for z in ("Jakarta", "Makassar", "Jayapura")
    ] == [18, 12, 8]


def test_migrating_brings_the_list_and_corrects_what_differs(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bring_up_to_date()
    assert Region.objects.count() == 552
    Region.objects.filter(code="13.02").update(name="Solook")
    Region.objects.create(code="99.01", kind="regency", name="Only here")
    bring_up_to_date()
    assert Region.objects.get(code="13.02").name == "Solok"
    assert Region.objects.filter(code="99.01").exists(), "nothing is deleted"
    with django_assert_num_queries(1):
        bring_up_to_date()


FOUND = {
    "solok": "13.02",
    "kab solok": "13.02",
    "Kab. Solok": "13.02",
    "kabupaten solok": "13.02",
    "kota solok": "13.72",
    "SOLOK SELATAN": "13.11",
    "soluk": "13.02",
    "bukitinggi": "13.75",
    "banjar negara": "33.04",
    "solok sumbar": "13.02",
    "13.72": "13.72",
    "pakpak barat": "12.15",
    "tanjungpinang": "21.72",
    "kepri": "21",
    "kabpaten solok": "13.02",
    "kabupeten solok": "13.02",
    "kabpaten solok selatan": "13.11",
    "koat solok": "13.72",
    "propinsi kepri": "21",
    "provinsii sumatera barat": "13",
}


def test_what_people_write_finds_what_they_mean(regions: None) -> None:
    assert {query: search_regions(query).regions[0].code for query in FOUND} == FOUND


def test_a_name_shows_all_of_its_bearers(regions: None) -> None:
    assert {r.code for r in search_regions("solok").regions} >= {"13.02", "13.72", "13.11"}


def test_nonsense_finds_nothing_and_harms_nobody(regions: None) -> None:
    for query in ("", " ", "\x00", "🙂", "..", "x" * 1_000_000, "qqqqqq"):
        assert search_regions(query).regions == [], query[:20]


@pytest.mark.parametrize("each", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_every_region_is_found_by_its_own_label(regions: None, each: int) -> None:
    lost = [
        region.label
        for region in Region.objects.select_related("province")[::each]
        if search_regions(region.label).meant != region
    ]
    assert lost == []


def test_provinces_lead_to_their_regions(regions: None) -> None:
    west = next(p for p in provinces() if p.code == "13")
    names = [r.full_name for r in regions_of(west)]
    assert "Kabupaten Solok" in names
    assert "Kota Solok" in names
    assert len(names) == 19


def test_normal_text_has_no_accents_or_signs() -> None:
    assert normal("Kab. Pangkajene & Kepulauan") == "kab pangkajene kepulauan"
