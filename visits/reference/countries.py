"""Which countries may be meant by what somebody typed: a code, or a name in either language."""

from functools import cache

from visits.language.countries import countries, is_abroad, names_of
from visits.reference.names import normal

_ANYWHERE = {"luar negeri", "mancanegara", "abroad", "overseas"}


@cache
def _by_name() -> dict[str, str]:
    return {normal(name): code for code, _ in countries() for name in names_of(code)}


def country_called(text: str) -> str | None:
    """The code of the country, not our own, that `text` is the whole name or the code of."""
    code = text.strip().upper()
    return code if is_abroad(code) else _by_name().get(normal(text))


def countries_meant(text: str) -> frozenset[str]:
    """The codes of the countries that `text` means: one, all of them ("luar negeri"), or none."""
    if normal(text) in _ANYWHERE:
        return frozenset(code for code, _ in countries())
    code = country_called(text)
    return frozenset([code] if code else [])
