"""Whatever colour a host chooses, what is written in it or on it can be read."""

import re
from pathlib import Path

import pytest

from visits.pages.frame.accent import (
    GROUNDS,
    NIGHT_GROUNDS,
    READABLE,
    accent_colours,
    contrast,
    night_colours,
)

DAY, NIGHT = Path("styles/base/tokens.css").read_text().split("@media", 1)
CHOSEN = ["#ffe066", "#ffffff", "#00ff00", "#ffb3c7", "#7fd7e0", "#0b5f6b", "#000000"]


def _colours(tokens: str) -> dict[str, str]:
    found = re.findall(r"--([\w-]+): (#\w+);", tokens)
    return {n: c if len(c) == 7 else "#" + "".join(d * 2 for d in c[1:]) for n, c in found}


BY_DAY, BY_NIGHT = _colours(DAY), _colours(NIGHT)


@pytest.mark.parametrize("chosen", CHOSEN)
def test_a_pale_accent_is_darkened_until_it_reads_on_every_ground(chosen: str) -> None:
    colours = accent_colours(chosen)
    for ground in (*GROUNDS, colours["soft"]):
        assert contrast(colours["base"], ground) >= READABLE
        assert contrast(colours["strong"], ground) >= READABLE
    assert contrast("#ffffff", colours["base"]) >= READABLE


def test_a_dark_one_stays_as_chosen() -> None:
    assert accent_colours("#0b5f6b")["base"] == "#0b5f6b"


@pytest.mark.parametrize("chosen", CHOSEN)
def test_by_night_it_is_lightened_until_it_reads_on_every_dark_ground(chosen: str) -> None:
    colours = night_colours(chosen)
    for ground in (*NIGHT_GROUNDS, colours["soft"]):
        assert contrast(colours["base"], ground) >= READABLE
        assert contrast(colours["strong"], ground) >= READABLE
    assert contrast(BY_NIGHT["on-accent"], colours["base"]) >= READABLE


_GROUND_NAMES = ("surface", "muted", "panel", "ok-soft", "wait-soft", "stop-soft", "info-soft")


def test_the_grounds_are_those_of_the_styles() -> None:
    names = [name for name in _GROUND_NAMES if name != "panel"]
    assert {BY_DAY[name] for name in names} == set(GROUNDS)
    assert {BY_NIGHT[name] for name in _GROUND_NAMES} == set(NIGHT_GROUNDS)


@pytest.mark.parametrize("colours", [BY_DAY, BY_NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("ink", ["ground", "surface", "muted", "panel", "shut", "pale", "heat-2", "heat-3"]),
        ("ink", ["accent-soft", "ok-soft", "wait-soft", "wait-pale", "stop-soft", "info-soft"]),
        ("ink-2", ["ground", "surface", "muted", "panel", "shut", "accent-soft", "wait-pale"]),
        ("ok", ["surface", "ground", "ok-soft"]),
        ("wait", ["surface", "ground", "wait-soft", "wait-pale"]),
        ("stop", ["surface", "ground", "stop-soft"]),
        ("info", ["surface", "ground", "info-soft"]),
        ("on-accent", ["accent", "accent-strong"]),
        ("on-stop", ["stop", "stop-strong"]),
        ("accent-strong", ["accent-soft", "surface"]),
    ],
)
def test_text_reads_where_the_styles_put_it(
    colours: dict[str, str], text: str, grounds: list[str]
) -> None:
    assert [g for g in grounds if contrast(colours[text], colours[g]) < READABLE] == []


def test_night_has_each_colour_of_the_day() -> None:
    assert set(BY_NIGHT) == set(BY_DAY)
