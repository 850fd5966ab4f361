"""The host's own letter of assignment (surat tugas): whom it sends to receive a delegation."""

from typing import Any

from django.utils.translation import pgettext

from visits.models import PaperKind
from visits.papers.contents import blocks
from visits.papers.contents.facts import CannotBeMade, Facts
from visits.papers.contents.frame import Issue, frame, line_of, words_of
from visits.papers.contents.values import values

_KIND = PaperKind.ORDER


def contents(facts: Facts, issue: Issue) -> dict[str, Any]:
    """Its data; raises CannotBeMade where there is no session, or nobody to send (no_officers)."""
    facts.had_session()
    if not facts.officers:
        raise CannotBeMade("no_officers")
    told = values(facts)
    basis = "basis" if told["letter_number"] and told["letter_date"] else "basis_without_letter"
    title = line_of(facts, _KIND, "title")
    sent = [
        [
            f"{number}.",
            assignment.officer.name,
            assignment.officer.position,
            assignment.officer.agency.name if assignment.officer.agency else told["office"],
        ]
        for number, assignment in enumerate(facts.officers, 1)
    ]
    return {
        **frame(facts, _KIND, issue, shape="titled", title=title),
        "headed": True,
        "closed": True,
        "dated_below": True,
        "heading": title,
        "number_shown": True,
        "subtitles": [],
        "blocks": [
            blocks.rows([(pgettext("paper", "Basis"), line_of(facts, _KIND, basis))]),
            blocks.heading(line_of(facts, _KIND, "ordering")),
            blocks.rows([(pgettext("paper", "To"), pgettext("paper", "those named here"))]),
            blocks.table(
                [
                    pgettext("paper", "No."),
                    pgettext("paper", "Name"),
                    pgettext("paper", "Position"),
                    pgettext("paper", "Agency"),
                ],
                sent,
                widths=["auto", 3, 2.5, 2.5],
                align=["right", "left", "left", "left"],
            ),
            blocks.rows([(pgettext("paper", "For"), line_of(facts, _KIND, "task"))]),
            *blocks.texts(words_of(facts, _KIND, "closing"), indented=True),
        ],
    }
