"""Asking for a visit over HTTP, beside taking a place by hand in one hot week."""

import json
import secrets
from collections.abc import Iterator
from itertools import chain

from tests.load import places
from tests.load.ground import ROUNDS, database, folder, pointing, web, wrk
from tests.load.host import WEEKS, furnish, mondays, sessions
from tests.load.report import Figure, rate
from visits.access.tokens import hash_key
from visits.models import ApiKey, Visit

_ROOMS = 60
_SECONDS = 3
_AIM = 0.15
KEY = "sgk_" + secrets.token_urlsafe(32)

LUA = """
local slots, at = {}, START
for line in io.lines("SLOTS") do slots[#slots + 1] = line end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer KEY"
request = function()
  at = at + 1
  return wrk.format(nil, nil, nil, (string.gsub([[BODY]], "SLOT", slots[at])))
end
"""
BODY = {
    "institution": "DPMPTSP Kabupaten Solok",
    "region": "13.02",
    "purpose": "Mempelajari tata kelola mal pelayanan publik.",
    "slots": ["SLOT"],
    "people": 24,
    "leader": {"name": "Ir. Siti Rahma", "position": "Kepala Dinas", "rank": "office_head"},
    "contact": {
        "name": "Budi Hartono",
        "phone": "0812-3456-7890",
        "email": "budi@solokkab.example",
    },
    "letter": {"number": "005/118/2026", "date": "2026-11-02"},
    "language": "id",
}


def measure() -> Iterator[Figure]:
    """`POST visits/` from one web process."""
    found: list[tuple[float, float]] = []
    with database() as plain, database() as ours, folder() as at:
        furnish(_ROOMS)
        with pointing(plain):
            places.prepared(guarded=False)
        # A week after the other, so that each holds a few visits at a time, as real ones do.
        by_room = (sessions(room, mondays()) for room in range(_ROOMS))
        slots = list(map(str, chain.from_iterable(zip(*by_room, strict=True))))
        slots = [slot for n in range(WEEKS) for slot in slots[n::WEEKS]]
        (at / "slots").write_text("\n".join(slots))
        with web(ours) as address:
            # A program's key: one network alone may not ask for so much.
            ApiKey.objects.create(name="bench", key_hash=hash_key(KEY), scopes=["visits:submit"])
            for _ in range(ROUNDS):
                asked = Visit.objects.count()
                script = at / "ask.lua"
                lua = (
                    LUA.replace("SLOTS", str(at / "slots"))
                    .replace("BODY", json.dumps(BODY))
                    .replace("KEY", KEY)
                )
                script.write_text(lua.replace("START", str(asked)))
                us = wrk(
                    f"{address}/api/v1/visits/", seconds=_SECONDS, clients=8,
                    more=("-s", str(script)),
                )  # fmt: skip
                with pointing(plain):
                    found.append((us, places.by_hand(plain, weeks=1)))
    us, hand = (sum(side) / len(found) for side in zip(*found, strict=True))
    yield Figure(
        "POST visits/",
        [mine / theirs for mine, theirs in found],
        aim=_AIM,
        at_least=True,
        seen=f"{rate(us)}, places by hand {rate(hand)}",
    )
