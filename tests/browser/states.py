"""Every state in which a delegation may meet its visit, made by the functions that lead there."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import (
    AgencyFactory,
    OfficerFactory,
    ProvinceFactory,
    RegionFactory,
    TopicFactory,
    UserFactory,
    a_free_slot,
    a_visit,
)
from visits.access.tokens import fill_token, mailed_token, visit_token
from visits.conversation import messages
from visits.history import events
from visits.life import amending, answering, deciding, joint_visits, moving
from visits.life.requesting import Contact, Person
from visits.models import Host, Paper, PaperKind, Region, Status, Topic, Visit, VisitEvent
from visits.models.people.entry import new_key
from visits.people import filling
from visits.people.participants import amend, send_letter

DELEGATION = events.DELEGATION


def ground() -> None:
    """Regions, topics, agencies and a host as a real one has them (needs fixtures host, room)."""
    RegionFactory.create(code="13.02", name="Solok", kind=Region.Kind.REGENCY)
    RegionFactory.create(code="13.72", name="Solok", kind=Region.Kind.CITY)
    RegionFactory.create(
        code="13.11",
        name="Solok Selatan",
        kind=Region.Kind.REGENCY,
        province=ProvinceFactory.create(),
        search_text="solok selatan sumatera barat",
    )
    for name, name_en in (
        ("Tata kelola MPP", "Running a one-stop centre"),
        ("Perizinan berusaha (OSS)", "Business licensing (OSS)"),
        ("Antrean dan SKM", "Queues and surveys"),
    ):
        TopicFactory.create(name=name, name_en=name_en)
    for name in ("Imigrasi Kelas I Batam", "BPJS Kesehatan", "Samsat"):
        AgencyFactory.create(name=name)
    Host.objects.update(
        headline="Belajar langsung dari 30 instansi di satu gedung",
        headline_en="Learn first-hand from 30 agencies in one building",
        map_url="https://peta.example/batam",
        open_figures=True,
    )
    past = Visit.objects.create(
        reference="LM-2026-1",
        status=Status.COMPLETED,
        institution="Dinas Penanaman Modal",
        region_id="13.02",
        purpose="Belajar.",
        people=12,
        held_on=timezone.localdate().replace(month=1, day=9),
        created_at=timezone.now(),
        changed_at=timezone.now(),
    )
    past.topics.set(Topic.objects.all())


def _visit(**changes: object) -> Visit:
    number = Visit.objects.count() + 1
    slot = a_free_slot(after_days=10 + number)
    contact = Contact(
        name="Budi Hartono", phone="+6281234567890", email=f"budi{number}@solokkab.example"
    )
    values: dict[str, object] = {"slots": [slot], "contact": contact, "trusted": True, **changes}
    return a_visit(**values)  # type: ignore[arg-type]  # as a_visit takes them


def own_pages() -> dict[str, str]:
    """The delegation's page in every state, and the pages that it leads to: name to path."""
    # After the requests, which are made now: what happens later stands later in the timeline.
    now = timezone.now() + dt.timedelta(minutes=5)
    staff = events.staff(UserFactory.create())
    host_officer = OfficerFactory.create(position="Kepala DPMPTSP Kota Batam")
    pages: dict[str, str] = {}

    def keep(name: str, visit: Visit, tail: str = "") -> None:
        pages[name] = f"/k/{visit_token(visit)}/{tail}"

    unverified = _visit(trusted=False)
    keep("belum-konfirmasi", unverified)
    pages["belum-konfirmasi-tautan"] = f"/k/{mailed_token(unverified)}/"
    requested = _visit()
    keep("menunggu", requested)
    keep("menunggu-pindah", requested, "pindah/")

    proposed = _visit()
    offers = [a_free_slot(after_days=n) for n in (60, 67)]
    deciding.propose(proposed, slots=offers, message="Aula dipakai rapat.", by=staff, now=now)
    keep("usulan", proposed)

    confirmed = _visit(letter_number="005/118/2026", letter_date=dt.date(2026, 11, 20))
    amending.assign(confirmed, officers=[host_officer], by=staff, now=now)
    confirmed = deciding.approve(confirmed, by=staff, now=now)
    keep("disetujui", confirmed)
    for tail in ("ubah", "data", "peserta", "surat", "pindah", "batal", "tiket"):
        keep(f"disetujui-{tail}", confirmed, f"{tail}/")

    keep("disetujui-bersurat", _with_a_reply(staff, now))

    busy = deciding.approve(_visit(), by=staff, now=now)
    busy = moving.reschedule(
        busy, slots=[a_free_slot(after_days=70)], reason="Pesawat", by=DELEGATION, now=now
    )
    busy = messages.ask_missing(busy, text="Surat tugas yang ditandatangani.", by=staff, now=now)
    send_letter(
        busy,
        file=ContentFile(b"%PDF-1.7\n%%EOF\n", name="surat.pdf"),
        number="",
        date=None,
        by=DELEGATION,
        now=now,
    )
    messages.write(busy, text="Mohon tiba pukul 08.45 di lobi.", by=staff, now=now)
    messages.write(busy, text="Baik, terima kasih.\nKami 24 orang.", by=DELEGATION, now=now)
    keep("disetujui-sibuk", busy)
    joint_visits.merge(_visit(people=9), into=busy, by=staff, now=now)

    full = deciding.approve(_visit(people=3), by=staff, now=now)
    names = [
        Person(
            name=f"Peserta {n}, S.E.",
            position="Analis",
            grade="III/c",
            nip=f"19800101200501{n:04d}",
        )
        for n in range(1, 4)
    ]
    amend(full, changes={}, participants=names, by=DELEGATION, now=now)
    keep("disetujui-lengkap", full)
    keep("disetujui-lengkap-peserta", full, "peserta/")

    pages |= _names_pages(staff, now)
    pages |= _waiting_pages(staff, now)
    over = {
        "ditolak": (deciding.decline, {"reason": "Aula diperbaiki sampai Maret."}),
        "dibatalkan": (answering.cancel, {"reason": "Anggaran berubah."}),
    }
    for name, (end, words) in over.items():
        visit = _visit()
        end(visit, by=staff, now=now, **words)  # type: ignore[operator]
        keep(name, visit)
    for name, status in (
        ("kedaluwarsa", Status.EXPIRED),
        ("hadir", Status.ARRIVED),
        ("selesai", Status.COMPLETED),
        ("tidak-datang", Status.NO_SHOW),
    ):
        visit = deciding.approve(_visit(), by=staff, now=now)
        Visit.objects.filter(pk=visit.pk).update(status=status)
        keep(name, visit)
    return pages


def _with_a_reply(staff: events.Actor, now: dt.datetime) -> Visit:
    """Answered by an issued letter, whose number is one long word."""
    visit = deciding.approve(_visit(), by=staff, now=now)
    number = "400.14.1.4/003/DPMPTSP-MPP/XI/2026"
    Paper.objects.create(
        visit=visit,
        kind=PaperKind.REPLY,
        state=Paper.State.ISSUED,
        number=number,
        issued_on=timezone.localdate(now),
        issued_at=now,
        made_at=now,
        sha256="0" * 64,
        file="surat.pdf",
    )
    issued = {"paper_kind": PaperKind.REPLY, "number": number}
    kind = VisitEvent.Kind.PAPER_ISSUED
    events.record(visit, kind, by=staff, now=now, was=visit.status, data=issued)
    return visit


def _names_pages(staff: events.Actor, now: dt.datetime) -> dict[str, str]:
    """The link by which a group writes its own names: closed, with names that wait, and full."""
    visit = deciding.approve(_visit(people=5), by=staff, now=now)
    pages = {"nama-tautan-belum": f"/k/{visit_token(visit)}/peserta/tautan/"}
    people = [Person("Budi Hartono, S.Kom.", "Staf"), Person("Citra")]
    visit = amend(visit, changes={}, participants=people, by=DELEGATION, now=now)
    filling.open_link(visit)
    for name in ("Ani Wijaya, S.E.", "budi hartono"):
        filling.write(visit, Person(name, "Analis", "III/c"), key=new_key(), now=now)
    pages["nama-tautan"] = f"/k/{visit_token(visit)}/peserta/tautan/"
    pages["nama-isian"] = f"/i/{fill_token(visit)}/"
    full = deciding.approve(_visit(people=1), by=staff, now=now)
    filling.open_link(full)
    filling.write(full, Person("Ani"), key=new_key(), now=now)
    pages["nama-isian-penuh"] = f"/i/{fill_token(full)}/"
    pages["nama-tautan-penuh"] = f"/k/{visit_token(full)}/peserta/tautan/"
    return pages


def _waiting_pages(staff: events.Actor, now: dt.datetime) -> dict[str, str]:
    monday = monday_of(a_free_slot(after_days=84).date)
    set_week_capacity(week=monday, capacity=1, note="", now=now)
    day = monday + dt.timedelta(days=1)
    holder = _visit(slots=[SlotId.parse(f"{day}-0900-aula")])
    wish = [SlotId.parse(f"{day}-1330-aula")]
    first, second = (_visit(slots=wish, waitlist=True) for _ in range(2))
    answering.cancel(holder, reason="x", by=staff, now=now)
    return {
        "tawaran": f"/k/{visit_token(first)}/",
        "daftar-tunggu": f"/k/{visit_token(second)}/",
        "daftar-tunggu-pindah": f"/k/{visit_token(second)}/pindah/",
    }


PUBLIC = {
    "beranda": "/",
    "jadwal": "/jadwal/",
    "jadwal-minggu": "/jadwal/?minggu=",
    "tautan": "/tautan/",
    "privasi": "/privasi/",
    "statistik": "/statistik/",
    "aksesibilitas": "/aksesibilitas/",
    "poster": "/poster/",
    "sematan": "/sematan/",
    "tidak-ada": "/k/tidak-ada/",
}
