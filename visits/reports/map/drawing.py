"""How provinces.json was drawn, once, from finer outlines (docs/decisions/0254).

`python -m visits.reports.map.drawing indonesia.svg` reads an SVG file whose paths have ids as ID13,
the province's Kemendagri code, and writes provinces.json beside this module: as few points as a map
of a page's width shows, and borders that two provinces share still the same line.

The file is `dist/indonesia.svg` of the package svg-map-drawer 1.0.22 (npm, MIT: LICENSE.txt).
"""

import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

Point = tuple[float, float]
Line = list[Point]

DRAWN = Path(__file__).with_name("provinces.json")
# In units of the drawing, which is 1600 wide: points so near each other are one; so far a line may
# be from the coast; islands smaller than that (square units) are left out, but a province has at
# least its largest ones.
_ONE_POINT = 0.25
_FROM_THE_COAST = 0.75
_SMALLEST_ISLAND = 5.0
_ISLANDS_KEPT = 4
_PATH = re.compile(r"[a-zA-Z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_CODE = re.compile(r"ID(\d\d)")


def drawn(svg: str) -> dict[str, dict[str, int | str]]:
    """By its code each province of `svg`: a lighter `path`, and the middle (`x`, `y`) for its name.

    Raises ValueError where an outline is not made of straight pieces.
    """
    rings = _one_point({code: list(_rings(path)) for code, path in _paths(svg)})
    corners = _corners(rings)
    known: dict[tuple[Point, ...], Line] = {}
    found: dict[str, dict[str, int | str]] = {}
    for code in sorted(rings):
        parts = _worth_drawing([_simpler(ring, corners, known) for ring in rings[code]])
        x, y = _middle(parts[0])
        found[code] = {"x": round(x), "y": round(y), "path": _path(parts)}
    return found


def _paths(svg: str) -> Iterator[tuple[str, str]]:
    for element in re.findall(r"<path\b[^>]*>", svg):
        code, path = (re.search(f' {name}="([^"]*)"', element) for name in ("id", "d"))
        if code and path and (found := _CODE.fullmatch(code[1])):
            yield found[1], path[1]


def _rings(path: str) -> Iterator[Line]:
    """The closed lines of an SVG path of straight pieces, in absolute numbers."""
    words = iter(_PATH.findall(path))
    ring: Line = []
    x = y = 0.0
    command = ""
    for word in words:
        if word in "zZ":
            yield ring
            (x, y), ring = ring[0], []
            continue
        number = word
        if word.isalpha():
            command, number = word, next(words)
        back = (x, y) if command.islower() else (0.0, 0.0)
        match command.lower():
            case "h":
                x = back[0] + float(number)
            case "v":
                y = back[1] + float(number)
            case "m" | "l":
                x, y = back[0] + float(number), back[1] + float(next(words))
            case _:
                raise ValueError(f"no straight piece: {command}")
        command = {"m": "l", "M": "L"}.get(command, command)
        ring.append((x, y))


def _one_point(rings: dict[str, list[Line]]) -> dict[str, list[Line]]:
    """The same with points that lie next to each other made one, by whichever came first."""
    near: dict[tuple[int, int], list[Point]] = defaultdict(list)

    def of(point: Point) -> Point:
        column, row = (int(part / _ONE_POINT) for part in point)
        for cell in ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            for known in near[cell]:
                if math.dist(known, point) <= _ONE_POINT:
                    return known
        near[column, row].append(point)
        return point

    return {code: [_without_repeats(map(of, ring)) for ring in of_] for code, of_ in rings.items()}


def _without_repeats(points: Iterable[Point]) -> Line:
    line: Line = []
    for point in points:
        if not line or point != line[-1]:
            line.append(point)
    return line[:-1] if len(line) > 1 and line[0] == line[-1] else line


def _corners(rings: dict[str, list[Line]]) -> set[Point]:
    """Where more than two pieces meet: the ends of borders, which stay where they are."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in (ring for of in rings.values() for ring in of):
        for here, there in zip(ring, [*ring[1:], ring[0]], strict=True):
            beside[here].add(there)
            beside[there].add(here)
    return {point for point, others in beside.items() if len(others) > 2}


def _simpler(ring: Line, corners: set[Point], known: dict[tuple[Point, ...], Line]) -> Line:
    """A ring with fewer points; a border becomes the same line whichever side it is drawn from."""
    begin = next((n for n, point in enumerate(ring) if point in corners), None)
    if begin is None:  # an island by itself: any two points far apart will do
        begin = ring.index(min(ring))
        far = max(ring, key=lambda point: math.dist(point, ring[begin]))
        corners = {ring[begin], far}
    turned = [*ring[begin:], *ring[: begin + 1]]
    found: Line = []
    piece = [turned[0]]
    for point in turned[1:]:
        piece.append(point)
        if point in corners:
            found += _border(piece, known)[:-1]
            piece = [point]
    return found


def _border(piece: Line, known: dict[tuple[Point, ...], Line]) -> Line:
    there = tuple(min(piece, piece[::-1]))
    if there not in known:
        known[there] = _fewer(there)
    line = known[there]
    return line if there == tuple(piece) else line[::-1]


def _fewer(line: Sequence[Point]) -> Line:
    """Douglas and Peucker: without the points that lie near the line between others."""
    far, at = 0.0, 0
    for n in range(1, len(line) - 1):
        if (away := _distance(line[n], line[0], line[-1])) > far:
            far, at = away, n
    if far <= _FROM_THE_COAST:
        return [line[0], line[-1]]
    return [*_fewer(line[: at + 1])[:-1], *_fewer(line[at:])]


def _distance(point: Point, begin: Point, end: Point) -> float:
    length = math.dist(begin, end)
    if not length:
        return math.dist(point, begin)
    along = sum((p - b) * (e - b) for p, b, e in zip(point, begin, end, strict=True)) / length**2
    along = min(1.0, max(0.0, along))
    x, y = (b + along * (e - b) for b, e in zip(begin, end, strict=True))
    return math.dist(point, (x, y))


def _worth_drawing(rings: list[Line]) -> list[Line]:
    """The largest, and all others that are large enough to be seen."""
    by_size = sorted((ring for ring in rings if len(ring) > 2), key=area, reverse=True)
    return [r for n, r in enumerate(by_size) if n < _ISLANDS_KEPT or area(r) >= _SMALLEST_ISLAND]


def area(ring: Sequence[Point]) -> float:
    """Of a closed line, in square units."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of what a closed line holds."""
    x = y = whole = 0.0
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = a[0] * b[1] - b[0] * a[1]
        x, y, whole = x + (a[0] + b[0]) * part, y + (a[1] + b[1]) * part, whole + part
    return x / (3 * whole), y / (3 * whole)


def _path(rings: list[Line]) -> str:
    """As SVG writes it in whole units, each point from the one before."""
    words, x, y = [], 0, 0
    for ring in rings:
        points = _without_repeats((round(a), round(b)) for a, b in ring)
        if len(points) < 3:
            points = [(round(ring[0][0]) + i, round(ring[0][1]) + j) for i, j in _SPECK]
        steps = []
        for a, b in ((int(a), int(b)) for a, b in points):
            steps.append(f"{a - x} {b - y}")
            x, y = a, b
        x, y = int(points[0][0]), int(points[0][1])
        words.append("m" + " ".join(steps).replace(" -", "-") + "z")
    return "".join(words)


# How an island is drawn that is smaller than a unit.
_SPECK = ((0, 0), (1, 0), (0, 1))


if __name__ == "__main__":
    paths = drawn(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = (f'"{code}": {json.dumps(shape)}' for code, shape in paths.items())
    DRAWN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(paths)} provinces, {DRAWN.stat().st_size} bytes\n")
