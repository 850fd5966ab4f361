"""The drawing of the provinces: all are there, each in its place, in few bytes."""

import csv
import gzip
import re
from pathlib import Path

import pytest

from visits.reports.map.drawing import DRAWN, drawn
from visits.reports.map.shading import HEIGHT, WIDTH, outlines

REGIONS = Path("visits/reference/data/regions.csv")
# Seats of regencies inland, and where they lie: longitude and latitude in degrees.
SEATS = {
    "12.14": (98.7, 2.2),  # Humbang Hasundutan, beside the lake
    "32.73": (107.6, -6.9),  # Bandung
    "34.04": (110.4, -7.7),  # Sleman
    "62.71": (113.9, -2.2),  # Palangka Raya
    "65.01": (116.6, 2.9),  # Bulungan, of the youngest province before those of Papua
    "64.02": (116.9, -0.2),  # Kutai Kartanegara
    "72.10": (119.95, -1.2),  # Sigi
    "91.11": (140.7, -3.3),  # Keerom
    "91.20": (138.0, -2.4),  # Mamberamo Raya
    "92.06": (133.4, -1.9),  # Teluk Bintuni
    "92.12": (133.9, -1.2),  # Pegunungan Arfak
    "93.01": (140.3, -8.2),  # Merauke
    "93.02": (140.3, -6.1),  # Boven Digoel
    "94.03": (136.4, -3.9),  # Paniai
    "94.05": (137.6, -3.9),  # Puncak
    "95.01": (138.95, -4.1),  # Jayawijaya
    "95.02": (140.5, -4.8),  # Pegunungan Bintang
    "96.05": (132.3, -1.3),  # Maybrat
    "96.02": (132.0, -1.4),  # Sorong Selatan
}


def _rows() -> list[dict[str, str]]:
    with REGIONS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _rings(path: str) -> list[list[tuple[int, int]]]:
    rings, x, y = [], 0, 0
    for part in path.removesuffix("z").split("z"):
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        x, y = ring[0]
        rings.append(ring)
    return rings


def _holds(path: str, x: float, y: float) -> bool:
    inside = False
    for ring in _rings(path):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
    return inside


def _drawn_at(longitude: float, latitude: float) -> tuple[float, float]:
    """From Sabang in the west to the border with Papua New Guinea, and from Miangas to Rote."""
    x = 25 + (longitude - 95.01) / (140.98 - 95.01) * (WIDTH - 50)
    return x, 25 + (5.91 - latitude) / (5.91 + 10.92) * (HEIGHT - 50)


def test_every_province_is_drawn_by_its_code() -> None:
    provinces = {row["code"] for row in _rows() if row["kind"] == "province"}
    assert set(outlines()) == provinces
    assert len(provinces) == 38


@pytest.mark.parametrize("code", SEATS)
def test_a_regency_lies_in_its_own_province_and_in_no_other(code: str) -> None:
    """The provinces of Papua of 2022, and those that they were parted from, among them."""
    province = next(row["province"] for row in _rows() if row["code"] == code)
    x, y = _drawn_at(*SEATS[code])
    assert [c for c, outline in outlines().items() if _holds(outline.path, x, y)] == [province]


def test_nothing_is_drawn_outside_and_names_stand_on_their_province() -> None:
    for code, outline in outlines().items():
        points = [point for ring in _rings(outline.path) for point in ring]
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points), code
        assert min(x for x, _ in points) <= outline.x <= max(x for x, _ in points), code
        assert min(y for _, y in points) <= outline.y <= max(y for _, y in points), code


def test_the_drawing_is_light() -> None:
    content = DRAWN.read_bytes()
    assert len(content) < 40_000
    assert len(gzip.compress(content)) < 15_000


def _svg(**paths: str) -> str:
    shapes = "".join(f'<path id="{key}" d="{d}"/>' for key, d in paths.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">{shapes}<path d="m0 0 9 9z"/></svg>'


def test_a_border_stays_one_line_on_both_sides_with_fewer_points() -> None:
    """From either side it is read in the other direction, and begins elsewhere."""
    west = "M0 0 H100 V30 l.3 20 .3 20 -20 10 20 10 V100 H0 z"
    east = "M200 100 H100.6 V90 L80.6 80 L100.6 70 L100.3 50 L100 30 V0 H200 z"
    found = drawn(_svg(ID11=west, ID12=east))
    left, right = (set(_rings(str(found[code]["path"]))[0]) for code in ("11", "12"))
    assert left & right == {(100, 0), (81, 80), (101, 90), (101, 100), (101, 70)}
    assert (found["11"]["x"], found["11"]["y"]) == (49, 49)


def test_specks_go_and_a_province_of_small_islands_stays() -> None:
    land = "M0 0 H50 V50 H0 z"
    islands = [f"M{100 + 10 * n} 0 h{1 + n / 10} v1 h-{1 + n / 10} z" for n in range(9)]
    found = drawn(_svg(ID13=" ".join([land, *islands]), ID21=" ".join(islands)))
    assert len(_rings(str(found["13"]["path"]))) == len(_rings(str(found["21"]["path"]))) == 4


def test_what_is_no_straight_line_is_refused() -> None:
    with pytest.raises(ValueError, match="no straight piece"):
        drawn(_svg(ID11="M0 0 C1 1 2 2 3 3 z"))
