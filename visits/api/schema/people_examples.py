"""Examples of what the API takes and answers about who came (examples.py has the rest)."""

from typing import Any

_CAME = {
    "number": 1,
    "name": "Ani Wijaya",
    "added_at_door": False,
    "came_at": "2026-12-08T09:05:00+07:00",
    "left_at": "2026-12-08T11:25:00+07:00",
    "how": "list",
}
EXAMPLES: dict[str, Any] = {
    "PresenceIn": {
        "participants": [1, 2],
        "came_at": "2026-12-08T09:05:00+07:00",
        "left_at": "2026-12-08T11:25:00+07:00",
        "from_list": True,
        "version": 5,
    },
    "TakeBackPresenceIn": {"participants": [2], "version": 5},
    "PresencePage": {"next": None, "previous": None, "results": [_CAME]},
}
