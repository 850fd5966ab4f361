"""Several workers at once, and workers killed: with real commits, on SQLite and PostgreSQL."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests import ready
from tests.stack import Sink, env_on, free_port

pytestmark = pytest.mark.machine_clock

_POSTGRES = pytest.mark.needs_postgres
# The other kind of database is among the long proofs.
POSTGRES_FIRST = [
    pytest.param("postgresql", marks=_POSTGRES),
    pytest.param("sqlite", marks=pytest.mark.slow),
]
SQLITE_FIRST = ["sqlite", pytest.param("postgresql", marks=[_POSTGRES, pytest.mark.slow])]

Start = Callable[[str], "subprocess.Popen[str]"]


class Killer(Sink):
    """An SMTP server during whose dialogue the sender dies."""

    victim: "subprocess.Popen[str] | None" = None
    at = ""
    spares = 0
    """So many mails before it strikes."""

    def __init__(self) -> None:
        super().__init__()
        self._senders: set[Any] = set()

    @property
    def lanes(self) -> int:
        """Connections that brought mails."""
        return len(self._senders)

    def _kill(self, moment: str) -> None:
        if self.victim is not None and self.at == moment and len(self.mails) >= self.spares:
            self.victim.send_signal(signal.SIGKILL)
            self.victim.wait()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take the recipient."""
        self._kill("before")
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take the mail; whether the sender hears of it is another matter."""
        self._senders.add(session.peer)
        answer = await super().handle_DATA(server, session, envelope)
        self._kill("after")
        return answer


@pytest.fixture
def sink() -> Iterator[tuple[Killer, int]]:
    """A running server and its port."""
    handler, port = Killer(), free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    yield handler, port
    server.stop()


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=[pytest.mark.needs_postgres, pytest.mark.slow]),
    ]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind that holds nothing but its tables."""
    url = f"sqlite:///{tmp_path}/bersama.sqlite3"
    if request.param != "sqlite":
        url = request.getfixturevalue("postgres_url")
    ready.tables(url)
    return url


@pytest.fixture
def start(database_url: str, tmp_path: Path, sink: tuple[Killer, int]) -> Start:
    """Starts a scenario as a process."""
    return lambda scenario: process(scenario, database_url, tmp_path, sink[1])


def process(
    scenario: str, database_url: str, data_dir: Path, smtp_port: int
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.notifications.outbox.at_once_script", scenario],
        env=env_on(
            database_url,
            data_dir,
            DJANGO_SETTINGS_MODULE="config.settings",
            DEMO_SMTP="1",
            EMAIL_URL=f"smtp://127.0.0.1:{smtp_port}",
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result_of(running: "subprocess.Popen[str]") -> dict[str, Any]:
    """What the process reports at its end."""
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0, err
    result: dict[str, Any] = json.loads(out.splitlines()[-1])
    return result


def test_many_relays_and_deliveries_tell_everybody_once(
    start: Start, sink: tuple[Killer, int]
) -> None:
    result = result_of(start("together"))
    assert result == {"untold": 0, "messages": 12, "sent": 12, "attempts": 12}
    ids = [str(mail["Message-ID"]) for mail in sink[0].mails]
    assert (len(ids), len(set(ids))) == (12, 12)


def test_whoever_was_invited_is_called_off_though_relays_race(start: Start) -> None:
    result = result_of(start("called_off"))
    assert (result["wrong"], result["untold"]) == ([], 0)


def test_many_beats_remind_once(start: Start) -> None:
    result = result_of(start("reminded"))
    assert result["made"] == result["different"] >= result["visits"] == 6


# Each moment and each kind of database once; the other pairs are among the long proofs.
@pytest.mark.parametrize(
    ("database_url", "moment", "copies"),
    [
        pytest.param("postgresql", "before", 1, marks=_POSTGRES),
        pytest.param("sqlite", "after", 2),
        pytest.param("sqlite", "before", 1, marks=pytest.mark.slow),
        pytest.param("postgresql", "after", 2, marks=[_POSTGRES, pytest.mark.slow]),
    ],
    indirect=["database_url"],
)
def test_a_worker_killed_around_the_servers_answer_loses_nothing(
    start: Start, sink: tuple[Killer, int], moment: str, copies: int
) -> None:
    handler, _ = sink
    message_id = result_of(start("one_message"))["message_id"]
    handler.at, handler.victim = moment, start("deliver")
    assert handler.victim.wait(timeout=60) == -signal.SIGKILL
    handler.victim = None
    assert result_of(start("deliver"))["sent"] == 0
    assert result_of(start("deliver_later"))["sent"] == 1
    assert result_of(start("deliver_later"))["sent"] == 0
    # Twice only where the server took it and nobody lived to note so: the same bytes both times.
    assert [str(mail["Message-ID"]) for mail in handler.mails] == [message_id] * copies
    assert len(set(handler.raw)) == 1


@pytest.mark.parametrize("database_url", POSTGRES_FIRST, indirect=True)
def test_lanes_killed_amid_a_crowd_repeat_one_mail_each_and_keep_every_readers_order(
    start: Start, sink: tuple[Killer, int], database_url: str
) -> None:
    handler, _ = sink
    result_of(start("a_crowd"))
    handler.at, handler.spares, handler.victim = "after", 40, start("deliver")
    assert handler.victim.wait(timeout=60) == -signal.SIGKILL
    handler.victim = None
    lanes = handler.lanes
    assert lanes == (3 if database_url.startswith("postgres") else 1)
    result_of(start("deliver_later"))
    assert result_of(start("deliver_later"))["sent"] == 0
    numbers = [int(str(mail["Message-ID"]).strip("<>").partition("@")[0]) for mail in handler.mails]
    assert set(numbers) == set(range(90))
    assert len(numbers) <= 90 + lanes
    to_one_reader = [n for n in numbers if n % 3 == 0]
    assert to_one_reader == sorted(to_one_reader)


ENDED = {
    "expired": 4,
    "events": 4,
    "sent": ["proposal_ended", "proposal_ended", "wait_ended", "wait_ended"],
    "waiting": 0,
    "audit": [],
}


@pytest.mark.parametrize("database_url", POSTGRES_FIRST[:1], indirect=True)
def test_a_claim_does_not_read_all_that_wait_for_each_of_them(start: Start) -> None:
    """By the index of what is due, where few were believed to wait, it read 360,000 rows."""
    assert result_of(start("claim_of_many"))["rows"] < 40_000


@pytest.mark.parametrize("database_url", POSTGRES_FIRST[:1], indirect=True)
def test_workers_that_claim_at_once_keep_to_the_share_of_a_host(start: Start) -> None:
    result_of(start("a_crowd"))
    assert result_of(start("claims_at_once")) == {"most": 5}


@pytest.mark.parametrize("database_url", POSTGRES_FIRST, indirect=True)
def test_two_processes_and_four_threads_end_each_thing_once_with_one_mail(
    start: Start, sink: tuple[Killer, int]
) -> None:
    assert result_of(start("something_over")) == {"waiting": 2}
    before = len(sink[0].mails)
    running = [start("one_pass"), start("one_pass"), start("four_passes")]
    assert sum(result_of(each)["ended"] for each in running) == 4
    result_of(start("deliver_later"))
    assert result_of(start("endings")) == ENDED
    ids = [str(mail["Message-ID"]) for mail in sink[0].mails[before:]]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@pytest.mark.parametrize("database_url", SQLITE_FIRST, indirect=True)
def test_a_pass_killed_between_an_end_and_its_mail_loses_no_mail(start: Start) -> None:
    result_of(start("something_over"))
    dying = start("killed_before_it_is_told")
    dying.communicate(timeout=120)
    assert dying.returncode == -signal.SIGKILL
    ended = result_of(start("endings"))
    assert (ended["expired"], ended["events"], ended["sent"]) == (4, 4, [])
    assert result_of(start("one_pass"))["ended"] == 0
    assert result_of(start("endings")) == ENDED


def test_calendars_hear_503_while_the_database_is_away(tmp_path: Path) -> None:
    nowhere = f"postgres://singgah@127.0.0.1:{free_port()}/singgah"
    result = result_of(process("feeds", nowhere, tmp_path, free_port()))
    assert result["answers"] == [[503, "60", 0]] * 2
