"""The peers' table and clients; nothing is installed and no peer is started here."""

import http.server
import importlib
import re
import threading
from collections import Counter as Counts
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.peers import beside, clients, ours, programs
from tests.load.peers.sides import FOUR_ROOMS, ONE_COUNT
from tests.load.peers.table import Beside, table
from tests.load.report import Missing

_HERE = Path(__file__).parent


@pytest.mark.parametrize("name", beside.PEERS)
def test_a_peer_says_its_versions_and_what_it_does_besides(name: str) -> None:
    peer = importlib.import_module(f"tests.load.peers.{name}")
    assert all(re.fullmatch(r"[a-z\[\]-]+==[0-9.]+", package) for package in peer.PACKAGES)
    assert len(peer.BESIDES) > 100
    assert callable(peer.serving)


def test_every_module_of_a_peer_is_measured() -> None:
    modules = {path.stem for path in _HERE.glob("*.py") if "\nPACKAGES = (" in path.read_text()}
    assert modules == set(beside.PEERS)


def test_a_peer_that_cannot_be_installed_is_said_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def away(*args: object) -> Path:
        raise Missing("pip found nothing")

    monkeypatch.setattr(programs, "installed", away)
    said = list(beside.measure(tmp_path, lambda name: True))
    assert len(said) == len(beside.PEERS)
    assert all(words.startswith("NOT MEASURED: beside ") for words in said)
    assert all("pip found nothing" in words for words in said)


def test_only_what_is_asked_for_is_measured(tmp_path: Path) -> None:
    asked: list[str] = []
    assert list(beside.measure(tmp_path, lambda name: bool(asked.append(name)))) == []
    assert asked == [f"peers.{name}" for name in beside.PEERS]


def test_a_peer_is_installed_once_and_again_for_another_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str]) -> str:
        ran.append(command)
        (tmp_path / "peer").mkdir(exist_ok=True)
        return ""

    monkeypatch.setattr(programs, "run", run)
    for packages in (("a==1",), ("a==1",), ("a==2",)):
        assert programs.installed(tmp_path, "peer", packages) == tmp_path / "peer/bin"
    assert [command[-1] for command in ran[1::2]] == ["a==1", "a==2"]


def test_the_table_has_medians_spreads_and_ratios() -> None:
    rows = [
        Beside("bookings, a second", [40, 30, 50], [10, 12, 8]),
        Beside("unchanged, 304 a second", [22_400, 22_000, 23_000], []),
    ]
    heads, _, first, second, last, _ = table("Peer", "it does more.", rows).split("\n")
    assert heads == "Beside Peer"
    assert first.split("  ")[0] == "bookings, a second"
    assert re.split(r"\s{2,}", first)[1:] == ["40", "30–50", "10", "8–12", "4"]
    assert re.split(r"\s{2,}", second)[1:] == ["22,400", "22,000–23,000", "never"]
    assert last == "Peer: it does more."


@pytest.mark.django_db
def test_our_own_bodies_ask_for_each_session_once() -> None:
    counter = ours.counter("http://127.0.0.1/", {})
    asked = [*counter.plenty, *counter.one, *counter.short[ONE_COUNT]]
    assert len(set(asked)) == len(asked) > 5000
    assert len(counter.short[ONE_COUNT]) == ours.AT_ONCE
    assert set(Counts(counter.short[FOUR_ROOMS]).values()) == {ours.AT_ONCE // ours.PLACES}


class _Four(http.server.BaseHTTPRequestHandler):
    left, lock = 4, threading.Lock()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            taken = _Four.left > 0
            _Four.left -= taken
        self.send_response(201 if taken else 409)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def four_places() -> Iterator[str]:
    """A server that gives away four places."""
    _Four.left = 4
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Four)
    server.socket.listen(128)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_sixty_at_once_are_counted_by_what_they_were_answered(four_places: str) -> None:
    assert clients.at_once(four_places, {}, ["{}"] * 60) == {201: 4, 409: 56}
