"""What stands above a letter: the state in a line, and how it looks. No words of the host's."""

from typing import Any

from django.template.loader import render_to_string

from notifications.letterhead.colours import Tone
from notifications.letterhead.frame import Headline
from notifications.plan.readers import readers
from notifications.plan.table import To
from notifications.plan.titles import TITLES

_OK = {
    "approved", "thank_you", "material_added", "week_before", "day_before", "proposal_accepted",
    "offer_accepted", "missing_given", "paper_sent",
}  # fmt: skip
_WAIT = {
    "confirm_address", "hold_ends", "missing_asked", "proposed", "proposal_ends", "offered",
    "offer_lapsed", "moved", "changed", "reply_late", "officer_moved", "officer_changed",
    "no_longer_contact", "nobody_confirmed", "reply_due", "officer_answered", "move_asked",
    "date_passed_notice", "presence_disputed", "letter_due", "letter_due_changed", "officer_silent",
    "names_waiting",
}  # fmt: skip
_STOP = {
    "expired", "declined", "cancelled", "date_passed", "wait_ended", "proposal_ended",
    "officer_cancelled", "cancelled_notice", "refused", "ended_notice", "paper_withdrawn",
    "letter_lapsed",
}  # fmt: skip


def tone_of(name: str) -> Tone:
    """What a letter brings, at a glance."""
    for names, tone in ((_OK, Tone.OK), (_WAIT, Tone.WAIT), (_STOP, Tone.STOP)):
        if name in names:
            return tone
    return Tone.INFO


def headline_of(name: str, context: dict[str, Any]) -> Headline:
    """The headline of a letter in the active language, from templates/mail/NAME.headline.txt.

    Its first line is the headline, a second one the sentence below. What the host itself is told
    is headed by the letter's title.
    """
    if readers()[name] == To.HOST:
        return Headline(words=str(TITLES[name]), tone=tone_of(name))
    lines = render_to_string(f"mail/{name}.headline.txt", context).strip().split("\n")
    return Headline(words=lines[0].strip(), lead=" ".join(lines[1:]).strip(), tone=tone_of(name))
