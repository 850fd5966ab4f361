"""The units of deploy/systemd/ are sound, say what docker-compose.yml says, and their lines run."""

import asyncio
import os
import secrets
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests import ready
from tests.config import units
from tests.faults.system import call
from tests.stack import ROOT, Sink, eventually, free_port, serving

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


@pytest.mark.needs_systemd_analyze
def test_systemd_finds_nothing_to_say_of_them(tmp_path: Path) -> None:
    paths = [str(path) for path in units.at(tmp_path)]
    assert len(paths) == 4
    env = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *paths],
        env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.needs_systemd_analyze
@pytest.mark.parametrize("name", units.SERVICES)
def test_systemd_calls_them_well_shut(tmp_path: Path, name: str) -> None:
    """Below 2.0 of 10; a service as it comes has 9.6."""
    units.at(tmp_path)
    done = subprocess.run(
        [
            "systemd-analyze", "security", "--offline=true", "--threshold=20",
            str(tmp_path / f"singgah-{name}.service"),
        ],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("name", units.SERVICES)
def test_they_run_what_compose_runs(name: str) -> None:
    moved = {
        "--host=0.0.0.0": "--host=127.0.0.1",
    }
    program, *rest = units.words(name)
    assert program.startswith("/opt/singgah/.venv/bin/")
    ours = [Path(program).name, *rest]
    assert ours == [moved.get(str(word), str(word)) for word in COMPOSE[name]["command"]]
    if name != "migrate":
        assert units.service(name)["Service"]["MemoryMax"].lower() == COMPOSE[name]["mem_limit"]


class HeldSink(Sink):
    """A mail server that says 250 only when it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.taking, self.go_on = threading.Event(), threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taking.set()
        await asyncio.to_thread(self.go_on.wait, 60)
        return await super().handle_DATA(server, session, envelope)


@contextmanager
def started(
    command: list[str], env: dict[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of a unit's line, in the environment that systemd would give."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=12)
        process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.machine_clock
@pytest.mark.needs_postgres
@pytest.mark.needs_redis
def test_their_lines_serve_a_request_and_a_stopped_worker_ends_what_it_has_in_hand(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    # A folder of the demo is refused to who serves for real.
    ready.demo(tmp_path / "demo", postgres_url)
    place = tmp_path / "var"
    place.mkdir()
    port, sink, log = free_port(), HeldSink(), tmp_path / "processes.log"
    address = f"http://127.0.0.1:{port}"
    with serving(sink) as mail, ExitStack() as running:
        running.callback(sink.go_on.set)
        env = units.environment(
            place,
            SECRET_KEY=secrets.token_urlsafe(48),
            DATABASE_URL=postgres_url,
            REDIS_URL=redis_url,
            EMAIL_URL=mail["EMAIL_URL"],
            BASE_URL=address,
            ALLOWED_HOSTS="127.0.0.1",
        )
        for line in (
            units.command("migrate", env, port),
            ["manage.py", "collectstatic", "--noinput"],
        ):
            python = [units.command("migrate", env, port)[0]] if line[0] == "manage.py" else []
            subprocess.run([*python, *line], cwd=ROOT, env=env, check=True, capture_output=True)
        processes = {
            name: running.enter_context(started(units.command(name, env, port), env, log))
            for name in ("web", "worker")
        }
        eventually(lambda: call(f"{address}/healthz/ready", timeout=2)[0] == 200, within=60)
        _, slots = call(f"{address}/api/v1/slots/")
        body = {
            "institution": "DPMPTSP Kabupaten Solok",
            "region": "13.02",
            "purpose": "Studi tiru",
            "slots": [next(slot["id"] for slot in slots if slot["available"])],
            "people": 5,
            "leader": {"name": "Siti", "position": "Kepala"},
            "contact": {"name": "Budi", "phone": "081234567890", "email": "budi@solok.example"},
        }
        status, found = call(f"{address}/api/v1/visits/", "POST", body)
        assert status == 201, found

        assert sink.taking.wait(60), log.read_text(errors="replace")[-3000:]
        processes["worker"].terminate()
        sink.go_on.set()
        stop = int(units.service("worker")["Service"]["TimeoutStopSec"])
        assert processes["worker"].wait(timeout=stop) == 0, "it ended by itself, and in order"
        taken = [str(mail["Message-ID"]) for mail in sink.mails]
        with psycopg.connect(postgres_url) as database:
            rows = database.execute(
                "SELECT state FROM notifications_message WHERE message_id = ANY(%s)", [taken]
            ).fetchall()
        assert taken
        assert rows == [("sent",)] * len(taken), "what the mail server took is known as sent"
        processes["web"].terminate()
        assert processes["web"].wait(timeout=30) == 0
