"""Name badges of a delegation: printed, cut and forgotten."""

from typing import Any

from visits.papers.contents.facts import CannotBeMade, Facts
from visits.papers.contents.frame import Issue, frame
from visits.papers.contents.values import values

KIND = "badges"


def contents(facts: Facts, issue: Issue) -> dict[str, Any]:
    """A badge for each participant; raises CannotBeMade where nobody is named (no_names)."""
    if not facts.participants:
        raise CannotBeMade("no_names")
    told = values(facts)
    return {
        **frame(facts, KIND, issue, shape="badges", title=facts.visit.institution),
        "badges": [
            {
                "name": person.name,
                "position": person.position,
                "institution": facts.visit.institution,
                "host": facts.host.name,
                "day": told["day"],
            }
            for person in facts.participants
        ],
    }
