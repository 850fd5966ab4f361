"""Whatever colour a host chooses, what is written in it or on it can be read."""

import re
from pathlib import Path

import pytest

from visits.pages.frame.accent import GROUNDS, READABLE, accent_colours, contrast

TOKENS = Path("styles/base/tokens.css").read_text()


@pytest.mark.parametrize(
    "chosen", ["#ffe066", "#ffffff", "#00ff00", "#ffb3c7", "#7fd7e0", "#0b5f6b", "#000000"]
)
def test_a_pale_accent_is_darkened_until_it_reads_on_every_ground(chosen: str) -> None:
    colours = accent_colours(chosen)
    for ground in (*GROUNDS, colours["soft"]):
        assert contrast(colours["base"], ground) >= READABLE
        assert contrast(colours["strong"], ground) >= READABLE
    assert contrast("#ffffff", colours["base"]) >= READABLE


def test_a_dark_one_stays_as_chosen() -> None:
    assert accent_colours("#0b5f6b")["base"] == "#0b5f6b"


def test_the_grounds_are_those_of_the_styles() -> None:
    tints = re.findall(
        r"--(?:surface|muted|ok-soft|wait-soft|stop-soft|info-soft): (#\w+);", TOKENS
    )
    assert {t if len(t) == 7 else "#ffffff" for t in tints} == set(GROUNDS)
