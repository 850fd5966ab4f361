"""The reply letter: it accepts, offers other times, or declines, as the visit stands."""

import datetime as dt
from typing import Any

from django.utils.translation import pgettext

from scheduling.slots import SlotId
from visits.language.dates import day_words, time_words, zone_words
from visits.models import PaperKind, Status
from visits.papers.contents import blocks
from visits.papers.contents.facts import CannotBeMade, Facts
from visits.papers.contents.frame import Issue, day_hours_place, frame, line_of, words_of
from visits.papers.contents.values import values

_KIND = PaperKind.REPLY
_ACCEPTED = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW)


def answer_of(facts: Facts) -> str:
    """What the letter says: accept, other_date or decline; raises CannotBeMade (undecided)."""
    if facts.visit.status in _ACCEPTED:
        return "accept"
    if facts.visit.status == Status.PROPOSED:
        return "other_date"
    if facts.visit.status == Status.DECLINED:
        return "decline"
    raise CannotBeMade("undecided")


def contents(facts: Facts, issue: Issue) -> dict[str, Any]:
    """Its data; raises CannotBeMade before there is a decision, or where there is no session."""
    answer = answer_of(facts)
    subject = line_of(facts, _KIND, f"subject_{answer}")
    told = values(facts)
    with_letter = bool(told["letter_number"] and told["letter_date"])
    opening = "opening" if with_letter else "opening_without_letter"
    middle = {"accept": _accepting, "other_date": _offering, "decline": _declining}[answer]
    english = facts.language == "en"
    return {
        **frame(facts, _KIND, issue, shape="letter", title=subject),
        "closed": True,
        "answer": answer,
        "nature": line_of(facts, _KIND, "nature"),
        "attachment": line_of(facts, _KIND, "attachment"),
        "subject": subject,
        "addressee": {
            "title": "" if english else "Yth.",
            "lines": words_of(facts, _KIND, "addressee"),
            "place": line_of(facts, _KIND, "addressee_place"),
        },
        "blocks": [
            *_paragraphs(facts, opening),
            *middle(facts),
            *_paragraphs(facts, "closing"),
        ],
    }


def _paragraphs(facts: Facts, passage: str) -> list[blocks.Block]:
    return blocks.texts(words_of(facts, _KIND, passage), indented=True)


def _accepting(facts: Facts) -> list[blocks.Block]:
    facts.had_session()
    receiving, host = facts.receiving, facts.host
    officer = ""
    if receiving:
        officer = ", ".join(filter(None, [receiving.officer.name, receiving.officer.position]))
    told = values(facts)
    reached = ", ".join(filter(None, [host.name, told["phone"]]))
    return [
        *_paragraphs(facts, "accept"),
        blocks.rows(
            [
                *day_hours_place(facts),
                (pgettext("paper", "Received by"), officer),
                (pgettext("paper", "Topics"), told["topics"]),
                (pgettext("paper", "Contact"), reached if told["phone"] else ""),
            ],
            indented=True,
        ),
        *_paragraphs(facts, "accept_after"),
        *(_paragraphs(facts, "letter_due") if told["letter_until"] else ()),
    ]


def _offering(facts: Facts) -> list[blocks.Block]:
    offered = []
    for text in facts.visit.proposed_slots:
        slot = SlotId.parse(text)
        begin = dt.datetime.combine(slot.date, slot.starts_at, tzinfo=facts.zone)
        offered.append(f"{day_words(slot.date)}, {time_words(begin)} {zone_words(begin)}")
    return [
        *_paragraphs(facts, "other_date"),
        blocks.listed(offered),
        *_paragraphs(facts, "other_date_after"),
    ]


def _declining(facts: Facts) -> list[blocks.Block]:
    return _paragraphs(facts, "decline")
