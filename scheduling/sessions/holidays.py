"""National holidays and collective leave, imported into closures that the host may edit."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import holidays
from django.db import transaction

from scheduling.models import Closure

# The package's category and our kind; "government" are the days of cuti bersama.
_KINDS = {"public": Closure.Kind.HOLIDAY, "government": Closure.Kind.COLLECTIVE_LEAVE}


@dataclass(frozen=True)
class ImportResult:
    """What an import did.

    `added` closures are new, `kept` were there from an earlier import and stay as the host left
    them, `gone` were imported earlier but the package no longer has them: for people to judge.
    """

    added: list[Closure]
    kept: list[Closure]
    gone: list[Closure]


def preview_holidays(years: Sequence[int]) -> ImportResult:
    """What import_holidays would do; nothing of it is kept."""
    with transaction.atomic():
        result = import_holidays(years)
        transaction.set_rollback(True)
    return result


def import_holidays(years: Sequence[int], *, only: Collection[str] | None = None) -> ImportResult:
    """Bring the public holidays and collective leave of `years` into closures.

    Of those that are new, `only` the ones with these sources (None: all).

    A closure that was imported once is never changed again, so the host's edits stay. Source:
    PyPI `holidays`, country ID, categories public and government, names in id and en_US.
    """
    result = ImportResult([], [], [])
    with transaction.atomic():
        sources: set[str] = set()
        for category, kind in _KINDS.items():
            english = _names(category, years, language="en_US")
            for day, name in sorted(_names(category, years, language="id").items()):
                source = f"holidays:{day.isoformat()}:{category}"
                sources.add(source)
                there = Closure.objects.filter(source=source).first()
                if there:
                    result.kept.append(there)
                elif only is None or source in only:
                    made = Closure.objects.create(
                        source=source,
                        name=name[:120],
                        name_en=english.get(day, "")[:120],
                        kind=kind,
                        starts_on=day,
                        ends_on=day,
                    )
                    result.added.append(made)
        for year in years:
            imported = Closure.objects.filter(source__startswith=f"holidays:{year:04d}-")
            result.gone.extend(imported.exclude(source__in=sources))
    return result


def _names(category: str, years: Sequence[int], *, language: str) -> dict[dt.date, str]:
    return dict(
        holidays.country_holidays("ID", years=years, categories=(category,), language=language)
    )
