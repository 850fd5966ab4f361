"""Who asks: eight clients that book one after the other, and sixty at once."""

import http.client
import json
import threading
from collections import Counter as Counts
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from urllib.parse import urlsplit

from tests.load.ground import folder, tool

CLIENTS = 8
SECONDS = 3
# Longer, since what is under way as a round ends is not counted.
_BOOKING_SECONDS = 6

# wrk, since it is written in C and leaves the processors to what is measured. Each line is a body.
_LUA = """
local bodies, at, thread = {}, 0, nil
seen = {}
for line in io.lines("BODIES") do bodies[#bodies + 1] = line end
function setup(t) thread = t end
wrk.method = "POST"
HEADERS
function request()
  at = at + 1
  sent = at
  return wrk.format(nil, nil, nil, bodies[at])
end
function response(status) seen[status] = (seen[status] or 0) + 1 end
function done(summary, latency)
  local said = {}
  for status, times in pairs(thread:get("seen")) do said[#said + 1] = status .. "=" .. times end
  io.write("SEEN ", table.concat(said, " "), " sent=", thread:get("sent"),
    " p95=", latency:percentile(95), " us=", summary.duration, "\\n")
end
"""


@dataclass(frozen=True)
class Rate:
    """How many were booked a second, how long 95 of 100 took at the most, what was answered."""

    a_second: float
    p95: float  # milliseconds
    sent: int
    refused: int


def booking(
    address: str,
    headers: Mapping[str, str],
    bodies: list[str],
    *,
    seconds: float = _BOOKING_SECONDS,
) -> Rate:
    """Eight clients send the bodies, each the next; those that were sent are taken off the list."""
    with folder() as at:
        script = _script(at, headers, bodies)
        command = [
            tool("wrk"), "-t1", f"-c{CLIENTS}", f"-d{seconds:g}s", "--timeout=30s",
            f"-s{script}", address,
        ]  # fmt: skip
        done = run(command, capture_output=True, text=True, check=True, timeout=120)
    said = dict(word.split("=") for word in done.stdout.rpartition("SEEN ")[2].split())
    sent, took = int(said.pop("sent")), float(said.pop("us")) / 1_000_000
    p95 = float(said.pop("p95")) / 1000
    if sent > len(bodies):
        raise RuntimeError(f"{address}: more than {len(bodies)} bookings were asked for")
    del bodies[:sent]
    counts = {int(status): int(times) for status, times in said.items()}
    booked = sum(times for status, times in counts.items() if status < 300)
    if counts and not booked:
        answer = ask(address, headers, bodies[0])[1].decode(errors="replace")[:500]
        raise RuntimeError(f"{address}: nothing was booked: {counts}, {answer}")
    return Rate(booked / took, p95, sent, sum(counts.values()) - booked)


def _script(at: Path, headers: Mapping[str, str], bodies: list[str]) -> Path:
    assert all("\n" not in body for body in bodies)
    (at / "bodies").write_text("\n".join(bodies))
    heads = [f"wrk.headers[{json.dumps(k)}] = {json.dumps(v)}" for k, v in headers.items()]
    script = at / "book.lua"
    script.write_text(
        _LUA.replace("BODIES", str(at / "bodies")).replace("HEADERS", "\n".join(heads))
    )
    return script


def at_once(address: str, headers: Mapping[str, str], bodies: list[str]) -> Counts[int]:
    """As many clients as bodies send theirs in the same moment; how often each status came."""
    came = Counts[int]()
    start, lock = threading.Barrier(len(bodies)), threading.Lock()

    def send(body: str) -> None:
        status, _ = ask(address, headers, body, start.wait)
        with lock:
            came[status] += 1

    threads = [threading.Thread(target=send, args=[body]) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def ask(
    address: str, headers: Mapping[str, str], body: str, ready: Callable[[], object] = bool
) -> tuple[int, bytes]:
    """Send a body as soon as the connection stands and `ready` comes back; what was answered."""
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=120)
    connection.connect()
    ready()
    connection.request("POST", url.path, body, dict(headers))
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    return answer.status, said
