"""Countries by their ISO 3166-1 alpha-2 codes, named in both languages (data/README.md)."""

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

HOME = "ID"
"""The host's own, whose regions have codes: nobody comes from there as from abroad."""


@cache
def _names() -> dict[str, tuple[str, str]]:
    """The name of each country in Indonesian and in English, by its code."""
    file = Path(__file__).parent / "data" / "countries.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        return {row["code"]: (row["name"], row["name_en"]) for row in csv.DictReader(opened)}


def is_abroad(code: str) -> bool:
    """Whether `code` is the code, in capitals, of a country other than HOME."""
    return code != HOME and code in _names()


def names_of(code: str) -> tuple[str, str]:
    """What a country is called in Indonesian and in English; an unknown code as it is."""
    return _names().get(code, (code, code))


def country_name(code: str) -> str:
    """What a country is called in the active language; an unknown code as it is."""
    return names_of(code)[get_language() == "en"]


def countries() -> list[tuple[str, str]]:
    """The code and name of each country but HOME, by its name in the active language."""
    abroad = [(code, country_name(code)) for code in _names() if is_abroad(code)]
    # "Åland" among those with A, and not behind Z.
    return sorted(abroad, key=lambda one: one[1].replace("Å", "A").casefold())
