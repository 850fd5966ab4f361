"""Finding a region as people write it: "kab solok", "SOLOK SELATAN", "bukitinggi", "13.02"."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

from django.db import transaction

from visits.models import Region

DATA = Path(__file__).parent / "data" / "regions.csv"
_LONGEST_QUERY = 80
_KIND_WORDS = {
    "kab": Region.Kind.REGENCY,
    "kabupaten": Region.Kind.REGENCY,
    "regency": Region.Kind.REGENCY,
    "pemkab": Region.Kind.REGENCY,
    "kota": Region.Kind.CITY,
    "kotamadya": Region.Kind.CITY,
    "city": Region.Kind.CITY,
    "pemkot": Region.Kind.CITY,
    "prov": Region.Kind.PROVINCE,
    "provinsi": Region.Kind.PROVINCE,
    "province": Region.Kind.PROVINCE,
    "pemprov": Region.Kind.PROVINCE,
}
_SHORT_PROVINCES = {
    "sumbar": "sumatera barat",
    "sumut": "sumatera utara",
    "sumsel": "sumatera selatan",
    "kepri": "kepulauan riau",
    "babel": "kepulauan bangka belitung",
    "jabar": "jawa barat",
    "jateng": "jawa tengah",
    "jatim": "jawa timur",
    "dki": "dki jakarta",
    "diy": "di yogyakarta",
    "jogja": "di yogyakarta",
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
    "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara",
    "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah",
    "sulsel": "sulawesi selatan",
    "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat",
    "malut": "maluku utara",
}


@dataclass(frozen=True)
class ImportResult:
    """How many regions were new, and how many there were in the file."""

    added: int
    total: int


def import_regions() -> ImportResult:
    """Load the list of regions, in one transaction; names are updated, nothing is deleted."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    provinces = {row["code"]: row["name"] for row in rows if not row["province"]}
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
                    for row in rows
                    if (not row["province"]) == of_provinces
                ],
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=["kind", "name", "province", "time_zone", "search_text"],
            )
    return ImportResult(added=Region.objects.count() - before, total=len(rows))


def normal(text: str) -> str:
    """Lower case without accents and punctuation, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def search_regions(query: str, *, limit: int = 10) -> list[Region]:
    """The regions that `query` may mean, the likeliest first; none for an empty query.

    A word for the kind ("kab", "kota", "provinsi") puts that kind first; a province's name or
    usual short form narrows; a typo or a missing space is forgiven. Codes match as they are.
    """
    query = query[:_LONGEST_QUERY].strip()
    words = normal(query).split()
    if not words:
        return []
    regions = list(Region.objects.select_related("province"))
    found = _search(query, words, regions)
    if not found and len(words) > 1:
        # "kabpaten solok": the word for the kind may hold the typo, too.
        meant = get_close_matches(words[0], _KIND_WORDS, n=1, cutoff=0.75)
        found = _search(query, meant + words[1:], regions) if meant else []
    return found[:limit]


def _search(query: str, words: list[str], regions: list[Region]) -> list[Region]:
    code = re.sub(r"[^0-9.]", "", query)
    if code and code == query:
        return [r for r in regions if r.code.startswith(code)]
    kind = next((_KIND_WORDS[w] for w in words if w in _KIND_WORDS), None)
    wanted = " ".join(_SHORT_PROVINCES.get(w, w) for w in words if w not in _KIND_WORDS)
    # "Kotabaru" is a name, and so is "kota" while somebody is still typing it.
    wanted = wanted or " ".join(words)
    scored = [(score, region) for region in regions if (score := _score(wanted, kind, region)) > 0]
    scored.sort(key=lambda pair: (-pair[0], len(pair[1].name), pair[1].code))
    return [region for _, region in scored]


def _score(wanted: str, kind: str | None, region: Region) -> float:
    """How well a region fits, 0 (not at all) to about 110."""
    name = normal(region.name)
    whole = region.search_text or name
    if name == wanted:
        score = 100.0
    elif name.startswith(wanted) or whole.startswith(wanted):
        score = 90.0
    elif any(word.startswith(wanted) for word in name.split()):
        score = 80.0
    elif all(any(w.startswith(part) for w in whole.split()) for part in wanted.split()):
        score = 70.0
    else:
        score = 60.0 * _likeness(wanted.replace(" ", ""), name.replace(" ", ""))
    if score and kind:
        # A name that is spelt right outweighs the kind; among equals the kind decides.
        score += 9.0 if region.kind == kind else -9.0
    return score


def _likeness(wanted: str, name: str) -> float:
    """0 below the line where a word is a typo of the other, else up to 1."""
    if abs(len(wanted) - len(name)) > 3 or len(wanted) < 4:
        return 0.0
    matcher = SequenceMatcher(None, wanted, name, autojunk=False)
    if matcher.real_quick_ratio() < 0.74 or matcher.quick_ratio() < 0.74:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= 0.74 else 0.0


def provinces() -> list[Region]:
    """The 38 provinces by name."""
    return list(Region.objects.filter(kind=Region.Kind.PROVINCE).order_by("name"))


def regions_of(province: Region) -> list[Region]:
    """The regencies, then the cities of a province, by name."""
    return list(province.members.order_by("-kind", "name").select_related("province"))
