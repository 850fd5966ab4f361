"""What regions are called: official, short and former names, as the search compares them.

Read once a process from visits/reference/data/ (README.md there says where the names are from).
"""

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from visits.models import Region

DATA = Path(__file__).parent / "data"
# Words as they are often cut short or spelt. None of the left ones is a word of a name.
_WORDS = {
    "kep": "kepulauan",
    "sumatra": "sumatera",
    "java": "jawa",
    "tj": "tanjung",
    "tjg": "tanjung",
    "tg": "tanjung",
    "sei": "sungai",
    "peg": "pegunungan",
    "brt": "barat",
    "tgh": "tengah",
    "tgr": "tenggara",
    "tmr": "timur",
    "utr": "utara",
    "slt": "selatan",
}
# "oku" stands across two words of "Lombok Utara", and means something else.
_LONGEST_BY_CHANCE = 6
# Jakarta's regions have the word in their official name; "dan" and "&" are one.
_LEFT_OUT = {"administrasi", "adm", "dan"}


def normal(text: str) -> str:
    """Lower case without accents and punctuation, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, or of what somebody typed, as they are compared."""
    words = normal(text).split()
    return tuple(_WORDS.get(w, w) for w in words if w not in _LEFT_OUT) or tuple(words)


def letters_of(text: str) -> int:
    """Which letters and digits occur, a bit for each: texts that are alike differ in few."""
    bits = 0
    for sign in text:
        bits |= 1 << (ord(sign) & 63)
    return bits


@dataclass(frozen=True)
class Name:
    """A name of a region; `own` where it is the one that our list shows."""

    code: str
    kind: str
    province: str
    words: tuple[str, ...]
    own: bool

    @cached_property
    def text(self) -> str:
        """Without spaces: "tanjung pinang" and "Tanjungpinang" are one name."""
        return "".join(self.words)

    @cached_property
    def letters(self) -> int:
        """See letters_of."""
        return letters_of(self.text)

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where words begin in `text`."""
        lengths = [len(word) for word in self.words]
        return frozenset(sum(lengths[:n]) for n in range(len(lengths)))

    def holds(self, text: str) -> bool:
        """Whether `text` is a part: of a word, or across words where that is hardly by chance."""
        inside = any(text in word for word in self.words)
        return inside or (len(text) > _LONGEST_BY_CHANCE and text in self.text)


@dataclass(frozen=True)
class Names:
    """All names; `exact` by their text, `provinces` the codes of provinces by theirs."""

    all: tuple[Name, ...]
    exact: dict[str, list[Name]]
    provinces: dict[str, frozenset[str]]

    @cached_property
    def of(self) -> dict[str, list[Name]]:
        """The names of each region, by its code."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in self.all:
            found[name.code].append(name)
        return found

    def hold(self, word: str, *, region: str, province: str | None) -> bool:
        """Whether some name of a region or of its province, by their codes, holds `word`."""
        wanted = "".join(words_of(word))
        near = [*self.of.get(region, ()), *self.of.get(province or region, ())]
        return bool(wanted) and any(name.holds(wanted) for name in near)

    def with_word(self, word: str) -> frozenset[str]:
        """The codes of regions of which some name holds `word`, as somebody typed it."""
        wanted = "".join(words_of(word))
        return frozenset(name.code for name in self.all if wanted and name.holds(wanted))


@cache
def rows(file: str) -> list[dict[str, str]]:
    """The rows of a file of visits/reference/data/."""
    with (DATA / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


# Code, kind, name, and the code of its province or nothing.
Row = tuple[str, str, str, str | None]


@lru_cache(maxsize=4)
def names_of(regions: tuple[Row, ...]) -> Names:
    """All names of `regions`: the one that each has there, and what else it is called."""
    there = {region[0]: region for region in regions}
    found = [_name(region, region[2], own=True) for region in regions]
    for row in rows("names.csv"):
        if region := there.get(row["code"]):
            found += [_name(region, text) for text in row["names"].split(";")]
    exact: dict[str, list[Name]] = defaultdict(list)
    for name in found:
        exact[name.text].append(name)
    provinces = {
        text: frozenset(n.code for n in bearers if n.kind == Region.Kind.PROVINCE)
        for text, bearers in exact.items()
    }
    return Names(tuple(found), dict(exact), {text: p for text, p in provinces.items() if p})


@cache
def listed() -> Names:
    """The names of all regions of our list."""
    return names_of(
        tuple((r["code"], r["kind"], r["name"], r["province"]) for r in rows("regions.csv"))
    )


def _name(region: Row, text: str, *, own: bool = False) -> Name:
    code, kind, _, province = region
    return Name(code, kind, province or code, words_of(text), own)
