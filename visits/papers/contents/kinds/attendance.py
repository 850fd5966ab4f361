"""The attendance list (daftar hadir): a row a participant, blank rows to add, room to sign."""

from typing import Any

from django.utils.translation import pgettext

from visits.language.nip import show_nip
from visits.models import PaperKind
from visits.papers.contents import blocks
from visits.papers.contents.facts import Facts
from visits.papers.contents.frame import Issue, day_hours_place, frame, line_of

_KIND = PaperKind.ATTENDANCE
# Who comes without a name on the list writes theirs; more than a page of such rows nobody fills.
FEWEST_BLANK, MOST_BLANK = 5, 30


def contents(facts: Facts, issue: Issue) -> dict[str, Any]:
    """Its data; raises CannotBeMade where there is no session."""
    facts.had_session()
    named = facts.participants
    blank = min(MOST_BLANK, max(FEWEST_BLANK, facts.visit.people - len(named)))
    told = [(p.name, show_nip(p.nip) or "-", p.position, p.grade) for p in named]
    body = [
        [f"{number}.", *row, {"text": f"{number}.", "right": number % 2 == 0}]
        for number, row in enumerate([*told, *([("", "", "", "")] * blank)], 1)
    ]
    title = line_of(facts, _KIND, "title")
    return {
        **frame(facts, _KIND, issue, shape="titled", title=title),
        "headed": True,
        "heading": title,
        "number_shown": False,
        "subtitles": [],
        "lists": True,
        "blocks": [
            blocks.rows(
                [
                    (pgettext("paper", "Activity"), line_of(facts, _KIND, "activity")),
                    *day_hours_place(facts),
                ]
            ),
            blocks.table(
                [
                    pgettext("paper", "No."),
                    pgettext("paper", "Name"),
                    pgettext("paper", "NIP"),
                    pgettext("paper", "Position or institution"),
                    pgettext("paper", "Grade"),
                    pgettext("paper", "Signature"),
                ],
                body,
                widths=["auto", 3.2, "auto", 2.8, 1.5, 2.5],
                align=["right", "left", "left", "left", "center", "left"],
                points=9,
            ),
        ],
    }
