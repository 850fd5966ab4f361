"""Asking for a visit: what must be given, the one function that stores it, and its place."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import get_language

from scheduling import capacity
from scheduling.availability import Schedule
from scheduling.capacity import Refused
from scheduling.database.contention import again
from scheduling.database.inserting import Beside, along
from scheduling.models import BookingRules, Reservation
from scheduling.once import reading_once
from scheduling.slots import WAITABLE, SlotId
from scheduling.weeks import monday_of
from visits.access.networks import network_key
from visits.files.letters import LetterNotKept
from visits.files.whole_files import NoRoom
from visits.history import notices
from visits.history.events import DELEGATION, Actor, compose, tell
from visits.life.deadlines import reply_due
from visits.life.letters import due as letter_due
from visits.life.limits import NotOpenYet, TooManyOpen, check_asker, weeks_full_of
from visits.life.step import Kind
from visits.life.waiting_list import wait
from visits.models import (
    Abroad,
    Agency,
    Host,
    LetterInstead,
    NoticeShown,
    Origin,
    Participant,
    Status,
    Topic,
    Visit,
    VisitEvent,
    origin_fields,
)
from visits.models.visit import letter_path
from visits.search import index


@dataclass(frozen=True)
class Leader:
    """Who leads the delegation; `rank` is a value of Visit.Rank."""

    name: str
    position: str
    rank: str = Visit.Rank.OTHER


@dataclass(frozen=True)
class Contact:
    """Whom to write and call; `phone` in E.164, `email` as it was confirmed or is to be."""

    name: str
    phone: str
    email: str
    position: str = ""


@dataclass(frozen=True)
class Person:
    """A participant; `nip` is empty or 18 digits."""

    name: str
    position: str = ""
    grade: str = ""
    nip: str = ""


@dataclass(frozen=True)
class Application:
    """Everything a delegation gives when it asks, cleaned; `slots` are 1 to 3 by preference.

    `network` is where the request came from, as networks.network_of names it, `way` how.
    """

    institution: str
    origin: Origin
    purpose: str
    slots: Sequence[SlotId]
    people: int
    leader: Leader
    contact: Contact
    topics: Sequence[Topic] = ()
    agencies: Sequence[Agency] = ()
    letter_number: str = ""
    letter_date: dt.date | None = None
    letter_file: "File[Any] | None" = None
    participants: Sequence[Person] = ()
    waitlist: bool = False
    notes: str = ""
    language: str = "id"
    network: str = ""
    way: NoticeShown.Way = NoticeShown.Way.PAGE


def language_for(origin: Origin) -> str:
    """In which language to write to who asked and said none: the one of the page, abroad English.

    A value of Visit.language.
    """
    return "en" if isinstance(origin, Abroad) or get_language() == "en" else "id"


@dataclass(frozen=True)
class Stored:
    """A request that was just stored, with all that is known of it; `place` is None if it waits."""

    visit: Visit
    place: Reservation | None
    topics: Sequence[Topic]
    agencies: Sequence[Agency]
    participants: Sequence[Participant]


def submit(
    application: Application,
    *,
    by: Actor,
    now: dt.datetime,
    trusted: bool = False,
    overrule_reason: str = "",
) -> Visit:
    """Store a request and take its place, as `store` does; gives the visit with its reference."""
    return store(
        application, by=by, now=now, trusted=trusted, overrule_reason=overrule_reason
    ).visit


@again
def store(
    application: Application,
    *,
    by: Actor,
    now: dt.datetime,
    trusted: bool = False,
    overrule_reason: str = "",
) -> Stored:
    """Store a request and take its place, all or nothing.

    `trusted` skips the check of the e-mail address; `overrule_reason` lets staff go over soft
    rules. Raises scheduling.capacity.Refused with the first choice's reason,
    limits.TooManyOpen, and limits.NotOpenYet where the delegation itself asks before the host has
    opened; LetterNotKept where the disk does not take the letter.
    """
    a = application
    if by == DELEGATION and not Host.load().is_open:
        raise NotOpenYet
    network = "" if trusted else network_key(a.network)
    if not (a.waitlist or overrule_reason):
        _look_first(a, network=network, trusted=trusted, now=now)
    # The rules are one row, read at the begin: what a place is judged by has a mark, which the
    # statement that takes it checks.
    with transaction.atomic(), reading_once():
        choices, full = _choices(a, network=network, trusted=trusted, now=now)
        visit = Visit(
            institution=a.institution,
            **origin_fields(a.origin),
            purpose=a.purpose,
            people=a.people,
            leader_name=a.leader.name,
            leader_position=a.leader.position,
            leader_rank=a.leader.rank,
            contact_name=a.contact.name,
            contact_position=a.contact.position,
            contact_phone=a.contact.phone,
            contact_email=a.contact.email,
            letter_number=a.letter_number,
            letter_date=a.letter_date,
            notes=a.notes,
            language=a.language,
            preferred_slots=[str(slot) for slot in a.slots],
            wants_waitlist=a.waitlist,
            network=network,
        )
        if by.kind == VisitEvent.By.STAFF and a.letter_number and not a.letter_file:
            # They read its number from the paper that they have.
            visit.letter_instead = LetterInstead.PAPER
        # The place first: a letter is written only for a request that has one.
        try:
            place = open_request(
                visit,
                choices=choices,
                by=by,
                now=now,
                trusted=trusted,
                overrule_reason=overrule_reason,
                has_letter=bool(a.letter_file),
                beside=lambda: [
                    notices.shown(visit, way=a.way, now=now),
                    *index.entry(visit, [p.name for p in a.participants]),
                ],
            )
        except Refused as refusal:
            refusal.closed_weeks = full
            raise
        if a.letter_file:
            _keep_letter(visit, a.letter_file)
        # A new visit has none yet: nothing to compare them with.
        if a.topics:
            visit.topics.add(*a.topics)
        if a.agencies:
            visit.agencies.add(*a.agencies)
        participants = [
            Participant(
                visit=visit,
                number=number,
                name=p.name,
                position=p.position,
                grade=p.grade,
                nip=p.nip,
            )
            for number, p in enumerate(a.participants, start=1)
        ]
        Participant.objects.bulk_create(participants)
    return Stored(visit, place, a.topics, a.agencies, participants)


def _choices(
    a: Application, *, network: str, trusted: bool, now: dt.datetime
) -> tuple[list[SlotId], frozenset[dt.date]]:
    """The sessions that the asker may have, and the weeks that hold enough of its region."""
    full: frozenset[dt.date] = frozenset()
    if not trusted:
        check_asker(email=a.contact.email, network=network)
        full = weeks_full_of(a.origin, now=now)
    choices = [slot for slot in a.slots if monday_of(slot.date) not in full]
    if not choices:
        raise TooManyOpen("region")
    return choices, full


def _look_first(a: Application, *, network: str, trusted: bool, now: dt.datetime) -> None:
    """Raise what `store` would where no session can be had, but without a transaction.

    So who is refused holds nothing that others wait for. It looks where the sessions were gone
    when this process last saw them: whoever can have one does not pay for it.
    """
    days = [slot.date for slot in a.slots]
    seen = Schedule.last_seen(first=min(days), last=max(days), now=now)
    slots = (seen.slot(slot_id, people=a.people) for slot_id in a.slots)
    if any(slot and slot.available for slot in slots):
        return
    choices, full = _choices(a, network=network, trusted=trusted, now=now)
    try:
        capacity.check(choices=choices, owner="", people=a.people, now=now)
    except Refused as refusal:
        refusal.closed_weeks = full
        raise


def _keep_letter(visit: Visit, file: "File[Any]") -> None:
    storage = visit.letter_file.storage
    name = letter_path(visit, file.name or "surat.pdf")
    try:
        visit.letter_file.name = storage.save(name, file)
    except NoRoom as error:
        raise LetterNotKept from error
    visit.save(update_fields=["letter_file"])


def open_request(
    visit: Visit,
    *,
    choices: Sequence[SlotId],
    by: Actor,
    now: dt.datetime,
    trusted: bool = False,
    overrule_reason: str = "",
    has_letter: bool = False,
    beside: Callable[[], Sequence[Beside]] = lambda: (),
) -> Reservation | None:
    """Take a place for a new visit and store it; called by `store` in its transaction.

    `trusted` (staff, or a key with visits:submit) skips the check of the e-mail address. Without
    a place in a full week, a visit that wants the waiting list is stored all the same. One with a
    place and without a letter (`has_letter`) has it only until that is due (letters/due.py). What
    is `beside` the visit is stored with it, once it has its reference.
    """
    rules = BookingRules.load()
    hold_until = None if trusted else now + dt.timedelta(minutes=rules.hold_minutes)
    place = None
    try:
        place = capacity.take(
            choices=choices,
            owner=visit.owner_key,
            people=visit.people,
            now=now,
            hold_until=hold_until,
            overrule=bool(overrule_reason),
        )
    except capacity.Refused as refusal:
        if not (visit.wants_waitlist and refusal.code in WAITABLE):
            raise
        # Staff may go over the lead time, the waiting list does not: nothing would ever come.
        if overrule_reason:
            capacity.check_waitable(choices=choices, people=visit.people, now=now)
    visit.status = Status.UNVERIFIED
    visit.created_at = visit.changed_at = now
    if trusted:
        visit.verified_at = now
        visit.status = Status.REQUESTED if place else Status.WAITLISTED
        visit.reply_due_at = reply_due(now)
    if not has_letter:
        letter_due.set_anew(visit, now=now)
    data = {"override_reason": overrule_reason} if overrule_reason else {}
    event = compose(visit, Kind.SUBMITTED, by=by, now=now, data=data)
    visit.store_with(lambda: [along(event, visit), *beside()])
    if visit.status == Status.WAITLISTED:
        wait(visit)
    tell(event, by=by)
    return place
