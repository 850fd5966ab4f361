"""The kept list of countries is whole, and named in both languages."""

from importlib.resources import files

from django.utils import translation

from visits.language.countries import HOME, countries, country_name, is_abroad, names_of
from visits.reference.countries import countries_meant, country_called


def test_the_list_has_every_code_of_iso_3166_and_no_other() -> None:
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8").splitlines()
    codes = {line.partition("\t")[0] for line in lines if line and not line.startswith("#")}
    assert {code for code, _ in countries()} | {HOME} == codes
    assert not is_abroad(HOME)
    for language in (0, 1):
        names = [names_of(code)[language] for code in codes]
        assert all(names)
        assert len(set(names)) == len(names)


def test_they_are_named_and_sorted_in_the_readers_language() -> None:
    with translation.override("id"):
        assert country_name("SG") == "Singapura"
        assert countries()[0] == ("AF", "Afganistan")
    with translation.override("en"):
        assert country_name("SG") == "Singapore"
        assert ("AX", "Åland Islands") in countries()[:5]
    assert country_name("XX") == "XX"


def test_a_country_is_meant_by_its_code_or_its_name_in_either_language() -> None:
    for text in ("SG", "sg", "Singapura", " singapore "):
        assert country_called(text) == "SG", text
    for text in ("ID", "Indonesia", "Solok", ""):
        assert country_called(text) is None, text
    assert len(countries_meant("luar negeri")) == len(countries()) == len(countries_meant("Abroad"))
    assert countries_meant("Solok") == frozenset()
