"""One network floods, or reads nothing of what it asks for: others are served, memory is flat."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest

from tests import ready
from tests.faults.system import PROC, System, processes_of, resident
from tests.fronts import Front, answer_on
from tests.sampled import sampled
from tests.stack import eventually, free_port

pytestmark = pytest.mark.machine_clock
# Megabytes that a flood may leave behind: what a process takes when it first has much to do.
MOST_GROWTH = 80
LARGE = "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The embedded system with its limits on."""
    system = System(tmp_path_factory.mktemp("banjir") / "var", free_port(), {"THROTTLE": "1"})
    ready.demo(system.data_dir)
    system.start()
    yield system
    system.end()


@pytest.fixture
def front(system: System) -> Front:
    """Its door."""
    return Front(system.port)


def held(system: System) -> float:
    """Megabytes of all its processes."""
    return sum(map(resident, processes_of(system.data_dir)))


def flood(front: Front, path: str, *, requests: int, a_minute: int, at_once: int) -> Counter[int]:
    """Statuses of so many requests, at most so many a minute."""
    found: Counter[int] = Counter()
    left, lock, began = iter(range(requests)), threading.Lock(), time.monotonic()

    def ask() -> None:
        connection: socket.socket | None = None
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                break
            time.sleep(max(0.0, began + number * 60 / a_minute - time.monotonic()))
            status = 0
            with suppress(OSError, ValueError):
                connection = connection or front.connect()
                connection.sendall(front.head("GET", path))
                answer = answer_on(connection)
                status = answer.status
                if "close" in answer.all("connection"):
                    connection.close()
                    connection = None
            with lock:
                found[status] += 1
        if connection:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def while_flooded(
    system: System, front: Front, path: str, *, requests: int, a_minute: int
) -> tuple[Counter[int], list[float]]:
    """What the flood was answered, and how long others waited for a page meanwhile."""
    statuses: Counter[int] = Counter()
    stranger, other = replace(front, source="127.0.3.1"), replace(front, source="127.0.3.2")

    def run() -> None:
        asked = flood(stranger, path, requests=requests, a_minute=a_minute, at_once=24)
        statuses.update(asked)

    thread = threading.Thread(target=run)
    thread.start()
    waited = []
    while thread.is_alive():
        for page in ("/", "/jadwal/", "/healthz/live", "/ajukan/"):
            answer = other.ask(page, "Cookie: bahasa=id", within=20)
            assert answer.status == 200
            waited.append(answer.seconds)
        time.sleep(0.2)
    thread.join()
    return statuses, waited


@pytest.mark.parametrize("path", sampled(["/api/v1/topics/?search=a", "/ajukan/"], every=2))
def test_a_flood_is_turned_away_and_others_are_served(
    system: System, front: Front, path: str
) -> None:
    before = held(system)
    statuses, waited = while_flooded(system, front, path, requests=2_000, a_minute=40_000)
    assert set(statuses) <= {200, 429}, statuses
    assert statuses[429] > 200
    assert sorted(waited)[len(waited) // 2] < 2
    assert max(waited) < 8
    assert held(system) - before < MOST_GROWTH


@pytest.mark.slow
def test_ten_thousand_a_minute_leave_others_served_and_memory_flat(
    system: System, front: Front
) -> None:
    before = held(system)
    statuses, waited = while_flooded(system, front, "/", requests=10_000, a_minute=10_000)
    assert set(statuses) <= {200, 429}, statuses
    print(f"\nflood: {dict(statuses)}, others waited {max(waited):.2f} s at the most")  # noqa: T201
    print(f"{before:.0f} MB before, {held(system):.0f} MB after")  # noqa: T201
    assert max(waited) < 8
    assert held(system) - before < MOST_GROWTH


def silent_readers(front: Front, stack: ExitStack, number: int) -> list[socket.socket]:
    """Connections that ask for much and read nothing of it."""
    found = []
    for count in range(number):
        reader = replace(front, source=f"127.0.4.{count % 8 + 1}")
        connection = socket.socket()
        stack.callback(connection.close)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.bind((reader.source, 0))
        connection.connect(("127.0.0.1", front.port))
        connection.sendall(front.head("GET", LARGE, "Accept-Encoding: identity"))
        found.append(connection)
    return found


def test_who_reads_nothing_holds_no_thread_and_little_memory(system: System, front: Front) -> None:
    size = len(front.ask(LARGE, "Accept-Encoding: identity").body) / 1_000_000
    assert size > 1
    for path in ("/", "/ajukan/"):
        front.ask(path)
    before, readers = held(system), 200
    with ExitStack() as stack:
        silent_readers(front, stack, readers)
        for path in ("/healthz/live", "/", "/ajukan/", LARGE):
            answer = replace(front, source="127.0.3.9").ask(path)
            assert answer.status == 200
            assert answer.seconds < 10
        # Far less than the answers that wait, beside what a process takes when it first works.
        assert held(system) - before < MOST_GROWTH + readers * size / 4


@pytest.mark.slow
def test_who_reads_nothing_is_cut_off(front: Front) -> None:
    with ExitStack() as stack:
        silent_readers(front, stack, 10)
        eventually(lambda: len(open_to_readers(front)) == 10)
        eventually(lambda: not open_to_readers(front), within=180)


def open_to_readers(front: Front) -> list[str]:
    """The server's own ends of connections that are open to the silent readers."""
    found = []
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        _, local, remote, state, *_ = line.split()
        # Addresses are hexadecimal, the last octet first: 127.0.4.x.
        if local.endswith(f":{front.port:04X}") and remote[2:8] == "04007F" and state == "01":
            found.append(remote)
    return found
