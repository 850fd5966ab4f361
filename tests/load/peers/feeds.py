"""A feed of 500 events, read whole, read again unchanged, and read after a change."""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import replace

from tests.load.ground import ROUNDS, wrk
from tests.load.peers.clients import CLIENTS, SECONDS
from tests.load.peers.sides import Calendar, Side
from tests.load.peers.table import Beside

_CHANGES = 5
# Where eight answers take longer than a round, a longer one says more.
_SLOW, _LONG = 10, 5 * SECONDS


def measure(ours: Side, theirs: Side) -> list[Beside]:
    """In rounds that alternate."""
    sides = [(side, side.calendar) for side in (ours, theirs) if side.calendar]
    whole: list[list[float]] = [[], []]
    unchanged: list[list[float]] = [[], []]
    changed: list[list[float]] = [[], []]
    worked: list[list[float]] = [[], []]
    known = [_conditions(calendar) for _, calendar in sides]
    for _ in range(ROUNDS):
        for n, (_, calendar) in enumerate(sides):
            whole[n].append(_rate(calendar, calendar.headers))
        for n, (_, calendar) in enumerate(sides):
            if known[n]:
                unchanged[n].append(_rate(calendar, {**calendar.headers, **known[n]}))
    for turn in range(_CHANGES):
        for n, (side, calendar) in enumerate(sides):
            before = side.worked()
            changed[n].append(_after_a_change(calendar, turn))
            worked[n].append((side.worked() - before) * 1000)
    return [
        Beside("feed of 500 events, a second", *whole),
        Beside("unchanged, 304 a second", *unchanged),
        Beside("first read after a change, ms", *changed),
        Beside("processor of that read, ms", *worked),
    ]


def _rate(calendar: Calendar, headers: Mapping[str, str]) -> float:
    heads = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    more = ("--timeout=60s", *heads)
    found = wrk(calendar.address, seconds=SECONDS, clients=CLIENTS, more=more)
    if found < _SLOW:
        found = wrk(calendar.address, seconds=_LONG, clients=CLIENTS, more=more)
    return found


def _read(calendar: Calendar, more: Mapping[str, str]) -> tuple[int, bytes, Mapping[str, str]]:
    request = urllib.request.Request(calendar.address, headers={**calendar.headers, **more})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, b"", error.headers


def _conditions(calendar: Calendar) -> dict[str, str]:
    """What a calendar program would send the next time; nothing where that saves nothing."""
    status, body, heads = _read(calendar, {})
    assert status == 200, (calendar.address, status)
    assert body.count(b"BEGIN:VEVENT") == 500, (calendar.address, body.count(b"BEGIN:VEVENT"))
    sent = {
        asked: heads[told]
        for asked, told in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        if told in heads
    }
    return sent if sent and _read(calendar, sent)[0] == 304 else {}


def _after_a_change(calendar: Calendar, turn: int) -> float:
    words = calendar.change().encode()
    if calendar.stale:
        calendar = replace(calendar, address=f"{calendar.address}?turn={turn}")
    began = time.perf_counter()
    _, after, _ = _read(calendar, {})
    took = time.perf_counter() - began
    # Long lines are folded.
    assert words in after.replace(b"\r\n ", b""), f"{calendar.address} does not say it"
    return took * 1000
