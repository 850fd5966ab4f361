"""What stands below every letter: who wrote it, and how it can be answered."""

from typing import Any

from django.utils.translation import gettext as _

from notifications.plan.addresses import inbox_url
from notifications.plan.readers import readers
from notifications.plan.recipients import Letter
from notifications.plan.table import Calendar, To

# Each reader's own place; a former contact has none, and a link is a key.
_PLACE = {To.CONTACT: "page", To.OFFICERS: "duty", To.HOST: "desk"}
# Its reader passes these on to the whole group.
_HANDED_ROUND = {"survey_reminder"}


def how_to_answer(letter: Letter, context: dict[str, Any]) -> str:
    """One paragraph in the active language; `context` is what the letter's template sees.

    An answer by e-mail is only read where it is a calendar's, and where there is a mailbox.
    """
    reader = readers()[letter.template]
    has_place = reader in _PLACE and letter.template not in _HANDED_ROUND
    place = context[_PLACE[reader]] if has_place else ""
    if letter.calendar == Calendar.REQUEST and inbox_url():
        words = _(
            "This is an automatic e-mail. Your answer to the invitation by the buttons of your "
            "calendar reaches us; for anything else please use this page: %(place)s"
        )
    elif place:
        words = _(
            "This is an automatic e-mail; please do not reply to it. Please answer on this page "
            "instead: %(place)s"
        )
    else:
        return unanswered()
    return words % {"place": place}


def unanswered() -> str:
    """Below a letter to which nobody can answer."""
    return _("This is an automatic e-mail; please do not reply to it.")
