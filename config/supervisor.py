"""Everything in one command: the embedded mode of `make run`.

Prepares the database, starts the web server and the Celery worker (with beat inside), starts a
child again that dies, and ends them all together. No service and no system package is needed.
"""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1
_QUICK_DEATH = 5.0
_MOST_QUICK_DEATHS = 5


def _die_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is gone, even by SIGKILL."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process that is started again when it dies, up to a few quick deaths in a row."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.quick_deaths = 0
        self.start()

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches it through us."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            self.command,
            cwd=ROOT,
            start_new_session=True,
            # Only Linux has the call; elsewhere the lock file keeps two systems apart.
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def watch(self) -> bool:
        """Start it again if it died; False when it dies too quickly to go on."""
        if self.process.poll() is None:
            return True
        quick = time.monotonic() - self.started < _QUICK_DEATH
        self.quick_deaths = self.quick_deaths + 1 if quick else 0
        if self.quick_deaths >= _MOST_QUICK_DEATHS:
            _say(f"{self.name} ends again and again (exit {self.process.returncode}); giving up.")
            return False
        _say(f"{self.name} ended (exit {self.process.returncode}); starting it again.")
        time.sleep(min(0.3 * 2**self.quick_deaths, 5))
        self.start()
        return True

    def stop(self, *, kill: bool = False) -> None:
        """Ask the process and its own children to end."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL if kill else signal.SIGTERM)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the supervisor speaks to the terminal


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "supervisor.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Singgah is already running on {data_dir}.")
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken; choose another: make run PORT={port + 1}")


def _prepare(data_dir: Path) -> None:
    """Migrate where that is due, and load the demo the first time."""
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    for folder in ("queue/messages", "queue/control", "mail", "media"):
        (data_dir / folder).mkdir(parents=True, exist_ok=True)
    # Nudges of a former life are worth nothing: the database knows what is due.
    for stale in (data_dir / "queue" / "messages").iterdir():
        stale.unlink(missing_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
    from visits.models import Host

    if not Host.objects.exists():
        _say("Loading the demo data ...")
        call_command("seed_demo", verbosity=0)
    connection.close()


def _await_ready(address: str, children: list[Child]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{address}/healthz/ready", timeout=2),  # noqa: S310 - our own
        ):
            return True
        if not all(child.watch() for child in children):
            return False
        time.sleep(0.1)
    return False


def _welcome(address: str, data_dir: Path) -> None:
    password = (data_dir / "demo-password").read_text().strip()
    _say(
        f"""
Singgah is ready:   {address}/
Staff desk:         {address}/petugas/
Demo accounts:      admin, pimpinan, protokol, narasumber
Their password:     {password}
Demo e-mails:       {address}/demo/surat/   (and as .eml in {data_dir}/mail/)

Ctrl-C ends everything; the data stays in {data_dir}.
"""
    )


def main() -> int:
    """Run until Ctrl-C or SIGTERM; 0 then, 1 where a child cannot be kept alive."""
    port = int(os.environ.get("PORT") or 8000)
    address = f"http://127.0.0.1:{port}"
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DATA_DIR"] = str(data_dir)
    os.environ.setdefault("BASE_URL", address)
    stop = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    with _only_one(data_dir):
        _check_port(port)
        _prepare(data_dir)
        beat_file = data_dir / "beat-schedule"
        for left in data_dir.glob("beat-schedule*"):
            left.unlink(missing_ok=True)
        python = sys.executable
        children = [
            Child(
                "web",
                [
                    python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                    "--port", str(port), "--workers", "1", "--blocking-threads", "8",
                    "--backpressure", "128", "--no-ws", "--log-level", "warning",
                    "--respawn-failed-workers", "config.wsgi:application",
                ],
            ),
            Child(
                "worker",
                [
                    python, "-m", "celery", "-A", "config", "--quiet", "worker", "-B",
                    "-P", "threads", "-c", "2", "-l", "warning",
                    "--without-gossip", "--without-mingle", "--without-heartbeat",
                    "-s", str(beat_file),
                ],
            ),
        ]  # fmt: skip
        try:
            if not _await_ready(address, children):
                _say("It did not get ready within a minute; see the lines above.")
                return 1
            _welcome(address, data_dir)
            while not stop:
                if not all(child.watch() for child in children):
                    return 1
                time.sleep(0.3)
            return 0
        finally:
            for child in children:
                child.stop()
            deadline = time.monotonic() + 8
            while time.monotonic() < deadline and any(
                child.process.poll() is None for child in children
            ):
                time.sleep(0.05)
            for child in children:
                child.stop(kill=True)
            shutil.rmtree(data_dir / "queue" / "control", ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
