"""How what somebody typed may be read: which words are the kind, the province, the name."""

from collections.abc import Iterator
from dataclasses import dataclass

from visits.models import Region
from visits.reference.likeness import slips
from visits.reference.names import Names, words_of

_REGENCY, _CITY, _PROVINCE = Region.Kind.REGENCY, Region.Kind.CITY, Region.Kind.PROVINCE
_KINDS = {
    "kab": _REGENCY,
    "kabupaten": _REGENCY,
    "regency": _REGENCY,
    "pemkab": _REGENCY,
    "kota": _CITY,
    "kotamadya": _CITY,
    "kodya": _CITY,
    "city": _CITY,
    "pemkot": _CITY,
    "prov": _PROVINCE,
    "provinsi": _PROVINCE,
    "propinsi": _PROVINCE,
    "province": _PROVINCE,
    "pemprov": _PROVINCE,
}
# "South Solok Regency", "West Sumatra": English puts them first.
_ENGLISH = {
    "north": ("utara",),
    "south": ("selatan",),
    "east": ("timur",),
    "west": ("barat",),
    "central": ("tengah",),
    "southeast": ("tenggara",),
    "southwest": ("barat", "daya"),
}
# More words, and more ways to read them, are no name but cost time.
_MOST_WORDS, _MOST_READINGS = 12, 12


@dataclass(frozen=True)
class Reading:
    """`words` of a name, of a region of `kind` (None: not said) in one of `provinces` (likewise).

    `sure` where nothing had to be mended or left out to read it so; `part` where what was left out
    is no kind and no province, so that only a whole name counts.
    """

    words: tuple[str, ...]
    kind: str | None = None
    provinces: frozenset[str] | None = None
    sure: bool = True
    part: bool = False

    @property
    def text(self) -> str:
        """The words without spaces."""
        return "".join(self.words)


def readings(query: str, known: Names) -> list[Reading]:
    """Every way to read `query`, each once, the plainest first; none where it has no words."""
    words = words_of(query)[:_MOST_WORDS]
    if not words:
        return []
    found: dict[Reading, None] = {}
    for reading in _with_kind(words):
        for one in (reading, *_with_province(reading, known.provinces)):
            found[one] = None
            if english := _from_english(one):
                found[english] = None
    return list(found)[:_MOST_READINGS]


def shortened(query: str) -> Iterator[Reading]:
    """`query` with words left out before or behind a name: "rsud sleman", "batam center"."""
    words = words_of(query)[:_MOST_WORDS]
    for n in range(1, len(words)):
        yield Reading(words[n:], sure=False, part=True)
        yield Reading(words[:-n], sure=False, part=True)


def _with_kind(words: tuple[str, ...]) -> Iterator[Reading]:
    yield Reading(words)
    for n, word in enumerate(words):
        if kind := _KINDS.get(word):
            # Whatever stands before it is an office: "DPMPTSP Kota Batam".
            if rest := words[n + 1 :]:
                yield Reading(rest[1:] if rest[0] == "of" and rest[1:] else rest, kind)
            elif before := words[:n]:
                yield Reading(before, kind)
    if words[0] not in _KINDS:
        yield from _with_kind_misspelt(words)


def _with_kind_misspelt(words: tuple[str, ...]) -> Iterator[Reading]:
    first, rest = words[0], words[1:]
    for word, kind in _KINDS.items():
        if len(word) < 4:
            continue
        if rest and slips(first, word, most=1 if len(word) < 7 else 2) is not None:
            yield Reading(rest, kind, sure=False)
        elif first.startswith(word) and len(first) > len(word) + 2:
            yield Reading((first[len(word) :], *rest), kind, sure=False)


def _with_province(reading: Reading, provinces: dict[str, frozenset[str]]) -> Iterator[Reading]:
    """ "solok sumbar", "solok provinsi sumatera barat", "sumbar solok"."""
    words = reading.words
    for n in range(1, len(words)):
        before, behind = words[:n], words[n:]
        if _KINDS.get(behind[0]) == _PROVINCE:
            behind = behind[1:]
        if found := provinces.get("".join(behind)):
            yield Reading(before, reading.kind, found, reading.sure)
            if (kind := _KINDS.get(before[-1])) and before[:-1]:
                yield Reading(before[:-1], kind, found, reading.sure)
        if found := provinces.get("".join(words[:n])):
            yield Reading(words[n:], reading.kind, found, reading.sure, part=True)


def _from_english(reading: Reading) -> Reading | None:
    first, rest, last = reading.words[0], reading.words[1:], reading.words[-1]
    if rest and first in _ENGLISH:
        words = (*rest, *_ENGLISH[first])
    elif rest and last == "islands":
        words = ("kepulauan", *reading.words[:-1])
    else:
        return None
    return Reading(words, reading.kind, reading.provinces, reading.sure, reading.part)
