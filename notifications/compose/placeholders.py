"""What own words of a letter may name: `{{reference}}` and the like, each with what it stands for.

Which a letter may have follows from its reader, since a link is a key: an officer must not get the
delegation's page, nor a delegation an officer's.
"""

import re
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.plan.readers import readers
from notifications.plan.table import To

PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")

_COMMON = {
    "name": gettext_lazy("the reader's name"),
    "institution": gettext_lazy("the institution"),
    "region": gettext_lazy("its region"),
    "reference": gettext_lazy("the visit's reference"),
    "when": gettext_lazy("day and hours"),
    "day": gettext_lazy("the day alone"),
    "hours": gettext_lazy("the hours alone, with the time zone"),
    "where": gettext_lazy("the room"),
    "address": gettext_lazy("the host's address"),
    "map": gettext_lazy("the map's address"),
    "people": gettext_lazy("the number of people"),
    "leader": gettext_lazy("the leader and their position"),
    "reason": gettext_lazy("the reason given"),
    "host": gettext_lazy("the host's name"),
    "phone": gettext_lazy("the host's phone"),
    "due": gettext_lazy("when the reply is due"),
}
_OF_READER = {
    To.CONTACT: {
        "page": gettext_lazy("the address of the visit's own page"),
        "receiver": gettext_lazy("who receives the delegation"),
        "sessions": gettext_lazy("the sessions proposed"),
        "until": gettext_lazy("until when the place is held"),
        "letter_until": gettext_lazy("until when the official letter is due"),
        "names_until": gettext_lazy("until when the names of participants can be changed"),
        "number": gettext_lazy("the number on the waiting list"),
        "missing": gettext_lazy("what is missing"),
        "message": gettext_lazy("the message"),
        "survey": gettext_lazy("the address of the survey"),
        "journey": gettext_lazy("the address of what to know before the journey"),
        "materials": gettext_lazy("the material to take home"),
        "paper": gettext_lazy("the paper: its kind and number"),
        "rundown": gettext_lazy("the lines of the rundown"),
    },
    To.FORMER_CONTACT: {},
    To.OFFICERS: {
        "purpose": gettext_lazy("what the delegation wants to learn"),
        "duty": gettext_lazy("the address where the officer answers"),
        "rundown": gettext_lazy("the lines of the rundown"),
        "desk": gettext_lazy("the address of the visit on the desk"),
    },
    To.HOST: {
        "desk": gettext_lazy("the address of the visit on the desk"),
        "sessions": gettext_lazy("the sessions asked for"),
        "message": gettext_lazy("the message"),
        "officer": gettext_lazy("the officer who answered"),
        "answer": gettext_lazy("what the officer answered"),
    },
}
_CODE = {
    "code": gettext_lazy("the six digits, alone on their line"),
    "confirm": gettext_lazy("the address where one click confirms"),
}
# These go to an address that nobody has confirmed, and hold none of what the request says.
_BEFORE = frozenset({"confirm_address", "hold_ends", "expired"})
_THEIR_WORDS = frozenset({"name", "institution", "region", "people", "leader", "reason"})
# The same in every letter, so nothing about the visit.
CONSTANT = frozenset({"host", "phone", "address", "map"})
# Without these a letter does not do what it is for.
_NEEDED = {
    "confirm_address": ("code", "confirm"),
    "hold_ends": ("code", "confirm"),
    "link": ("page",),
    "proposed": ("sessions", "page"),
    "offered": ("until", "page"),
    "proposal_ends": ("until", "page"),
    "letter_due": ("letter_until", "page"),
    "names_waiting": ("page",),
    "wait_ended": ("page",),
    "missing_asked": ("missing", "page"),
    "message_from_host": ("message",),
    "message_from_delegation": ("message",),
    "presence_disputed": ("message",),
    "presence_answered": ("message", "page"),
    "officer_invited": ("duty",),
    "officer_day_before": ("duty",),
    "officer_silent": ("duty",),
    "officer_answered": ("answer",),
    "thank_you": ("survey",),
    "survey_reminder": ("survey",),
    "material_added": ("page",),
    "paper_sent": ("paper",),
    "paper_withdrawn": ("paper",),
}


def placeholders(name: str) -> dict[str, str | Promise]:
    """What the own words of this letter may name, each with what it stands for."""
    common = {k: v for k, v in _COMMON.items() if name not in _BEFORE or k not in _THEIR_WORDS}
    return {
        **common,
        **_OF_READER[readers()[name]],
        **(_CODE if "code" in needed(name) else {}),
    }


def needed(name: str) -> tuple[str, ...]:
    """The placeholders without which own text of this letter is refused."""
    return _NEEDED.get(name, ())


def languages(name: str) -> tuple[str, ...]:
    """The languages in which this letter is written: the host is always told in Indonesian."""
    return (
        ("id",) if readers()[name] == To.HOST else tuple(code for code, _name in settings.LANGUAGES)
    )


def problems(name: str, *, subject: str, text: str) -> dict[str, list[str]]:
    """What is wrong with own words, by field (name, subject, text), in the reader's language."""
    if name not in readers():
        return {"name": [_("There is no such letter.")]}
    found = {
        "subject": list(_unknown(name, subject)),
        "text": [*_unknown(name, text), *(_lacking(name, text) if text.strip() else [])],
    }
    if re.search(r"[\r\n]", subject.strip()):
        found["subject"].append(_("The subject is one line."))
    return {field: messages for field, messages in found.items() if messages}


def check(name: str, *, subject: str, text: str) -> None:
    """Raise ValidationError, by field, where own words name or lack what they must not."""
    if found := problems(name, subject=subject, text=text):
        raise ValidationError(found)


def _unknown(name: str, text: str) -> Iterator[str]:
    allowed = placeholders(name)
    listed = ", ".join(f"{{{{{place}}}}}" for place in allowed)
    for place in dict.fromkeys(PLACE.findall(text)):
        if place not in allowed:
            yield _("There is no {{%(place)s}} in this letter. There are: %(listed)s.") % {
                "place": place,
                "listed": listed,
            }
    if _BRACES.search(PLACE.sub("", text)):
        yield _("Braces stand around placeholders alone, like this: %(example)s.") % {
            "example": "{{reference}}"
        }


def _lacking(name: str, text: str) -> Iterator[str]:
    there = set(PLACE.findall(text))
    for place in needed(name):
        if place not in there:
            yield _("This letter needs {{%(place)s}}: %(what)s.") % {
                "place": place,
                "what": placeholders(name)[place],
            }
        elif place == "code" and not re.search(r"^\s*\{\{\s*code\s*\}\}\s*$", text, re.MULTILINE):
            yield _("{{code}} stands alone on its line, so that it can be found and copied.")
