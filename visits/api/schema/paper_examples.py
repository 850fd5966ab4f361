"""Examples of papers and letters (examples.py has those of everything else)."""

from typing import Any

_PAPER: dict[str, Any] = {
    "id": 41,
    "kind": "reply",
    "state": "issued",
    "number": "400.14.1.4/041/DPMPTSP/XI/2026",
    "issued_on": "2026-11-25",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "file": "https://kunjungan.example.go.id/api/v1/visits/ST-2026-7K4Q2M/papers/41/file/",
    "check": "https://kunjungan.example.go.id/cek/9mQ4tT1oYw3Jx0aZb7KfEw/",
    "participant": None,
    "signed_at": None,
    "sent_at": None,
    "handed_over_at": None,
    "ended_at": None,
    "reason": "",
    "replaced_by": None,
    "version": 1,
}
EXAMPLES: dict[str, Any] = {
    "SendLetterIn": {"number": "005/118/2026", "date": "2026-11-02"},
    "SendLetterForm": {"number": "005/118/2026", "date": "2026-11-02"},
    "AssignmentLetterForm": {"assignment_letter_file": "surat-tugas.pdf"},
    "LetterDueIn": {
        "until": "2026-12-02",
        "reason": "Surat menunggu tanda tangan kepala dinas.",
        "version": 2,
    },
    "LetterCameIn": {"came": True, "version": 2},
    "IssuePaperIn": {"kind": "reply", "number": "", "date": None},
    "SignPaperIn": {"version": 1},
    "SignPaperForm": {"file": "(binary)"},
    "WithdrawPaperIn": {"reason": "Nama pejabat salah."},
    "PaperOut": _PAPER,
    "IssuedPaperOut": _PAPER,
}
