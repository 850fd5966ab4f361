"""Who asks, and where they come from, in the examples of calls."""

from typing import Any

SOLOK = {
    "code": "13.02",
    "kind": "regency",
    "name": "Kabupaten Solok",
    "label": "Kabupaten Solok, Sumatera Barat",
    "province": "Sumatera Barat",
    "time_zone": "Asia/Jakarta",
}
FROM_SOLOK: dict[str, Any] = {"region": SOLOK, "country": None, "place": ""}
LEADER = {"name": "Ir. Siti Rahma", "position": "Kepala Dinas", "rank": "office_head"}
CONTACT = {
    "name": "Budi Hartono",
    "position": "Sekretaris Dinas",
    "phone": "+6281234567890",
    "email": "budi@solokkab.example",
}
PERSON = {
    "name": "Ani Wijaya",
    "position": "Analis Kebijakan",
    "grade": "III/c",
    "nip": "198001012005012001",
}
