"""The certificate of visit (surat keterangan): of the delegation with its list, or one person's."""

from typing import Any

from django.utils.translation import pgettext

from visits.language.nip import show_nip
from visits.models import PaperKind, Participant
from visits.papers.contents import blocks
from visits.papers.contents.attending import presence_of, times_words, who_came
from visits.papers.contents.facts import CannotBeMade, Facts
from visits.papers.contents.frame import Issue, frame, line_of, words_of
from visits.papers.contents.values import values
from visits.people.lists.cells import bare_name

_KIND = PaperKind.CERTIFICATE


def contents(facts: Facts, issue: Issue) -> dict[str, Any]:
    """Of the delegation; raises CannotBeMade before the day is over, or where nobody was noted."""
    came = who_came(facts)
    told, visit = values(facts), facts.visit
    leader = ", ".join(filter(None, [visit.leader_name, visit.leader_position]))
    # It is evidence: who leads stands there only if somebody called so was noted.
    led = bare_name(visit.leader_name) in {bare_name(person.name) for person, _presence in came}
    data = _certificate(
        facts,
        issue,
        [
            (pgettext("paper", "Institution"), visit.institution),
            (pgettext("paper", "Led by"), leader if led else ""),
            (pgettext("paper", "People"), told["came"]),
            (pgettext("paper", "Day, date"), told["day"]),
            (pgettext("paper", "Purpose"), visit.purpose),
            (pgettext("paper", "Topics"), told["topics"]),
        ],
        "statement",
    )
    listed = [
        [f"{number}.", p.name, show_nip(p.nip) or "-", p.position, times_words(facts, presence)]
        for number, (p, presence) in enumerate(came, 1)
    ]
    data["attached"] = [
        blocks.heading(pgettext("paper", "List of those who were present")),
        blocks.rows(
            [
                (pgettext("paper", "Attachment of number"), data["number"]),
                (pgettext("paper", "Institution"), visit.institution),
                (pgettext("paper", "Day, date"), told["day"]),
            ]
        ),
        blocks.table(
            [
                pgettext("paper", "No."),
                pgettext("paper", "Name"),
                pgettext("paper", "NIP"),
                pgettext("paper", "Position"),
                pgettext("paper", "Present"),
            ],
            listed,
            widths=["auto", 3, "auto", 2.6, "auto"],
            align=["right", "left", "left", "left", "left"],
            points=9,
        ),
    ]
    return data


def of_person(facts: Facts, issue: Issue, participant: Participant | None) -> dict[str, Any]:
    """One participant's own; raises CannotBeMade unless they were noted and the day is over."""
    if participant is None:
        raise CannotBeMade("no_participant")
    presence = presence_of(facts, participant)
    return _certificate(
        facts,
        issue,
        [
            (pgettext("paper", "Name"), participant.name),
            (pgettext("paper", "NIP"), show_nip(participant.nip)),
            (pgettext("paper", "Position"), participant.position),
            (pgettext("paper", "Institution"), facts.visit.institution),
            (pgettext("paper", "Present"), times_words(facts, presence)),
        ],
        "statement_person",
    )


def _certificate(
    facts: Facts, issue: Issue, told: list[tuple[str, str]], statement: str
) -> dict[str, Any]:
    title = line_of(facts, _KIND, "title")
    data = frame(facts, _KIND, issue, shape="titled", title=title)
    signer, form = data["signer"], facts.forms.get(_KIND)
    position = form.signatory.position if form and form.signatory else signer["name"]
    return {
        **data,
        "headed": True,
        "closed": True,
        "dated_below": True,
        "heading": title,
        "number_shown": True,
        "subtitles": [],
        "blocks": [
            *blocks.texts(words_of(facts, _KIND, "opening"), indented=True),
            blocks.rows(
                [
                    (pgettext("paper", "Name"), signer["name"]),
                    (pgettext("paper", "NIP"), signer["nip"]),
                    (pgettext("paper", "Rank"), signer["grade"]),
                    (pgettext("paper", "Position"), position),
                ],
                indented=True,
            ),
            *blocks.texts(words_of(facts, _KIND, "certifying")),
            blocks.rows(told, indented=True),
            *blocks.texts(words_of(facts, _KIND, statement)),
            *blocks.texts(words_of(facts, _KIND, "closing"), indented=True),
        ],
    }
