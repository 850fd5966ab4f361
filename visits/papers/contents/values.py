"""What the placeholders of passages stand for (wording/placeholders.py), of one visit."""

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import pgettext

from visits.language.dates import date_words, day_words, hours_words, until_words
from visits.language.numbers import with_words
from visits.language.phones import show_phone
from visits.life.letters.due import awaited_until
from visits.papers.contents.addressee import head_of
from visits.papers.contents.facts import Facts

# "karena gedung direnovasi": a sentence does not begin so.
_CONJUNCTION = re.compile(r"^(?:karena|sebab|because)\b[\s,:]*", re.IGNORECASE)


def values(facts: Facts) -> dict[str, str]:
    """Each placeholder with its value, in the active language; empty where there is none."""
    visit, host, session = facts.visit, facts.host, facts.session
    receiving = facts.receiving
    until = visit.offer_expires_at or visit.answer_due_at
    letter_due = awaited_until(visit)
    came = max(len(facts.present), visit.people_came or 0)
    place = f"{host.name}, {session.room_name}" if session and session.room_name else host.name
    return {
        "institution": visit.institution,
        "head_of_institution": head_of(visit.institution, facts.language),
        "region": visit.origin.name,
        "region_full": visit.origin.full_name,
        "people": _counted(visit.people, facts.language),
        "came": _counted(came, facts.language) if came else "",
        "leader": visit.leader_name,
        "leader_position": visit.leader_position,
        "day": day_words(session.date) if session else "",
        "hours": hours_words(session.starts_at, session.ends_at) if session else "",
        "where": place if session else "",
        "host": host.name,
        "office": host.office or host.name,
        "address": host.address,
        "phone": show_phone(host.phone) if host.phone else "",
        "letter_number": visit.letter_number,
        "letter_date": date_words(visit.letter_date) if visit.letter_date else "",
        "letter_until": _until(letter_due, facts.zone) if letter_due else "",
        "request_date": date_words(timezone.localtime(visit.created_at, facts.zone).date()),
        "reference": visit.reference,
        "purpose": visit.purpose,
        "topics": ", ".join(topic.local_name for topic in facts.topics),
        "officer": receiving.officer.name if receiving else "",
        "reason": _sentences(visit.reason),
        # A day where the link works all of it, else the hour too: no paper promises more.
        "until": pgettext("paper", " by %(day)s") % {"day": _until(until, facts.zone)}
        if until
        else "",
    }


def _until(moment: dt.datetime, zone: dt.tzinfo) -> str:
    with timezone.override(zone):
        return until_words(moment)


def _counted(number: int, language: str) -> str:
    return with_words(number) if language == "id" else str(number)


def _sentences(reason: str) -> str:
    """What somebody typed as the reason, as a paragraph: a capital, one line, a stop at its end.

    It was written for a mail and may be several sentences, so it stands within none of ours.
    """
    told = _CONJUNCTION.sub("", " ".join(reason.split())).rstrip(" ,;:")
    if not told:
        return ""
    return told[0].upper() + told[1:] + ("" if told[-1] in ".!?…" else ".")
