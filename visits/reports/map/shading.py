"""Provinces with their shade: four steps of how many visits came from each, that hold in grey."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from visits.reports.held import Count
from visits.reports.map.labels import Label, labels_of

WIDTH, HEIGHT = 1600, 620
_DRAWN = Path(__file__).with_name("provinces.json")
_STEPS = 4
# So few came from there that the province is told together with others (visits/reports/open/).
FEW = "few"


@dataclass(frozen=True)
class Outline:
    """How a province is drawn: its path, and where its name may stand."""

    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Step:
    """A shade, from 1, the lightest: from `least` to `most` visits."""

    number: int
    least: int
    most: int


@dataclass(frozen=True)
class Province:
    """A province on the map; its shade is a step's number, 0 where nobody came, or FEW.

    `link` leads to its visits, and is empty where there is no list of them.
    """

    code: str
    name: str
    path: str
    shade: int | str
    visits: int
    people: int
    link: str


@dataclass(frozen=True)
class Map:
    """All provinces, what the shades mean, the names that find room, and who is not on it.

    `abroad` is the sum of those who came from countries, with these in words as its name.
    """

    provinces: list[Province]
    steps: list[Step]
    labels: list[Label]
    abroad: Count
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def origins(self) -> int:
        """From how many provinces somebody came."""
        return sum(province.shade != 0 for province in self.provinces)

    @property
    def few(self) -> bool:
        """Whether some are told together with others."""
        return any(province.shade == FEW for province in self.provinces)


@cache
def outlines() -> dict[str, Outline]:
    """The outline of every province by its code (Kemendagri)."""
    drawn = json.loads(_DRAWN.read_text(encoding="utf-8"))
    return {code: Outline(**shape) for code, shape in drawn.items()}


def map_of(
    counts: Iterable[Count],
    names: Mapping[str, str],
    *,
    few: Collection[str] = (),
    links: Mapping[str, str] | None = None,
) -> Map:
    """The map of `counts`, whose keys are codes; what is no province came from abroad.

    `names` are those of all provinces, `few` the codes that are told together with others, `links`
    lead to a province's visits.
    """
    counts = list(counts)
    by_code = {count.key: count for count in counts if count.key in outlines()}
    others = [count for count in counts if count.key not in by_code]
    steps = steps_to(max((count.visits for count in by_code.values()), default=0))

    def shaded(code: str, outline: Outline) -> Province:
        name, count = names.get(code, code), by_code.get(code)
        link = (links or {}).get(code, "")
        if count is None:
            return Province(code, name, outline.path, FEW if code in few else 0, 0, 0, link)
        shade = max((step.number for step in steps if step.least <= count.visits), default=0)
        return Province(code, name, outline.path, shade, count.visits, count.people, link)

    return Map(
        provinces=[shaded(code, outline) for code, outline in outlines().items()],
        steps=steps,
        labels=labels_of(
            by_code.values(),
            {code: (outline.x, outline.y) for code, outline in outlines().items()},
            width=WIDTH,
        ),
        abroad=Count(
            "",
            ", ".join(count.name for count in others),
            sum(count.visits for count in others),
            sum(count.people for count in others),
        ),
    )


def steps_to(highest: int) -> list[Step]:
    """Four steps at the most from 1 to `highest`, which begin with a 1, a 2 or a 5 and zeros."""
    begins: list[int] = []
    tens = 1
    while tens <= highest:
        begins += [n * tens for n in (1, 2, 5) if n * tens <= highest]
        tens *= 10
    if len(begins) > _STEPS:
        last = len(begins) - 1
        begins = [begins[round(n * last / (_STEPS - 1))] for n in range(_STEPS)]
    ends = [*(begin - 1 for begin in begins[1:]), highest]
    return [Step(n, *bounds) for n, bounds in enumerate(zip(begins, ends, strict=False), start=1)]
