"""The words of letters: built in, or the host's own with a few placeholders.

Own words are text in which `{{reference}}` and the like are replaced once, by plain values: they
are never run as a Django template. A line whose placeholders are all empty is left out; the host's
name and phone, which never are, keep none. Which placeholders a letter may have follows from its
reader, since a link is a key: an officer must not get the delegation's page, nor a delegation an
officer's.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.compose.samples import sample_context
from notifications.models import MessageTemplate
from notifications.plan.readers import readers
from notifications.plan.table import To
from scheduling.models import BookingRules
from visits.language.dates import day_words, hours_words, moment_words
from visits.language.phones import show_phone

_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")

_COMMON = {
    "name": gettext_lazy("the reader's name"),
    "institution": gettext_lazy("the institution"),
    "region": gettext_lazy("its region"),
    "reference": gettext_lazy("the visit's reference"),
    "when": gettext_lazy("day and hours"),
    "day": gettext_lazy("the day alone"),
    "where": gettext_lazy("the room"),
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
        "sessions": gettext_lazy("the sessions proposed"),
        "until": gettext_lazy("until when the place is held"),
        "number": gettext_lazy("the number on the waiting list"),
        "missing": gettext_lazy("what is missing"),
        "message": gettext_lazy("the message"),
        "survey": gettext_lazy("the address of the survey"),
        "materials": gettext_lazy("the material to take home"),
    },
    To.FORMER_CONTACT: {},
    To.OFFICERS: {
        "purpose": gettext_lazy("what the delegation wants to learn"),
        "duty": gettext_lazy("the address where the officer answers"),
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
    "confirm": gettext_lazy("the address where one press confirms"),
}
# These go to an address that nobody has confirmed, and hold none of what the request says.
_BEFORE = frozenset({"confirm_address", "hold_ends", "expired"})
_THEIR_WORDS = frozenset({"name", "institution", "region", "people", "leader", "reason"})
# The same in every letter, so nothing about the visit.
_CONSTANT = frozenset({"host", "phone"})
# Without these a letter does not do what it is for.
_NEEDED = {
    "confirm_address": ("code", "confirm"),
    "hold_ends": ("code", "confirm"),
    "link": ("page",),
    "proposed": ("sessions", "page"),
    "offered": ("until", "page"),
    "missing_asked": ("missing", "page"),
    "message_from_host": ("message",),
    "message_from_delegation": ("message",),
    "officer_invited": ("duty",),
    "officer_day_before": ("duty",),
    "officer_answered": ("answer",),
    "thank_you": ("survey",),
    "survey_reminder": ("survey",),
    "material_added": ("page",),
}


@dataclass(frozen=True)
class Words:
    """Subject and plain text of a letter, from which its HTML is made."""

    subject: str
    text: str


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
    for place in dict.fromkeys(_PLACE.findall(text)):
        if place not in allowed:
            yield _("There is no {{%(place)s}} in this letter. There are: %(listed)s.") % {
                "place": place,
                "listed": listed,
            }
    if _BRACES.search(_PLACE.sub("", text)):
        yield _("Braces stand around placeholders alone, like this: %(example)s.") % {
            "example": "{{reference}}"
        }


def _lacking(name: str, text: str) -> Iterator[str]:
    there = set(_PLACE.findall(text))
    for place in needed(name):
        if place not in there:
            yield _("This letter needs {{%(place)s}}: %(what)s.") % {
                "place": place,
                "what": placeholders(name)[place],
            }
        elif place == "code" and not re.search(r"^\s*\{\{\s*code\s*\}\}\s*$", text, re.MULTILINE):
            yield _("{{code}} stands alone on its line, so that it can be found and copied.")


def words(name: str, language: str, context: dict[str, Any]) -> Words:
    """The words of a letter in the active language, the host's own where there are any.

    `context` is what the built-in templates see (mail.py). Raises what a template raises.
    """
    own = MessageTemplate.objects.filter(name=name, language=language).first()
    return filled(name, context, subject=own.subject if own else "", text=own.text if own else "")


def filled(name: str, context: dict[str, Any], *, subject: str, text: str) -> Words:
    """Own `subject` and `text` with their placeholders filled; what is blank is built in."""
    values: dict[str, str] = {}
    if subject.strip() or text.strip():
        known = _values(name, context)
        # Only what this reader may have, whatever stands in the database.
        values = {place: known[place] for place in placeholders(name)}
    return Words(
        subject=_fill(subject, values) if subject.strip() else _built_in(name, "subject", context),
        text=_tidy(_fill(text, values) if text.strip() else _built_in(name, "", context)),
    )


def preview(
    name: str, language: str, *, subject: str = "", text: str = "", awkward: bool = True
) -> Words:
    """The letter as it would read for a made-up visit, in own words or built in.

    Its names are as `awkward` as names come, or ordinary ones.
    """
    with _sample(name, language, awkward=awkward) as context:
        return filled(name, context, subject=subject, text=text)


def draft(name: str, language: str) -> Words:
    """The built-in words as own words could be: with placeholders where the visit's values stand.

    Of words that depend on the visit's state it has those for an ordinary one.
    """
    with _sample(name, language, awkward=True) as context:
        # Numbers that stand nowhere else in a letter.
        context["visit"].people, context["waiting_number"] = 8713, 9157
        words, values = filled(name, context, subject="", text=""), _values(name, context)
    # Of two with the same value the later counts: what a host as reader is called is {{host}}.
    places = {values[p]: f"{{{{{p}}}}}" for p in placeholders(name) if values[p]}
    longest_first = sorted(places, key=len, reverse=True)
    found = re.compile("|".join(map(re.escape, longest_first)))
    return Words(*(found.sub(lambda m: places[m[0]], part) for part in (words.subject, words.text)))


@contextmanager
def _sample(name: str, language: str, *, awkward: bool) -> Iterator[dict[str, Any]]:
    zone = BookingRules.load().zone
    with translation.override(language), timezone.override(zone):
        context = sample_context(zone, awkward=awkward)
        if readers()[name] != To.OFFICERS:
            context["officer"] = None
        yield context


def _built_in(name: str, part: str, context: dict[str, Any]) -> str:
    return render_to_string(f"mail/{name}{'.' if part else ''}{part}.txt", context).strip()


def _tidy(text: str) -> str:
    # A paragraph that does not apply leaves its empty lines behind.
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n").strip()) + "\n"


def _fill(text: str, values: dict[str, str]) -> str:
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        places = _PLACE.findall(line)
        telling = [place for place in places if place not in _CONSTANT] or places
        if not places or any(values.get(place) for place in telling):
            # In one go: a value that looks like a placeholder stays what it is.
            lines.append(_PLACE.sub(lambda found: values.get(found[1], ""), line))
    return "\n".join(lines)


def _values(name: str, context: dict[str, Any]) -> dict[str, str]:
    visit, session, host = context["visit"], context["session"], context["host"]
    officer, answered = context["officer"], context["answered"]
    until = visit.offer_expires_at or (session.hold_expires_at if session else None)
    moments = context["proposed"] or context["wished"]
    reader = readers()[name]
    values = {
        "name": {To.CONTACT: visit.contact_name, To.HOST: host.name}.get(reader, ""),
        "institution": visit.institution,
        "region": visit.region.label,
        "reference": visit.reference,
        "when": "",
        "day": day_words(session.date) if session else "",
        "where": session.room_name if session else "",
        "people": str(visit.people),
        "purpose": visit.purpose,
        "leader": f"{visit.leader_name} ({visit.leader_position})" if visit.leader_name else "",
        "host": host.name,
        "phone": show_phone(host.phone),
        "due": moment_words(visit.reply_due_at) if visit.reply_due_at else "",
        "until": moment_words(until) if until else "",
        "sessions": "\n".join(f"- {moment_words(moment)}" for moment in moments),
        "materials": "\n".join(f"- {title}" for title in context["materials"]),
        "number": str(context["waiting_number"] or ""),
        "missing": visit.missing,
        "officer": answered.name if answered else "",
        **{key: str(context[key]) for key in ("reason", "message", "answer", "code", "confirm")},
        **{key: str(context[key]) for key in ("page", "desk", "duty", "survey")},
    }
    if officer:
        values["name"] = officer.name
    if session:
        hours = hours_words(session.starts_at, session.ends_at)
        values["when"] = f"{values['day']}, {hours}"
    return values
