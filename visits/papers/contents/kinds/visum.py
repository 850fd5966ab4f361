"""The visum sheet of one participant: the blocks of a travel order's second page (SPPD).

The host fills its own block only, and dates in it only once the day is over, from presence. What is
the guest's (departure, other stops, return, statement, remarks) stays blank (docs/papers.md).
"""

from typing import Any

from django.utils.translation import pgettext

from visits.language.nip import show_nip
from visits.models import PaperKind, Participant, Stationery
from visits.papers.contents.attending import day_came, day_left, presence_of, times_words
from visits.papers.contents.facts import CannotBeMade, Facts
from visits.papers.contents.frame import Issue, frame, line_of

_KIND = PaperKind.VISUM
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_DOTS = "…" * 8
# The last block in which a host may sign, by layout: then come the return and the remarks.
LAST_STOP = {Stationery.Visum.HOST: 7, Stationery.Visum.PMK: 4, Stationery.Visum.EIGHT: 5}

Cell = dict[str, Any]


def contents(facts: Facts, issue: Issue, participant: Participant | None) -> dict[str, Any]:
    """One participant's sheet; a form before the day, afterwards evidence.

    Raises CannotBeMade: no_participant, no_session, and once the day is over not_present.
    """
    if participant is None:
        raise CannotBeMade("no_participant")
    facts.had_session()
    stationery = facts.stationery
    title = line_of(facts, _KIND, "title")
    data = frame(facts, _KIND, issue, shape="visum", title=f"{title} {participant.name}")
    layout = Stationery.Visum(stationery.visum_layout)
    block = min(stationery.visum_block, LAST_STOP[layout])
    ours = _ours(facts, participant, data["signer"], _NUMERALS[block - 1])
    person = [
        [pgettext("paper", "Name"), participant.name],
        [pgettext("paper", "NIP"), show_nip(participant.nip) or "-"],
        [pgettext("paper", "Position"), participant.position or "-"],
        [pgettext("paper", "Institution"), facts.visit.institution],
    ]
    return {
        **data,
        "heading": title,
        "participant": participant.number,
        "visum": {
            "two_up": layout == Stationery.Visum.HOST and stationery.visum_two_up,
            "person": person,
            "rows": [ours] if layout == Stationery.Visum.HOST else _form(layout, block, ours),
        },
    }


def _ours(
    facts: Facts, participant: Participant, signer: dict[str, Any], numeral: str
) -> list[Cell]:
    """The host's block, arrival beside departure."""
    came, left, hours = _DOTS, _DOTS, ""
    if facts.over:
        presence = presence_of(facts, participant)
        came = day_came(facts, presence)
        left = day_left(facts, presence) or _DOTS
        hours = times_words(facts, presence)
    place = facts.stationery.place or facts.host.name
    return [
        _cell(
            numeral,
            [
                (pgettext("visum", "Arrived in"), place),
                (pgettext("visum", "On"), came),
                # Three rows on either side, so that both signatures stand level.
                (pgettext("visum", "Present"), hours) if hours else ("", ""),
            ],
            signer,
        ),
        _cell(
            "",
            [
                (pgettext("visum", "Departed from"), place),
                (pgettext("visum", "To"), _DOTS),
                (pgettext("visum", "On"), left),
            ],
            signer,
        ),
    ]


def _form(layout: Stationery.Visum, block: int, ours: list[Cell]) -> list[list[Cell]]:
    """All blocks of that layout, the host's filled; the others' labels alone."""
    stops = LAST_STOP[layout]
    first = [
        _cell("", [], None),
        _cell(
            "I",
            [
                (pgettext("visum", "Departed from"), _DOTS),
                (pgettext("visum", "(seat of the office)"), ""),
                (pgettext("visum", "To"), _DOTS),
                (pgettext("visum", "On"), _DOTS),
            ],
            None,
        ),
    ]
    between = [
        ours if number == block else _blank(_NUMERALS[number - 1]) for number in range(2, stops + 1)
    ]
    back = [
        _cell(
            _NUMERALS[stops],
            [
                (pgettext("visum", "Arrived back in"), _DOTS),
                (pgettext("visum", "(seat of the office)"), ""),
                (pgettext("visum", "On"), _DOTS),
            ],
            None,
        ),
        _cell("", [], None),
    ]
    remarks = [_cell(_NUMERALS[stops + 1], [(pgettext("visum", "Other remarks"), "")], None)]
    attention = [_cell(_NUMERALS[stops + 2], [(pgettext("visum", "ATTENTION"), "")], None)]
    last = [attention] if layout == Stationery.Visum.EIGHT else []
    return [first, *between, back, remarks, *last]


def _blank(numeral: str) -> list[Cell]:
    return [
        _cell(
            numeral,
            [(pgettext("visum", "Arrived in"), _DOTS), (pgettext("visum", "On"), _DOTS)],
            None,
        ),
        _cell(
            "",
            [
                (pgettext("visum", "Departed from"), _DOTS),
                (pgettext("visum", "To"), _DOTS),
                (pgettext("visum", "On"), _DOTS),
            ],
            None,
        ),
    ]


def _cell(numeral: str, rows: list[tuple[str, str]], signer: dict[str, Any] | None) -> Cell:
    return {"numeral": numeral, "rows": [[*row] for row in rows], "signer": signer}
