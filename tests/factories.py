"""Factories of what visits are made of."""

import datetime as dt
from typing import Any

import factory
from django.contrib.auth.models import User
from django.utils import timezone
from factory.django import DjangoModelFactory

from scheduling.once import reading_once
from scheduling.slots import SlotId
from visits.history.events import DELEGATION, Actor, program
from visits.life import attendance, deciding
from visits.life.requesting import Application, Contact, Leader, submit
from visits.models import Agency, Host, Officer, Region, Topic, Visit


class HostFactory(DjangoModelFactory[Host]):
    class Meta:
        model = Host
        django_get_or_create = ("pk",)

    pk = 1
    name = "Mal Pelayanan Publik Batam"
    short_name = "MPP Batam"
    office = "DPMPTSP Kota Batam"
    address = "Jl. Engku Putri No. 1, Batam Center"
    phone = "+62778123456"
    email = "protokol@mpp.batam.example"
    opened_at = factory.LazyFunction(timezone.now)


class ProvinceFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "13"
    kind = Region.Kind.PROVINCE
    name = "Sumatera Barat"
    time_zone = "Asia/Jakarta"
    search_text = "sumatera barat"


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "13.02"
    kind = Region.Kind.REGENCY
    name = "Solok"
    province = factory.SubFactory(ProvinceFactory)
    time_zone = "Asia/Jakarta"
    search_text = "solok"


class AgencyFactory(DjangoModelFactory[Agency]):
    class Meta:
        model = Agency
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"instansi-{n}")
    name = factory.Sequence(lambda n: f"Instansi {n}")


class TopicFactory(DjangoModelFactory[Topic]):
    class Meta:
        model = Topic
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"topik-{n}")
    name = factory.Sequence(lambda n: f"Topik {n}")
    name_en = factory.Sequence(lambda n: f"Topic {n}")


class OfficerFactory(DjangoModelFactory[Officer]):
    class Meta:
        model = Officer

    name = factory.Sequence(lambda n: f"Petugas {n}")
    position = "Kepala Seksi"
    email = factory.Sequence(lambda n: f"petugas{n}@mpp.batam.example")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"pengguna{n}")
    is_staff = True


def a_free_slot(*, after_days: int = 14, people: int = 1) -> SlotId:
    """The first session that can be had in the first week that begins at least `after_days` from
    now, so that whatever day it is the same sessions of that week follow (needs fixture room)."""
    from scheduling.availability import Schedule

    now = timezone.now()
    first = timezone.localdate(now) + dt.timedelta(days=after_days)
    first += dt.timedelta(days=-first.weekday() % 7)
    # The first week has one for most: sixty days only where it does not.
    for days in (6, 60):
        schedule = Schedule.load(first=first, last=first + dt.timedelta(days=days), now=now)
        for slot in schedule.slots(people=people):
            if slot.available:
                return slot.id
    raise LookupError("no session is free")


def application(**changes: Any) -> Application:
    """A request from Kabupaten Solok for the first free session (needs fixture room)."""
    values: dict[str, Any] = {
        "institution": "DPMPTSP Kabupaten Solok",
        "purpose": "Mempelajari tata kelola mal pelayanan publik.",
        "people": 24,
        "leader": Leader(name="Ir. Siti Rahma", position="Kepala Dinas", rank="office_head"),
        "contact": Contact(
            name="Budi Hartono", phone="+6281234567890", email="budi@solokkab.example"
        ),
        "letter_number": "005/118/2026",
        **changes,
    }
    if "origin" not in values:
        values["origin"] = values.pop("region", None) or _solok()
    if "slots" not in values:
        values["slots"] = [a_free_slot()]
    return Application(**values)


def _solok() -> Region:
    """Kabupaten Solok, made where it is not there yet."""
    return Region.objects.filter(code="13.02").first() or RegionFactory.create()


def a_visit(
    *, by: Actor = DELEGATION, trusted: bool = False, now: dt.datetime | None = None, **changes: Any
) -> Visit:
    """A submitted visit; `trusted` ones await a decision, others their e-mail check."""
    with reading_once():
        return submit(application(**changes), by=by, now=now or timezone.now(), trusted=trusted)


def a_completed_visit(*, now: dt.datetime | None = None, **changes: Any) -> Visit:
    """A visit that was received, noted to be over at `now` (needs fixture room)."""
    now = now or timezone.now()
    desk = program("desk")
    visit = deciding.approve(a_visit(trusted=True, now=now, **changes), by=desk, now=now)
    return attendance.complete(attendance.check_in(visit, by=desk, now=now), by=desk, now=now)
