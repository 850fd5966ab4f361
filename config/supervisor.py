"""Everything in one command: the embedded mode of `make run`.

Prepares the database, starts the web server and the Celery worker (with beat inside), starts a
child again that dies, and ends them all together. No service and no system package is needed.
Where it can, it loads the program once and makes the children from itself (config/loading/).
"""

import contextlib
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

from config.loading import forking
from config.processes import (
    FIRST_LINK,
    ROOT,
    RUNNING,
    Bell,
    Child,
    Guard,
    Process,
    end_all,
    executed,
    say,
)

# So long at most a child is dead unnoticed, should its signal be lost.
_LOOK_SECONDS = 5.0
# How long the rest of a former life may take to be gone.
_PATIENCE = 3.0
_PROBE_BYTES = 1024 * 1024


def _check_writable(data_dir: Path) -> None:
    """Exit where files cannot be made in DATA_DIR, or a megabyte has no room there."""
    probe = data_dir / f".probe-{os.getpid()}"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            with probe.open("wb") as file:
                file.write(bytes(_PROBE_BYTES))
                file.flush()
                os.fsync(file.fileno())
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        sys.exit(f"DATA_DIR {data_dir} cannot be written to: {error.strerror}.")


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[int]:
    """Hold the folder for us alone; gives the descriptor that holds it."""
    with (data_dir / RUNNING).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Singgah is already running on {data_dir}.")
        yield lock.fileno()


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _check_port(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError:
                sys.exit(f"Port {port} needs more rights; choose another: make run PORT=8000")
            except OSError:
                if time.monotonic() > deadline:
                    other = port + 1 if port < 65535 else 8000
                    sys.exit(f"Port {port} is taken; choose another: make run PORT={other}")
            else:
                return
        time.sleep(0.1)


def _commands(port: int) -> dict[str, list[str]]:
    return {
        "web": [
            "granian", "--interface", "rsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--backpressure", "1024", "--http", "1", "--no-ws",
            "--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536",
            "--log-level", "error", "--respawn-failed-workers", "config.rsgi:application",
        ],
        "worker": ["config.worker", "2"],
    }  # fmt: skip


def _begun(name: str, command: list[str], *, closes: Callable[[], Iterable[int]]) -> Process:
    """A process of `python -m` with that command."""
    if forking.FORKS:
        return forking.Fork(f"singgah-{name}", forking.program(command), closes=closes())
    return executed([sys.executable, "-m", *command])


def _prepared(lock: int, stopped: Callable[[], bool]) -> bool:
    """Whether the database is ready to be served; if not, its own line says why."""
    if forking.FORKS:
        forking.preload()
    process = _begun("prepare", ["config.prepare"], closes=lambda: [lock])
    if forking.FORKS:
        # Meanwhile; there are two processors on most machines.
        forking.preload("load_pages", "load_work", "load_server")
    while process.poll() is None:
        if stopped():
            process.terminate()
        time.sleep(0.05)
    if process.returncode != 0:
        return False
    if forking.FORKS:
        forking.freeze()
    return True


def _answers(port: int) -> bool:
    """Whether it is ready; by a bare socket, since an HTTP client would be held for good."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=2) as connection,
    ):
        connection.sendall(b"GET /healthz/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return connection.recv(12).endswith(b" 200")
    return False


def _welcome(address: str, data_dir: Path) -> None:
    lines = [f"Singgah is ready:   {address}/", f"Staff desk:         {address}/petugas/"]
    with contextlib.suppress(OSError):
        password = (data_dir / "demo-password").read_text().strip()
        lines += [
            "Demo accounts:      admin, pimpinan, protokol, narasumber",
            f"Their password:     {password}",
            f"Demo e-mails:       {address}/demo/surat/   (and as .eml in {data_dir}/mail/)",
        ]
    with contextlib.suppress(OSError):
        link = (data_dir / FIRST_LINK).read_text().strip()
        lines += ["", "Nobody can sign in yet. Begin here (once, within two days):", link]
    lines += ["", f"Ctrl-C ends everything; the data stays in {data_dir}."]
    say("\n" + "\n".join(lines) + "\n")


def _serve(address: str, data_dir: Path, port: int, lock: int, stopped: Callable[[], bool]) -> int:
    """Keep the children alive until `stopped`; 1 where they never live."""
    bell, guard = Bell(), Guard()

    def closes() -> Iterable[int]:
        return [lock, *bell.descriptors, *([] if guard.descriptor is None else [guard.descriptor])]

    children = [
        Child(name, partial(_begun, name, command, closes=closes))
        for name, command in _commands(port).items()
    ]
    give_up_at = time.monotonic() + 60
    ready = False
    try:
        while not stopped():
            for child in children:
                if not child.watch():
                    return 1
                # At once: killed before it is told, we would leave a new child behind for good.
                guard.tell(children)
            if not ready and _answers(port):
                ready = True
                # It has answered; of the worker nobody knows yet.
                next(child for child in children if child.name == "web").proven = True
                _welcome(address, data_dir)
            if not ready and time.monotonic() > give_up_at:
                say("It did not get ready within a minute; see the lines above.")
                return 1
            settled = ready and all(child.again_at is None for child in children)
            bell.wait(_LOOK_SECONDS if settled else 0.1)
        return 0
    finally:
        bell.unhang()
        end_all(children)
        guard.dismiss()


def main() -> int:
    """Run until Ctrl-C or SIGTERM; 0 then, 1 where it cannot start."""
    stop = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stop
        stop = True

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, end)
    port = _port()
    address = f"http://127.0.0.1:{port}"
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    os.environ["DATA_DIR"] = str(data_dir)
    os.environ.setdefault("BASE_URL", address)
    _check_writable(data_dir)
    with _only_one(data_dir) as lock:
        _check_port(port)
        if not _prepared(lock, lambda: stop):
            return 0 if stop else 1
        return _serve(address, data_dir, port, lock, lambda: stop)


if __name__ == "__main__":
    sys.exit(main())
