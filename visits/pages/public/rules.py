"""The host's rules in plain words, taken from the data that decides."""

import datetime as dt
from itertools import groupby

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext

from scheduling.models import BookingRules
from scheduling.rules.weekly_capacity import CapacityRules
from scheduling.sessions.timetable import Sessions
from scheduling.weeks import days_of, monday_of
from visits.language.dates import time_words, zone_words
from visits.pages.sessions.room_size import largest_room


def hours_in_words(*, now: dt.datetime) -> list[tuple[str, str]]:
    """The usual hours: days ("Monday to Thursday") and hours ("09.00–11.30 and 13.30–15.30 WIB").

    Of the week in which a request of today could be met; several rooms at one hour count once.
    """
    rules = BookingRules.load()
    monday = monday_of(timezone.localdate(now) + dt.timedelta(days=rules.lead_working_days + 7))
    sessions = Sessions.load(first=monday, last=monday + dt.timedelta(days=6))
    zone = zone_words(timezone.localtime(now, rules.zone))
    of_days = [
        (
            day.weekday(),
            tuple(dict.fromkeys((s.starts_at, s.ends_at) for s in sessions.of(day))),
        )
        for day in days_of(monday)
    ]
    found = []
    for hours, days in groupby(of_days, key=lambda pair: pair[1]):
        names = [str(WEEKDAYS[number]) for number, _ in days]
        if not hours:
            continue
        between = {"first": names[0], "last": names[-1]}
        words = gettext("%(first)s to %(last)s") % between if len(names) > 1 else names[0]
        spans = [f"{time_words(start)}–{time_words(end)}" for start, end in hours]
        both = {"hours": ", ".join(spans[:-1]), "last": spans[-1]}
        joined = gettext("%(hours)s and %(last)s") % both if len(spans) > 1 else spans[0]
        found.append((words, f"{joined} {zone}"))
    return found


def rules_in_words(*, now: dt.datetime) -> list[str]:
    """What applies, a sentence each."""
    rules = BookingRules.load()
    capacity = CapacityRules.load().of(monday_of(timezone.localdate(now)))
    people = largest_room()
    words = [
        ngettext(
            "We receive %(count)d delegation a week.",
            "We receive up to %(count)d delegations a week.",
            capacity,
        )
        % {"count": capacity},
        ngettext(
            "Send your request at least %(count)d working day before the visit.",
            "Send your request at least %(count)d working days before the visit.",
            rules.lead_working_days,
        )
        % {"count": rules.lead_working_days},
        gettext("Sessions can be chosen up to %(count)d days ahead.")
        % {"count": rules.horizon_days},
    ]
    if people:
        words.append(
            gettext("A session takes one delegation of up to %(count)d people.") % {"count": people}
        )
    words += [
        ngettext(
            "You have our official answer within %(count)d working day.",
            "You have our official answer within %(count)d working days.",
            rules.reply_working_days,
        )
        % {"count": rules.reply_working_days},
        ngettext(
            "Names and numbers may change until %(count)d day before the visit.",
            "Names and numbers may change until %(count)d days before the visit.",
            rules.participants_due_days,
        )
        % {"count": rules.participants_due_days},
    ]
    if days := rules.letter_working_days:
        words.append(
            ngettext(
                "Your official letter is due within %(count)d working day of the request: without "
                "it the place is released, approved or not.",
                "Your official letter is due within %(count)d working days of the request: without "
                "it the place is released, approved or not.",
                days,
            )
            % {"count": days}
        )
    return words
