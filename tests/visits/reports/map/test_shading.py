"""The shades and labels of the map."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.reports.held import Count
from visits.reports.map.labels import labels_of
from visits.reports.map.shading import FEW, map_of, outlines, steps_to


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, []),
        (1, [(1, 1)]),
        (2, [(1, 1), (2, 2)]),
        (3, [(1, 1), (2, 3)]),
        (9, [(1, 1), (2, 4), (5, 9)]),
        (31, [(1, 1), (2, 9), (10, 19), (20, 31)]),
        (1000, [(1, 9), (10, 99), (100, 999), (1000, 1000)]),
    ],
)
def test_steps_begin_with_round_numbers(highest: int, steps: list[tuple[int, int]]) -> None:
    assert [(step.least, step.most) for step in steps_to(highest)] == steps


@given(st.integers(1, 10**6))
def test_each_number_has_one_shade_and_more_is_never_lighter(highest: int) -> None:
    steps = steps_to(highest)
    assert 1 <= len(steps) <= 4
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert (steps[0].least, steps[-1].most) == (1, highest)
    assert all(one.most + 1 == other.least for one, other in itertools.pairwise(steps))


def test_who_came_from_a_province_is_on_the_map_and_who_came_from_abroad_is_not() -> None:
    counts = [Count("13", "Sumatera Barat", 12, 300), Count("MY", "Malaysia", 20, 90)]
    counts.append(Count("96", "Papua Barat Daya", 1, 9))
    names = dict.fromkeys(outlines(), "X")
    drawing = map_of(counts, names, few=["94"], links={"13": "region=13"})
    by_code = {province.code: province for province in drawing.provinces}
    assert len(by_code) == 38
    assert (by_code["13"].visits, by_code["13"].people, by_code["13"].shade) == (12, 300, 4)
    assert (by_code["96"].shade, by_code["92"].shade, by_code["94"].shade) == (1, 0, FEW)
    assert (by_code["13"].link, by_code["96"].link) == ("region=13", "")
    assert drawing.origins == 3
    assert drawing.few
    assert sum(province.visits for province in drawing.provinces) == 13
    assert [label.name for label in drawing.labels] == ["Sumatera Barat", "Papua Barat Daya"]


def test_a_map_of_nothing_has_no_shades() -> None:
    drawing = map_of([], {})
    assert (drawing.steps, drawing.labels, drawing.origins, drawing.few) == ([], [], 0, False)


def test_labels_do_not_cover_each_other_and_the_most_numerous_come_first() -> None:
    counts = [Count(code, f"Nama {code}", n, n) for n, code in enumerate(outlines(), start=1)]
    places = {code: (outline.x, outline.y) for code, outline in outlines().items()}
    labels = labels_of(counts, places, width=1600)
    assert labels[0].value == "38"
    for screen, letters, height in (("wide", 10, 26), ("narrow", 2, 56)):
        shown = [label for label in labels if getattr(label, screen)]
        assert 3 < len(shown) <= 6
        for n, one in enumerate(shown):
            for other in shown[:n]:
                side_by_side = abs(one.x - other.x) >= letters * height * 0.5
                assert side_by_side or abs(one.y - other.y) >= height
    assert all(label.x >= 75 and label.x <= 1525 for label in labels)
