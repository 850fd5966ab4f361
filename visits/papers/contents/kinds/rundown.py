"""The rundown of a visit (susunan acara): the items of its agenda in a table."""

from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext

from visits.language.dates import hours_words
from visits.models import AgendaItem, PaperKind
from visits.papers.contents import blocks
from visits.papers.contents.facts import CannotBeMade, Facts
from visits.papers.contents.frame import Issue, day_hours_place, frame, line_of, words_of

_KIND = PaperKind.RUNDOWN


def contents(facts: Facts, issue: Issue) -> dict[str, Any]:
    """Its data; raises CannotBeMade where there is no session, or no item yet (no_agenda)."""
    facts.had_session()
    if not facts.agenda:
        raise CannotBeMade("no_agenda")
    title = line_of(facts, _KIND, "title")
    body = [
        [
            f"{number}.",
            hours_words(
                timezone.localtime(item.starts_at, facts.zone),
                timezone.localtime(item.ends_at, facts.zone),
            ),
            item.title,
            _speaker(item),
            item.place,
        ]
        for number, item in enumerate(facts.agenda, 1)
    ]
    return {
        **frame(facts, _KIND, issue, shape="titled", title=title),
        "headed": True,
        "heading": title,
        "number_shown": False,
        "subtitles": words_of(facts, _KIND, "subtitle"),
        "lists": True,
        "blocks": [
            blocks.rows(day_hours_place(facts)),
            blocks.table(
                [
                    pgettext("paper", "No."),
                    pgettext("paper", "Time"),
                    pgettext("paper", "Activity"),
                    pgettext("paper", "In charge or speaking"),
                    pgettext("paper", "Place"),
                ],
                body,
                widths=["auto", "auto", 3, 2.4, 1.6],
                align=["right", "left", "left", "left", "left"],
                points=min(10, facts.stationery.points),
            ),
            *blocks.texts(words_of(facts, _KIND, "note")),
        ],
    }


def _speaker(item: AgendaItem) -> str:
    if item.officer is None:
        return item.speaker
    return ", ".join(filter(None, [item.officer.name, item.officer.position]))
