"""Examples of a rundown's items (examples.py has those of everything else)."""

from typing import Any

_ITEM: dict[str, Any] = {
    "starts_at": "2026-12-08T09:00:00+07:00",
    "ends_at": "2026-12-08T09:20:00+07:00",
    "title": "Paparan sistem antrean",
    "officer": 7,
    "speaker": "",
    "place": "Aula Lt. 2",
}
EXAMPLES: dict[str, Any] = {
    "AgendaItemIn": _ITEM,
    "AgendaItemOut": _ITEM | {"officer_name": "Rina Kusuma"},
}
