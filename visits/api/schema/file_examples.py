"""Examples of what the API answers about files (examples.py has the rest)."""

from typing import Any

LETTER_SENT: dict[str, Any] = {
    "letter_reading": {
        "outcome": "read",
        "number": "005/123/DINKES/XI/2026",
        "date": "2026-11-20",
        "subject": "Permohonan Studi Tiru",
        "institution": "Dinas Kesehatan Kabupaten Solok",
        "people": 24,
    },
    "letter_asks": ["people"],
    "letter_received_on": None,
}
MATERIAL: dict[str, Any] = {
    "id": 3,
    "title": "Paparan tata kelola MPP",
    "kind": "pdf",
    "size": 1482031,
    "photo": False,
    "added_at": "2026-12-08T11:45:02.310055+07:00",
}
NOTICE = {
    "version": 3,
    "shown_at": "2026-11-25T09:12:44.120394+07:00",
    "url": "https://kunjungan.batam.example/privasi/versi/3/",
}
