"""One example for each thing that the API takes or answers; a test holds them to their schemas."""

from typing import Any

from visits.api.schema.file_examples import LETTER_SENT, MATERIAL, NOTICE
from visits.api.schema.report_example import REPORT, WEEK
from visits.api.schema.who_examples import CONTACT, FROM_SOLOK, LEADER, PERSON, SOLOK

_SLOT = {
    "id": "2026-12-08-0900-aula",
    "date": "2026-12-08",
    "starts_at": "2026-12-08T09:00:00+07:00",
    "ends_at": "2026-12-08T11:30:00+07:00",
    "room": "Aula Lt. 2",
    "people": 60,
    "available": True,
    "reason": None,
}
_WEEK = {
    "week": "2026-W50",
    "starts_on": "2026-12-07",
    "capacity": 4,
    "taken": 1,
    "available": 3,
    "state": "open",
    "bookable": True,
}
_AGENCY = {"code": "imigrasi", "name": "Kantor Imigrasi Kelas I Khusus TPI Batam"}
_VISIT_IN_LIST: dict[str, Any] = {
    "reference": "ST-2026-7K4Q2M",
    "status": "requested",
    "status_label": "Menunggu jawaban",
    "version": 2,
    "institution": "DPMPTSP Kabupaten Solok",
    **FROM_SOLOK,
    "purpose": "Mempelajari tata kelola mal pelayanan publik.",
    "topics": ["perizinan"],
    "agencies": ["imigrasi"],
    "people": 24,
    "slot": "2026-12-08-0900-aula",
    "date": "2026-12-08",
    "starts_at": "2026-12-08T09:00:00+07:00",
    "ends_at": "2026-12-08T11:30:00+07:00",
    "room": "Aula Lt. 2",
    "slots": ["2026-12-08-0900-aula", "2026-12-09-0900-aula"],
    "proposed_slots": [],
    "waitlist": False,
    "leader": LEADER,
    "contact": CONTACT,
    "assignment_letter": {"file": False},
    "letter": {"number": "005/118/2026", "date": "2026-11-02", "file": False, "instead": ""},
    "notes": "",
    "reason": "",
    "missing": "",
    "missing_items": [],
    "wished_slots": [],
    "offer_expires_at": None,
    "answer_due_at": None,
    "letter_due": None,
    "arrived_at": None,
    "left_at": None,
    "people_came": None,
    "photographs": None,
    "language": "id",
    "hold_expires_at": None,
    "reply_due_at": "2026-11-27T16:00:00+07:00",
    "held_on": None,
    "held_until": None,
    "created_at": "2026-11-25T09:12:44.120394+07:00",
    "changed_at": "2026-11-25T09:20:01.553210+07:00",
    "allowed": ["cancel", "amend"],
}
_VISIT = _VISIT_IN_LIST | {
    "participants": [PERSON],
    "officers": [
        {"name": "Rina Lestari", "position": "Kepala Bidang Pelayanan", "role": "receiving"}
    ],
    "waiting_number": None,
    "together": [],
    "notice": NOTICE,
    "participants_link": {"state": "none", "waiting": 0, "url": None},
}
_EVENT = {
    "id": 118,
    "visit": "ST-2026-7K4Q2M",
    "kind": "approved",
    "at": "2026-11-26T10:05:31.004211+07:00",
    "by": "staff",
    "from": "requested",
    "to": "confirmed",
    "data": {"sequence": 3, "slot": "2026-12-08-0900-aula"},
}
_WRITTEN = {
    "id": 7,
    "at": "2026-11-26T10:05:31.004211+07:00",
    "by": "delegation",
    "name": "",
    "text": "Apakah ada tempat parkir untuk dua bus?",
}
_WAITING = {
    "number": 1,
    "visit": "ST-2026-7K4Q2M",
    "status": "waitlisted",
    "version": 2,
    "institution": "DPMPTSP Kabupaten Solok",
    **FROM_SOLOK,
    "people": 24,
    "since": "2026-11-25T09:12:44.120394+07:00",
    "wishes": ["2026-12-08-0900-aula"],
    "could_have": [],
}
_OFFICER = {
    "id": 7,
    "name": "Rina Lestari",
    "position": "Kepala Bidang Pelayanan",
    "email": "rina@mpp.batam.example",
    "agency": None,
    "rank": "office_head",
}
_DUTY = {
    "visit": "ST-2026-7K4Q2M",
    "status": "confirmed",
    "version": 4,
    "institution": "DPMPTSP Kabupaten Solok",
    **FROM_SOLOK,
    "people": 24,
    "slot": "2026-12-08-0900-aula",
    "starts_at": "2026-12-08T09:00:00+07:00",
    "officer": "rina@mpp.batam.example",
    "role": "receiving",
    "answer": "accepted",
    "answered_at": "2026-11-27T08:15:00.921004+07:00",
    "reason": "",
}
_OBLIGATION = {
    "kind": "decide",
    "ours": True,
    "urgent": False,
    "due": "2026-11-27T16:00:00+07:00",
    "title": "DPMPTSP Kabupaten Solok",
    "words": "24 orang · Selasa, 8 Desember, 09.00",
    "visit": "ST-2026-7K4Q2M",
    "week": None,
    "until": None,
}
_CLOSURE = {
    "id": 12,
    "name": "Rapat kerja nasional",
    "kind": "own_event",
    "starts_on": "2026-12-08",
    "ends_on": "2026-12-09",
    "starts_at": None,
    "ends_at": None,
    "room": None,
    "estimated": False,
}
_REQUEST: dict[str, Any] = {
    "institution": "DPMPTSP Kabupaten Solok",
    "region": "13.02",
    "purpose": "Mempelajari tata kelola mal pelayanan publik.",
    "topics": ["perizinan"],
    "agencies": ["imigrasi"],
    "slots": ["2026-12-08-0900-aula", "2026-12-09-0900-aula"],
    "people": 24,
    "leader": LEADER,
    "contact": CONTACT | {"phone": "0812-3456-7890"},
    "letter": {"number": "005/118/2026", "date": "2026-11-02"},
    "participants": [PERSON],
    "waitlist": False,
    "language": "id",
}


def _page(one: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    return {"next": following, "previous": None, "results": [one]}


EXAMPLES: dict[str, Any] = {
    # taken
    "VisitIn": _REQUEST,
    "VisitForm": _REQUEST,
    "AmendIn": {"people": 26, "contact": {"phone": "0813-1111-2222"}, "version": 2},
    "VerifyIn": {"code": "402913"},
    "Versioned": {"version": 2},
    "ApproveIn": {"slot": "2026-12-09-0900-aula", "version": 2},
    "AcceptIn": {"slot": "2026-12-09-0900-aula", "version": 3},
    "DeclineIn": {
        "reason": "Sesi yang Anda inginkan sudah penuh.",
        "slots": ["2026-12-15-0900-aula"],
        "version": 5,
    },
    "ReopenIn": {"reason": "Sesinya bebas lagi.", "slot": "2026-12-15-0900-aula", "version": 6},
    "ReasonIn": {"reason": "Anggaran perjalanan dipindahkan ke tahun depan.", "version": 3},
    "ProposeIn": {
        "slots": ["2026-12-09-0900-aula"],
        "message": "Pada tanggal 8 aula dipakai untuk acara lain.",
        "version": 2,
    },
    "RescheduleIn": {
        "slots": ["2026-12-09-0900-aula"],
        "reason": "Penerbangan kami diubah.",
        "version": 3,
    },
    "MergeIn": {"into": "ST-2026-3F9XBT", "version": 2},
    "SplitIn": {"slot": "2026-12-09-0900-aula", "version": 4},
    "AssignIn": {"officers": ["rina@mpp.batam.example", "imigrasi@mpp.batam.example"]},
    "AnswerIn": {"answer": "accepted", "officer": "rina@mpp.batam.example"},
    "NeededReasonIn": {"reason": "Sesi yang Anda inginkan sudah penuh.", "version": 5},
    "AskMissingIn": {"text": "Mohon kirim surat tugas.", "version": 2},
    "ReorderIn": {"number": 1, "reason": "Sudah dua kali ditunda.", "version": 2},
    "CheckInIn": {"arrived_at": "2026-12-08T09:05:00+07:00", "people": 22, "version": 4},
    "CompleteIn": {"left_at": "2026-12-08T11:40:00+07:00", "version": 5},
    "ConsentIn": {"photographs": True},
    "WrittenIn": {"text": "Ada, di sisi timur gedung."},
    "PassOnIn": {"channel": "whatsapp"},
    "MarkReadIn": {"until": "2026-12-08T09:05:00+07:00"},
    "MaterialForm": {"title": "Paparan tata kelola MPP", "photo": False, "file": "materi.pdf"},
    "WeekIn": {"capacity": 2, "note": "Rapat kerja nasional"},
    "ClosureIn": {
        "name": "Rapat kerja nasional",
        "starts_on": "2026-12-08",
        "ends_on": "2026-12-09",
    },
    # answered
    "ClosurePage": _page(_CLOSURE),
    "ClosedOut": _CLOSURE | {"to_move": ["ST-2026-7K4Q2M"], "waiting": []},
    "WeekOut": _WEEK,
    "WeekSetOut": _WEEK
    | {
        "over_committed": True,
        "could_move": [
            {
                "visit": "ST-2026-7K4Q2M",
                "slot": "2026-12-08-0900-aula",
                "to": "2026-12-15-0900-aula",
            }
        ],
        "waiting": [],
    },
    "SlotOut": _SLOT,
    "RegionPage": _page(SOLOK | {"guessed": False}),
    "AgencyPage": _page(_AGENCY),
    "TopicPage": _page({"code": "perizinan", "name": "Perizinan berusaha"}),
    "VisitPage": _page(_VISIT_IN_LIST),
    "VisitOut": _VISIT,
    "LetterSentOut": _VISIT | LETTER_SENT,
    "AmendedOut": _VISIT | {"token": "q7Yp2mXc41ZkT0v9wLrB8sJdHf3GnUeAaKiQ"},
    "CreatedOut": _VISIT
    | {
        "status": "unverified",
        "status_label": "Menunggu konfirmasi e-mail",
        "version": 1,
        "officers": [],
        "hold_expires_at": "2026-11-25T10:12:44.120394+07:00",
        "reply_due_at": None,
        "allowed": ["verify", "cancel", "amend"],
        "token": "q7Yp2mXc41ZkT0v9wLrB8sJdHf3GnUeAaKiQ",
    },
    "VerifiedOut": {
        name: _VISIT[name]
        for name in ("reference", "status", "status_label", "slot", "reply_due_at")
    },
    "WrittenPage": _page(_WRITTEN),
    "WrittenOut": _WRITTEN,
    "MarkReadOut": {"marked": 2},
    "PassedOnOut": {
        "channel": "whatsapp",
        "text": "Yth. Bapak/Ibu, mengenai kunjungan DPMPTSP Kabupaten Solok (ST-2026-7K4Q2M): …",
        "link": "https://wa.me/6281234567890?text=Yth.%20Bapak%2FIbu",
    },
    "MaterialPage": _page(MATERIAL),
    "MaterialOut": MATERIAL,
    "WaitingPage": _page(_WAITING),
    "OfficerPage": _page(_OFFICER),
    "CandidatePage": _page(
        {
            "name": "Rina Lestari",
            "email": "rina@mpp.batam.example",
            "free": True,
            "suggested": True,
            "busy_with": None,
            "step": 0,
            "standing": "same",
            "visits_that_week": 1,
        }
    ),
    "DutyPage": _page(_DUTY),
    "DutyOut": _DUTY,
    "InboxPage": _page(_OBLIGATION),
    "ReportOut": REPORT,
    "WeekReportOut": WEEK,
    "EventPage": _page(_EVENT, "https://mpp.example/api/v1/events/?after=118&limit=1"),
    "EventOut": _EVENT,
}
