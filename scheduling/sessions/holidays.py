"""National holidays and collective leave, imported into closures that the host may edit."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from scheduling.models import Closure, OpenHoliday

# The package's category and our kind; "government" are the days of cuti bersama.
_KINDS = {"public": Closure.Kind.HOLIDAY, "government": Closure.Kind.COLLECTIVE_LEAVE}

Certainty = Closure.Certainty
# How the package marks what follows from the moon and is not announced yet.
_ESTIMATE = re.compile(r"\s*\((perkiraan|estimated)\)$")


@dataclass(frozen=True)
class ImportResult:
    """What an import did.

    `added` closures are new, `kept` were there from an earlier import and stay as the host left
    them, `gone` were imported earlier but the package no longer has them: for people to judge.
    `opened` (not stored) are those that the host has taken away: they stay so.
    """

    added: list[Closure]
    kept: list[Closure]
    gone: list[Closure]
    opened: list[Closure]


def preview_holidays(years: Sequence[int]) -> ImportResult:
    """What import_holidays would do; nothing of it is kept."""
    with transaction.atomic():
        result = import_holidays(years)
        transaction.set_rollback(True)
    return result


def import_holidays(years: Sequence[int], *, only: Collection[str] | None = None) -> ImportResult:
    """Bring the public holidays and collective leave of `years` into closures.

    Of those that are new, `only` the ones with these sources (None: all). What the host has opened
    again (open_again) comes back only where `only` names it.

    A closure that was imported once is never changed again, so the host's edits stay; what is new
    in a year that the host confirmed is confirmed with it. Source: PyPI `holidays`, country ID,
    categories public and government, names in id and en_US.
    """
    result = ImportResult([], [], [], [])
    with transaction.atomic():
        sources: set[str] = set()
        opened = set(OpenHoliday.objects.values_list("source", flat=True))
        for category, kind in _KINDS.items():
            english = _names(category, years, language="en_US")
            for day, name in sorted(_names(category, years, language="id").items()):
                source = f"holidays:{day.isoformat()}:{category}"
                sources.add(source)
                there = Closure.objects.filter(source=source).first()
                found = Closure(
                    source=source,
                    name=_ESTIMATE.sub("", name)[:120],
                    name_en=_ESTIMATE.sub("", english.get(day, ""))[:120],
                    certainty=_certainty(name, day.year),
                    kind=kind,
                    starts_on=day,
                    ends_on=day,
                )
                if there:
                    result.kept.append(there)
                elif source in opened and (only is None or source not in only):
                    result.opened.append(found)
                elif only is None or source in only:
                    found.save()
                    result.added.append(found)
        if only is not None:
            OpenHoliday.objects.filter(source__in=only).delete()
        for year in years:
            result.gone.extend(_imported(year).exclude(source__in=sources))
    return result


@dataclass(frozen=True)
class Estimates:
    """Imported closures of a year whose dates are `open` still, and those that were `confirmed`."""

    open: list[Closure]
    confirmed: list[Closure]


def estimates_of(year: int) -> Estimates:
    """What of a year's holidays was imported as an estimate, by date; one query."""
    found = list(_imported(year).exclude(certainty=Certainty.CERTAIN).order_by("starts_on", "pk"))
    return Estimates(
        [closure for closure in found if closure.estimated],
        [closure for closure in found if not closure.estimated],
    )


def confirm_year(year: int, *, confirmed: bool) -> int:
    """The host knows the year's dates, or (`confirmed` False) takes that back; gives how many."""
    before, after = Certainty.ESTIMATED, Certainty.CONFIRMED
    if not confirmed:
        before, after = after, before
    return _imported(year).filter(certainty=before).update(certainty=after)


def _imported(year: int) -> QuerySet[Closure]:
    return Closure.objects.filter(source__startswith=f"holidays:{year:04d}-")


def _certainty(name: str, year: int) -> str:
    if not _ESTIMATE.search(name):
        return Certainty.CERTAIN
    known = _imported(year).filter(certainty=Certainty.CONFIRMED).exists()
    return Certainty.CONFIRMED if known else Certainty.ESTIMATED


def open_again(closure: Closure) -> None:
    """Take a closure away: its days can be booked. An imported one stays away at later imports."""
    with transaction.atomic():
        if closure.source:
            OpenHoliday.objects.update_or_create(
                source=closure.source, defaults={"day": closure.starts_on, "name": closure.name}
            )
        closure.delete()


def _names(category: str, years: Sequence[int], *, language: str) -> dict[dt.date, str]:
    import holidays  # heavy: docs/decisions/0231

    return dict(
        holidays.country_holidays("ID", years=years, categories=(category,), language=language)
    )
