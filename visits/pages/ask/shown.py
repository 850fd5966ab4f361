"""What was shown on the check page, so that nothing else is sent than what somebody looked at.

Two tabs may write in one draft, the way back shows a page of before, a session may fill up: the
form carries a mark of each part as it was shown, and a part that differs is shown again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scheduling.slots import Slot
from visits.access.fingerprints import seal
from visits.history import notices
from visits.pages.ask.answers import Answers
from visits.pages.ask.origin import typed_as

PARTS: dict[str, str | Promise] = {
    "delegation": _("Delegation"),
    "sessions": _("Sessions"),
    "purpose": _("Purpose"),
    "contact": _("Leader and contact person"),
    "letter": _("The official letter"),
    "participants": _("Participants"),
    "place": _("Which session you get"),
    "notice": _("Privacy notice"),
}
_MARK_LENGTH = 10


def name_of(answers: Answers, cleaned: Mapping[str, Any], chosen: Sequence[Slot]) -> str:
    """The name of this request under way with a mark of each part as it is shown now.

    `cleaned` are the steps' answers by name, `chosen` the sessions as they stand.
    """
    return ".".join([answers.id, *_marks(answers, cleaned, chosen).values()])


def request_of(name: str) -> str:
    """The name of the request alone."""
    return name.partition(".")[0]


def changed_since(
    name: str, answers: Answers, cleaned: Mapping[str, Any], chosen: Sequence[Slot]
) -> list[str]:
    """The parts (keys of PARTS) that are not as the page that carried `name` showed them.

    Where none of the sessions can be had any more, that is no change: sending says so, and offers
    others.
    """
    now = _marks(answers, cleaned, chosen)
    request, *marks = name.split(".")
    if request != answers.id or len(marks) != len(now):
        return list(now)
    changed = [part for (part, mark), seen in zip(now.items(), marks, strict=True) if mark != seen]
    if not any(slot.available for slot in chosen) and "place" in changed:
        changed.remove("place")
    return changed


def _marks(answers: Answers, cleaned: Mapping[str, Any], chosen: Sequence[Slot]) -> dict[str, str]:
    who, why, letter = cleaned["delegation"], cleaned["purpose"], cleaned["letter"]
    shown = {
        "delegation": (
            who["institution"],
            typed_as(who["origin"], language=who["language"]),
            who["people"],
        ),
        "sessions": answers.picks,
        "purpose": (
            why["purpose"],
            [topic.code for topic in why["topics"]],
            [agency.code for agency in why["agencies"]],
        ),
        "contact": sorted(cleaned["contact"].items()),
        "letter": (letter["letter_number"], letter["letter_date"], answers.letter),
        "participants": cleaned["participants"]["people"],
        "place": next((str(slot) for slot in chosen if slot.available), ""),
        # What is kept with the request is the version that this page led to.
        "notice": notice.version if (notice := notices.current()) else 0,
    }
    return {part: seal(value)[:_MARK_LENGTH] for part, value in shown.items()}
