"""Regions out of three columns: never a wrong one, and a question where several may be meant."""

from typing import Any

import pytest

from visits.imports.reading.places import Places
from visits.imports.reading.questions import Unclear
from visits.models import Region
from visits.reference.regions import import_regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db: Any) -> Places:
    """All regions."""
    import_regions()
    return Places.load()


def test_each_region_is_known_by_kind_and_name_also_in_the_name_of_an_office(
    places: Places,
) -> None:
    """However it is given, it is itself, or is asked about."""
    short = {"regency": "Kab.", "city": "Kota", "province": "Prov."}
    for region in Region.objects.all():
        whole = f"{short[region.kind]} {region.name}"
        for given in (
            {"region": whole, "province": "", "institution": ""},
            {"region": "", "province": "", "institution": f"Dinas Kesehatan {whole}"},
            {"region": region.name, "province": "", "institution": ""},
        ):
            found = named(places, given)
            own = given["region"] == region.name
            assert found == [region.code] or (own and region.code in found), given


def named(places: Places, given: dict[str, str]) -> list[str]:
    """The region that is taken, or those that are asked about; of a whole name only its own."""
    try:
        return [places.region(**given)]
    except Unclear as unclear:
        return [code for code, _words in unclear.options]


@pytest.mark.parametrize(
    ("region", "province", "institution", "code"),
    [
        ("Solok", "", "DPMPTSP Kota Solok", "13.72"),
        ("Kab Solok Selatan", "Sumatera Barat", "", "13.11"),
        ("", "Sumatera Barat", "Dinas X Kabupaten Solok", "13.02"),
        ("Batam", "", "", "21.71"),
        ("Kota Batam", "Kepulauan Riau", "DPRD", "21.71"),
        ("tangsel", "", "", "36.74"),
    ],
)
def test_columns_say_together_which_one(
    places: Places, region: str, province: str, institution: str, code: str
) -> None:
    """What one leaves open another settles."""
    assert places.region(region=region, province=province, institution=institution) == code


@pytest.mark.parametrize(
    ("region", "province", "institution"),
    [
        ("Solok", "", ""),
        ("Solok", "Sumatera Barat", ""),
        ("Kabupaten Solok", "", "DPMPTSP Kota Solok"),
        ("Kota Batam", "Riau", ""),
        ("Bandung", "", "Dinas Pariwisata Bandung"),
        ("Johor, Malaysia", "", ""),
        ("", "", "Tim studi tiru"),
        ("Kab. Bandunk Baratt", "", ""),
    ],
)
def test_what_may_be_several_is_asked_about(
    places: Places, region: str, province: str, institution: str
) -> None:
    """Nothing is chosen."""
    with pytest.raises(Unclear):
        places.region(region=region, province=province, institution=institution)
