"""Examples of figures, beside those in examples.py."""

from typing import Any

_VISITS = {"visits": 20, "people": 391}

REPORT: dict[str, Any] = {
    "visits": {
        "visits": 20,
        "people": 391,
        "no_shows": 1,
        "noted": 18,
        "on_time": 16,
        "by": {
            "month": [{"key": "2026-09-01", "name": "September 2026", **_VISITS}],
            "province": [{"key": "13", "name": "Sumatera Barat", **_VISITS}],
            "region": [{"key": "13.02", "name": "Kabupaten Solok", **_VISITS}],
            "topic": [{"key": "oss", "name": "Perizinan berusaha (OSS)", **_VISITS}],
            "agency": [],
            "rank": [{"key": "office_head", "name": "kepala dinas", **_VISITS}],
        },
    },
    "requests": {
        "requests": 26,
        "approved": 21,
        "declined": 2,
        "cancelled": 2,
        "lapsed": 0,
        "open": 1,
        "answered": {"count": 25, "median": 1.1, "nine_of_ten": 2.0},
        "waiting": 3,
        "got_a_place": 2,
        "waited": {"count": 2, "median": 4.5, "nine_of_ten": 6.0},
    },
    "quota": {"places": 26, "taken": 21, "weeks": 7, "full_weeks": 2},
    "satisfaction": {"answers": 112, "index": 86.01, "grade": "B"},
}
WEEK: dict[str, Any] = {
    "week": "2026-W50",
    "starts_on": "2026-12-07",
    "requests": 6,
    "confirmed": 4,
    "completed": 3,
    "no_show": 1,
    "people": 71,
    "regions": 3,
    "countries": 1,
}
