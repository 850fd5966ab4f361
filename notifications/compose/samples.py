"""A visit that never was, to preview letters with; its names are ordinary or quite awkward."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from notifications.compose.calendar_event import who
from scheduling.sessions.working_days import end_of_day
from visits.language.dates import day_words, until_words
from visits.models import Assignment, Host, Officer, Region, Status, Visit, VisitEvent
from visits.queries.visits import Session

AWKWARD = 'Dinas "Penanaman Modal" & PTSP <Kab. Solok>; {{reference}} {% now %} \\N, 語 😀'
_AWKWARD = {
    "institution": AWKWARD,
    "purpose": "Belajar.\n\n--\nBcc: semua@singgah.example",
    "leader_name": "Dr. H. Ma'ruf \u202eabc",
    "leader_position": "Kepala Dinas (Plt.)",
    "contact_name": "O'Brien & Siti <siti@x.example>",
    "missing": "Surat tugas\nbernomor",
}
_ORDINARY = {
    "institution": "DPMPTSP Kabupaten Solok",
    "purpose": "Mempelajari tata kelola Mal Pelayanan Publik.",
    "leader_name": "Ir. Siti Rahma",
    "leader_position": "Kepala Dinas",
    "contact_name": "Budi Hartono",
    "missing": "Surat tugas yang ditandatangani.",
}


def sample_context(zone: ZoneInfo, *, awkward: bool = True) -> dict[str, Any]:
    """What a letter's template sees, in mail.py's form; nothing of it is stored."""
    today = timezone.localdate(timezone.now(), zone)
    begins = dt.datetime.combine(today + dt.timedelta(days=14), dt.time(9), zone)
    later = [begins + dt.timedelta(days=days) for days in (1, 2)]
    address = "https://singgah.example"
    province = Region(code="13", kind=Region.Kind.PROVINCE, name="Sumatera Barat")
    officer = Officer(
        name="Ny. R.A. D'Angelo-Ścibor, S.Sos., M.Si." if awkward else "Andi Saputra",
        position="Kepala Bidang “Promosi” & <Data>" if awkward else "Kepala DPMPTSP Kota Batam",
        email="petugas@singgah.example",
    )
    visit = Visit(
        reference="ST-2026-7K4Q2M",
        region=Region(code="13.02", kind=Region.Kind.REGENCY, name="Solok", province=province),
        people=24,
        status=Status.REQUESTED,
        **(_AWKWARD if awkward else _ORDINARY),
        reply_due_at=later[0],
        offer_expires_at=later[1],
        answer_due_at=later[1],
    )
    return {
        "visit": visit,
        "visitors": who(visit),
        "host": Host.load(),
        "address_proven": True,
        "to_us": False,
        "expected": False,
        "early": False,
        "receiver": officer.position,
        "host_mail": "mailto:protokol@singgah.example",
        "event": VisitEvent(visit=visit, kind=VisitEvent.Kind.SUBMITTED),
        "officer": officer,
        "assignment": Assignment(officer=officer, role=Assignment.Role.AGENCY),
        "session": Session(
            slot_id=f"{begins.date()}-0900-aula",
            starts_at=begins,
            ends_at=begins + dt.timedelta(hours=2),
            room_name="Aula “Engku Putri”, Lt. 3" if awkward else "Aula",
            held=True,
            hold_expires_at=later[1],
        ),
        "names_waiting": 3,
        "names_until": day_words(today + dt.timedelta(days=5)),
        "letter_until": until_words(end_of_day(today + dt.timedelta(days=3), zone)),
        "days_left": None,
        "not_the_first": "",
        "code": "042817",
        "page": f"{address}/k/contoh/",
        "confirm": f"{address}/k/contoh-konfirmasi/",
        "feed": f"{address}/kalender/contoh.ics",
        "survey": f"{address}/survei/contoh/",
        "ask": f"{address}/ajukan/",
        "journey": f"{address}/perjalanan/",
        "rundown": ["09.00-09.20 Pembukaan", "09.20-11.30 Paparan, Aula"],
        "materials": ["Paparan “MPP” & <alur>", "Foto bersama"],
        "paper": "Surat balasan 400.14.1.4/041/DPMPTSP/XI/2026",
        "attached": True,
        "desk": f"{address}/petugas/kunjungan/ST-2026-7K4Q2M/",
        "duty": f"{address}/tugas/contoh/",
        "reason": "Gedung direnovasi; maaf!",
        "proposed": later,
        "wished": later,
        "waiting_number": 3,
        "other_days": False,
        "message": "Apakah ada parkir?\n{{code}}" if awkward else "Apakah ada tempat parkir?",
        "answered": officer,
        "answer": Assignment.Answer.TENTATIVE.label,
        "suggested": None,
    }
