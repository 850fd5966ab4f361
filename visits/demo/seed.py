"""Builds the demo by the same functions that the pages call, with moments in the past."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from scheduling.availability import Schedule
from scheduling.models import BookingRules, CapacityRule, Room, SessionPattern, Timetable
from scheduling.sessions.holidays import import_holidays
from scheduling.slots import WAITABLE, SlotId
from scheduling.weeks import monday_of
from visits.demo.afterwards import look_back
from visits.demo.content import AGENCIES, GUESTS, JOURNEY, OFFICERS, TOPICS, Guest
from visits.demo.letter import Letter, pdf_of
from visits.demo.papers import send_letters, set_papers
from visits.history.events import DELEGATION, Actor
from visits.language.dates import day_words
from visits.life import address, amending, answering, attendance, deciding
from visits.life.duties import officers_answer
from visits.life.requesting import Application, Contact, Leader, submit
from visits.models import (
    Abroad,
    Agency,
    Assignment,
    Host,
    Journey,
    Officer,
    RecentDecision,
    Region,
    Status,
    Topic,
    Visit,
    VisitEvent,
)
from visits.people import roles
from visits.reference.regions import import_regions

DOMAIN = "mpp-batam.example"
ACCOUNTS = (
    ("admin", "Admin Demo", roles.ADMIN),
    ("pimpinan", "Hasan Basri", roles.LEADER),
    ("protokol", "Dewi Protokol", roles.PROTOCOL),
    ("narasumber", "Andi Saputra", roles.OFFICER),
)
# Whose account, by the officer's mailbox.
_OFFICERS_ACCOUNTS = {"andi": "narasumber", "hasan": "pimpinan"}
_PAST = (Status.COMPLETED, Status.NO_SHOW, Status.ARRIVED)


def seed(*, password: str, now: dt.datetime | None = None) -> bool:
    """Load the demo once; gives False, and changes nothing, where there is a host already.

    `password` is that of all demo accounts. The same day gives the same data.
    """
    now = now or timezone.now()
    if Host.objects.exists():
        return False
    with transaction.atomic():
        import_regions()
        _rules(now)
        _people(password)
        set_papers(User.objects.get(username="pimpinan"))
        for number, guest in enumerate(GUESTS):
            _call_in(guest, number=number, now=now)
        send_letters(by=_protocol(), now=now)
        _hush()
    return True


def _rules(now: dt.datetime) -> None:
    Host.objects.create(
        pk=1,
        name="Mal Pelayanan Publik Batam",
        short_name="MPP Batam",
        office="DPMPTSP Kota Batam",
        headline="Belajar langsung dari 30 instansi di satu gedung",
        headline_en="Learn first-hand from 30 agencies in one building",
        address="Jl. Engku Putri No. 1, Batam Center",
        map_url="https://www.openstreetmap.org/?mlat=1.1293&mlon=104.0543#map=17/1.1293/104.0543",
        latitude="1.129300",
        longitude="104.054300",
        phone="+62778123456",
        whatsapp="+6281277012345",
        email=f"protokol@{DOMAIN}",
        opened_at=now,
        open_figures=True,
        is_demo=True,
    )
    Journey.objects.create(pk=1, **JOURNEY)
    BookingRules.objects.create(pk=1)
    CapacityRule.objects.create(from_week=dt.date(2018, 1, 1), capacity=4)
    room = Room.objects.create(code="aula", name="Aula Lt. 2", people_limit=60)
    timetable = Timetable.objects.create(name="Jam biasa", valid_from=dt.date(2018, 1, 1))
    usual = [(day, 9, 0, 11, 30) for day in (1, 2, 3, 4)]
    usual += [(day, 13, 30, 15, 30) for day in (1, 2, 3, 4)]
    SessionPattern.objects.bulk_create(
        SessionPattern(
            timetable=timetable,
            weekday=day,
            starts_at=dt.time(h1, m1),
            ends_at=dt.time(h2, m2),
            room=room,
        )
        for day, h1, m1, h2, m2 in [*usual, (5, 9, 0, 11, 0)]
    )
    import_holidays([now.year, now.year + 1])


def _people(password: str) -> None:
    agencies = {code: Agency.objects.create(code=code, name=name) for code, name in AGENCIES}
    for code, name, name_en in TOPICS:
        Topic.objects.create(code=code, name=name, name_en=name_en)
    groups = roles.ensure_groups()
    users = {}
    for username, full_name, role in ACCOUNTS:
        first, _, last = full_name.partition(" ")
        make = User.objects.create_superuser if role == roles.ADMIN else User.objects.create_user
        user = make(
            username,
            f"{username}@{DOMAIN}",
            first_name=first,
            last_name=last,
            is_staff=role == roles.ADMIN,
        )
        user.groups.add(groups[role])
        users[username] = user
    # Hashed once: it takes as long as it is meant to, and the four are one password anyway.
    User.objects.update(password=make_password(password))
    for name, position, agency, mailbox, rank in OFFICERS:
        Officer.objects.create(
            name=name,
            position=position,
            agency=agencies[agency],
            email=f"{mailbox}@{DOMAIN}",
            rank=rank,
            user=users.get(_OFFICERS_ACCOUNTS.get(mailbox, "")),
        )


def _call_in(guest: Guest, *, number: int, now: dt.datetime) -> None:
    zone = ZoneInfo(BookingRules.load().time_zone)
    monday = monday_of(timezone.localdate(now, zone)) + dt.timedelta(weeks=guest.week)
    reference_day = monday if guest.week < 0 else timezone.localdate(now, zone)
    asked = dt.datetime.combine(
        reference_day - dt.timedelta(days=guest.asked_days), dt.time(10, 12 + number), zone
    )
    latest = 20 if guest.status == Status.UNVERIFIED else 120 - number
    asked = min(asked, now - dt.timedelta(minutes=latest))
    if guest.status == Status.UNVERIFIED:
        # Still within the minutes for which its place is held.
        asked = now - dt.timedelta(minutes=latest)
    if guest.today_else:
        slots = _today(guest, timezone.localdate(now, zone), asked=asked)
    else:
        slots = _wishes(guest, monday=monday, asked=asked)
    if not slots:
        return
    topics = list(Topic.objects.order_by("code"))
    agencies = list(Agency.objects.order_by("code"))
    abroad = bool(guest.place)
    number_of_letter = f"{'Ref. ' if abroad else ''}005/{110 + number}/{asked.year}"
    mailbox = "".join(c for c in guest.contact.split()[0].lower() if c.isalpha())
    visit = submit(
        Application(
            institution=guest.institution,
            origin=Abroad(guest.region, guest.place)
            if abroad
            else Region.objects.get(code=guest.region),
            purpose=guest.purpose,
            slots=slots,
            people=guest.people,
            leader=Leader(guest.leader, guest.position, guest.rank),
            contact=Contact(
                name=guest.contact,
                position="Officer" if abroad else "Staf",
                phone=guest.phone or f"+62812345600{number:02d}",
                email=f"{mailbox}@tamu-{number:02d}.example",
            ),
            topics=[topics[number % 6], topics[(number + 2) % 6]],
            agencies=[agencies[(number * k) % 30] for k in (3, 5)],
            letter_number=number_of_letter,
            letter_date=asked.date(),
            letter_file=_letter(guest, number_of_letter, asked.date()) if guest.letter else None,
            waitlist=guest.status == Status.WAITLISTED,
            language="en" if abroad else "id",
        ),
        by=DELEGATION,
        now=asked,
    )
    Visit.objects.filter(pk=visit.pk).update(is_demo=True)
    visit.refresh_from_db()
    _live(visit, guest, asked=asked, now=now, zone=zone)
    visit.refresh_from_db()
    if visit.left_at is not None:
        look_back(visit, number=number, over=visit.left_at)


def _letter(guest: Guest, number: str, date: dt.date) -> ContentFile[bytes]:
    region = Region.objects.select_related("province").get(code=guest.region)
    host = Host.load()
    with override("id"):
        day = day_words(date)
    asking = (
        f"Bersama surat ini kami mohon dapat melaksanakan studi tiru ke {host.name} dengan "
        f"rombongan berjumlah {guest.people} orang, dipimpin oleh {guest.leader}, {guest.position}."
    )
    aim = f"Maksud kunjungan: {guest.purpose}"
    thanks = (
        f"Narahubung rombongan adalah {guest.contact}. Atas perkenan Bapak/Ibu kami ucapkan "
        "terima kasih."
    )
    letter = Letter(
        sender=guest.institution,
        region=f"Pemerintah {region.label}",
        number=number,
        place_and_day=day,
        subject="Permohonan studi tiru",
        recipient=f"Kepala {host.office}",
        paragraphs=(asking, aim, thanks),
        signer=guest.leader,
        position=guest.position,
    )
    return ContentFile(pdf_of(letter), name="surat.pdf")


def _wishes(guest: Guest, *, monday: dt.date, asked: dt.datetime) -> list[SlotId]:
    """Up to three sessions of the week (a closed week: of the next), free at that moment."""
    for weeks in range(4):
        first = monday + dt.timedelta(weeks=weeks)
        schedule = Schedule.load(first=first, last=first + dt.timedelta(days=6), now=asked)
        slots = [s for s in schedule.slots(people=guest.people) if s.available]
        if guest.status == Status.WAITLISTED:
            if waitable := [s.id for s in schedule.slots() if s.reason in WAITABLE]:
                return waitable[:2]
        elif slots:
            # Spread over the week rather than filled from Monday on.
            start = guest.people % len(slots)
            return [s.id for s in (slots[start:] + slots[:start])[:3]]
    return []


def _today(guest: Guest, today: dt.date, *, asked: dt.datetime) -> list[SlotId]:
    """The first session free today, or on the nearest day that has one."""
    for days in range(21):
        day = today + dt.timedelta(days=days * guest.today_else)
        schedule = Schedule.load(first=day, last=day, now=asked)
        free = [s.id for s in schedule.slots(people=guest.people) if s.available]
        if free:
            return free[:1]
    return []


def _live(
    visit: Visit, guest: Guest, *, asked: dt.datetime, now: dt.datetime, zone: ZoneInfo
) -> None:
    """Lead the visit through its life up to the guest's status."""
    target = guest.status
    if target == Status.UNVERIFIED:
        return
    if target == Status.EXPIRED:
        address.expire_due(now=asked + dt.timedelta(hours=2))
        return
    visit = address.verify(visit, now=asked + dt.timedelta(minutes=6))
    staff = _protocol()
    decided = min(asked + dt.timedelta(hours=22), now - dt.timedelta(minutes=1))
    if target == Status.DECLINED:
        deciding.decline(visit, reason=guest.reason, by=staff, now=decided)
    elif target == Status.PROPOSED:
        others = [SlotId.parse(s) for s in visit.preferred_slots[1:]]
        deciding.propose(visit, slots=others, message=guest.reason, by=staff, now=decided)
    elif target in (Status.CONFIRMED, Status.CANCELLED, *_PAST):
        officers = list(Officer.objects.order_by("id"))
        chosen = [officers[guest.people % 2], officers[2 + guest.people % 4]]
        visit = amending.assign(visit, officers=chosen, by=staff, now=decided)
        visit = deciding.approve(visit, by=staff, now=decided)
        if guest.today_else:
            yes = Assignment.Answer.ACCEPTED
            officers_answer.answer(visit, officer=chosen[0], answer=yes, by=staff, now=decided)
        if target == Status.CANCELLED:
            answering.cancel(visit, reason=guest.reason, by=DELEGATION, now=decided)
        elif target in _PAST:
            _day(visit, target, staff=staff, zone=zone)


def _day(visit: Visit, target: Status, *, staff: Actor, zone: ZoneInfo) -> None:
    day = SlotId.parse(visit.preferred_slots[0])
    begin = dt.datetime.combine(day.date, day.starts_at, zone)
    if target == Status.NO_SHOW:
        attendance.no_show(visit, by=staff, now=begin + dt.timedelta(hours=1))
        return
    visit = attendance.check_in(visit, by=staff, now=begin + dt.timedelta(minutes=4))
    if target == Status.COMPLETED:
        attendance.complete(visit, by=staff, now=begin + dt.timedelta(hours=2, minutes=10))


def _protocol() -> Actor:
    """The member of staff who decides in the demo."""
    user = User.objects.get(username="protokol")
    return Actor(VisitEvent.By.STAFF, user_id=user.pk, name=user.get_full_name())


def _hush() -> None:
    """Tell nobody of the past: only what still matters goes out as demo letters."""
    told = timezone.now()
    matters = {
        Status.UNVERIFIED: VisitEvent.Kind.SUBMITTED,
        Status.CONFIRMED: VisitEvent.Kind.APPROVED,
    }
    events = VisitEvent.objects.filter(told_at__isnull=True).select_related("visit")
    silent = [e.pk for e in events if matters.get(Status(e.visit.status)) != e.kind]
    VisitEvent.objects.filter(pk__in=silent).update(told_at=told)
    RecentDecision.objects.filter(pk__in=silent).delete()
