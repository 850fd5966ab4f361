"""What a delegation wrote about itself, on its way into a mail, a calendar or a chat.

All of it goes through `as_told` and `told`: addresses in it are broken, so that no reader's program
makes a link under the office's name; and an address that nobody has confirmed yet is told nothing
of it, since whoever typed the address may have written to a stranger (docs/decisions/0109).
"""

import copy

from django.utils.translation import gettext as _

from visits.language.web_addresses import unlinked
from visits.models import Visit, VisitEvent

_WORDS = (
    "institution",
    "purpose",
    "leader_name",
    "leader_position",
    "contact_name",
    "contact_position",
    "letter_number",
    "notes",
)


def as_told(visit: Visit, *, proven: bool = True) -> Visit:
    """A copy of `visit` to write from, never to be saved.

    Its words hold no address that could be linked. Where the reader's address is not `proven`,
    they are left out: the delegation is "your delegation", its contact "Sir or Madam", both in the
    active language.
    """
    told_of = copy.copy(visit)
    for name in _WORDS:
        setattr(told_of, name, unlinked(getattr(visit, name)) if proven else "")
    if not proven:
        told_of.institution = _("your delegation")
        told_of.contact_name = _("Sir or Madam")
    return told_of


def told(text: str, event: VisitEvent, *, proven: bool = True) -> str:
    """A reason or message that came with `event`; staff's own words stay as they are."""
    if event.actor_kind != VisitEvent.By.DELEGATION:
        return text
    return unlinked(text) if proven else ""
