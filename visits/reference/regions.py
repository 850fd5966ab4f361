"""The regions in the database: loaded from our list, searched, and listed by province."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from visits.models import Region
from visits.reference.finding import find
from visits.reference.names import Names, names_of, normal, rows


@dataclass(frozen=True)
class ImportResult:
    """How many regions were new, and how many there were in the file."""

    added: int
    total: int


def import_regions() -> ImportResult:
    """Load the list of regions, in one transaction; names are updated, nothing is deleted."""
    regions = rows("regions.csv")
    provinces = {row["code"]: row["name"] for row in regions if not row["province"]}
    before = Region.objects.count()
    with transaction.atomic():
        for of_provinces in (True, False):
            Region.objects.bulk_create(
                [
                    Region(
                        code=row["code"],
                        kind=row["kind"],
                        name=row["name"],
                        province_id=row["province"] or None,
                        time_zone=row["time_zone"],
                        search_text=normal(f"{row['name']} {provinces.get(row['province'], '')}"),
                    )
                    for row in regions
                    if (not row["province"]) == of_provinces
                ],
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=["kind", "name", "province", "time_zone", "search_text"],
            )
    return ImportResult(added=Region.objects.count() - before, total=len(regions))


def bring_up_to_date(**signal: Any) -> None:
    """Load our list where the database does not hold it as it is: what follows each migrate.

    One query where nothing differs, so that it costs a start nothing.
    """
    using = signal.get("using", DEFAULT_DB_ALIAS)
    fields = "code", "kind", "name", "province_id", "time_zone"
    there = set(Region.objects.using(using).values_list(*fields))
    ours = {
        (row["code"], row["kind"], row["name"], row["province"] or None, row["time_zone"])
        for row in rows("regions.csv")
    }
    if not ours <= there:
        import_regions()


def known() -> Names:
    """The names of the regions in the database; one query."""
    return _names(Region.objects.only("kind", "name", "province_id"))


def _names(regions: Iterable[Region]) -> Names:
    known = sorted((r.code, r.kind, r.name, r.province_id) for r in regions)
    return names_of(tuple(known))


@dataclass(frozen=True)
class Search:
    """What was found: see Found, whose codes these `regions` have."""

    regions: list[Region]
    guessed: bool
    meant: Region | None


def search_regions(query: str, *, limit: int = 10) -> Search:
    """The regions that `query` may mean, at most `limit`, the likeliest first; one query.

    A word for the kind ("kab", "kota", "provinsi") puts that kind first, a province narrows; codes
    match as they are. Nothing for an empty query.
    """
    # All of them, without a join: cheaper than to ask twice.
    there = Region.objects.in_bulk()
    found = find(query, _names(there.values()))
    regions = [there[code] for code in found.codes[:limit]]
    for region in regions:
        region.province = there.get(region.province_id or "")
    return Search(regions, found.guessed, there[found.meant] if found.meant else None)


def provinces() -> list[Region]:
    """The 38 provinces by name."""
    return list(Region.objects.filter(kind=Region.Kind.PROVINCE).order_by("name"))


def regions_of(province: Region) -> list[Region]:
    """The regencies, then the cities of a province, by name."""
    return list(province.members.order_by("-kind", "name").select_related("province"))
