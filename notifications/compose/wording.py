"""The words of letters: built in, or the host's own with a few placeholders.

Own words are text in which `{{reference}}` and the like are replaced once, by plain values: they
are never run as a Django template. A line whose placeholders are all empty is left out; the host's
name, phone and place, which never are, keep none. Headline, what stands below the letter and the
frame (letterhead/) are no words of the host's.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.compose import own_marks
from notifications.compose.around.preparing import sets_out
from notifications.compose.placeholders import placeholders
from notifications.compose.samples import sample_context
from notifications.letterhead import marks
from notifications.models import MessageTemplate
from notifications.plan.readers import readers
from notifications.plan.table import To
from scheduling.models import BookingRules
from visits.conversation.missing import missing_words
from visits.language.dates import day_words, hours_words, moment_words
from visits.language.phones import show_phone


@dataclass(frozen=True)
class Words:
    """Subject and plain text of a letter."""

    subject: str
    text: str


@dataclass(frozen=True)
class Written:
    """A letter's words, filled: its subject, and its text with marks (letterhead/marks.py)."""

    subject: str
    marked: str

    @property
    def text(self) -> str:
        """The text as it is sent to those who read no HTML."""
        return marks.plain(self.marked)

    @property
    def words(self) -> Words:
        """Both without marks."""
        return Words(self.subject, self.text)


def words(name: str, language: str, context: dict[str, Any]) -> Written:
    """The words of a letter in the active language, the host's own where there are any.

    `context` is what the built-in templates see (context.py). Raises what a template raises.
    """
    own = MessageTemplate.objects.filter(name=name, language=language).first()
    return filled(name, context, subject=own.subject if own else "", text=own.text if own else "")


def filled(name: str, context: dict[str, Any], *, subject: str, text: str) -> Written:
    """Own `subject` and `text` with their placeholders filled; what is blank is built in."""
    values: dict[str, str] = {}
    if subject.strip() or text.strip():
        known = _values(name, context)
        # Only what this reader may have, whatever stands in the database.
        values = {place: known[place] for place in placeholders(name)}
    own_text = own_marks.filled(text, values) if text.strip() else ""
    return Written(
        subject=own_marks.fill(subject, values)
        if subject.strip()
        else _built_in(name, "subject", context),
        marked=marks.tidy(own_text or _built_in(name, "", context)),
    )


def preview(
    name: str, language: str, *, subject: str = "", text: str = "", awkward: bool = True
) -> Words:
    """The letter as it would read for a made-up visit, in own words or built in.

    Its names are as `awkward` as names come, or ordinary ones.
    """
    with sample(name, language, awkward=awkward) as context:
        return filled(name, context, subject=subject, text=text).words


def draft(name: str, language: str) -> Words:
    """The built-in words as own words could be: with placeholders where the visit's values stand.

    Of words that depend on the visit's state it has those for an ordinary one.
    """
    with sample(name, language, awkward=True) as context:
        # Numbers that stand nowhere else in a letter.
        context["visit"].people, context["waiting_number"] = 8713, 9157
        written, values = filled(name, context, subject="", text=""), _values(name, context)
    # Of two with the same value the later counts: what a host as reader is called is {{host}}.
    places = {values[p]: f"{{{{{p}}}}}" for p in placeholders(name) if values[p]}
    longest_first = sorted(places, key=len, reverse=True)
    found = re.compile("|".join(map(re.escape, longest_first)))
    parts = (written.subject, written.text)
    return Words(*(found.sub(lambda m: places[m[0]], part) for part in parts))


@contextmanager
def sample(name: str, language: str, *, awkward: bool) -> Iterator[dict[str, Any]]:
    """What the letter would see of a made-up visit, in its language and the host's zone."""
    zone, reader = BookingRules.load().zone, readers()[name]
    with translation.override(language), timezone.override(zone):
        context = sample_context(zone, awkward=awkward)
        if reader != To.OFFICERS:
            context["officer"] = None
        # A visit is shown as it stands when its letter is written.
        context["expected"] = sets_out(name)
        context["early"] = sets_out(name) and reader == To.CONTACT
        context["to_us"] = reader in (To.OFFICERS, To.HOST)
        if reader != To.CONTACT:
            context["receiver"] = ""
        yield context


def _built_in(name: str, part: str, context: dict[str, Any]) -> str:
    return render_to_string(f"mail/{name}{'.' if part else ''}{part}.txt", context).strip(" \r\n\t")


_AS_THEY_ARE = (
    *("reason", "message", "answer", "code", "confirm"),
    *("page", "desk", "duty", "survey", "journey", "paper"),
)


def _values(name: str, context: dict[str, Any]) -> dict[str, str]:
    visit, session, host = context["visit"], context["session"], context["host"]
    officer, answered = context["officer"], context["answered"]
    until = visit.offer_expires_at or visit.answer_due_at
    until = until or (session.hold_expires_at if session else None)
    moments = context["proposed"] or context["wished"]
    reader = readers()[name]
    values = {
        "name": {To.CONTACT: visit.contact_name, To.HOST: host.name}.get(reader, ""),
        "institution": visit.institution,
        "region": visit.origin.label,
        "reference": visit.reference,
        "when": "",
        "day": day_words(session.date) if session else "",
        "hours": hours_words(session.starts_at, session.ends_at) if session else "",
        "where": session.room_name if session else "",
        "address": host.address,
        "map": host.map_url,
        "receiver": context["receiver"],
        "people": str(visit.people),
        "purpose": visit.purpose,
        "leader": f"{visit.leader_name} ({visit.leader_position})" if visit.leader_name else "",
        "host": host.name,
        "phone": show_phone(host.phone),
        "due": moment_words(visit.reply_due_at) if visit.reply_due_at else "",
        "until": moment_words(until) if until else "",
        "letter_until": context["letter_until"],
        "names_until": context["names_until"],
        "sessions": "\n".join(f"- {moment_words(moment)}" for moment in moments),
        "materials": "\n".join(f"- {title}" for title in context["materials"]),
        "rundown": "\n".join(f"- {line}" for line in context["rundown"]),
        "number": str(context["waiting_number"] or ""),
        "missing": missing_words(visit),
        "officer": answered.name if answered else "",
        **{key: str(context[key]) for key in _AS_THEY_ARE},
    }
    if officer:
        values["name"] = officer.name
    if session:
        values["when"] = f"{values['day']}, {values['hours']}"
    return values
