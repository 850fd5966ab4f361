"""Every address with a secret in it, through every refusal, in real processes: none is written.

What is walked is the resolver's own list, so that a new address is walked too.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.urls import URLResolver, get_resolver

from config.supervisor import _commands
from tests import ready
from tests.stack import ROOT, eventually, free_port

# As long as a visit's token; of an arrival, which has ten letters and digits.
SECRET = "Zq7xW2vKp9Rt-4mLs8_yBn3cHd6FgJ5eTuQa"
CODE = "7K4Q2MXZ9B"
STORES = (".sqlite3", ".eml", "-wal", "-shm", "secret-key", "demo-password")
HEADERS = {
    "Authorization": f"Bearer sgk_{SECRET}",
    "Cookie": f"sessionid={SECRET}; csrftoken={SECRET}; permohonan={SECRET}",
    "X-CSRFToken": SECRET,
    "Idempotency-Key": SECRET,
    "Referer": f"https://elsewhere.example/k/{SECRET}/?token={SECRET}",
}


def addresses() -> list[str]:
    """Every pattern of the resolver, a secret in the place of each text in it."""
    found, waiting = set(), [("/", pattern) for pattern in get_resolver().url_patterns]
    while waiting:
        before, pattern = waiting.pop()
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            waiting += [(route, inner) for inner in pattern.url_patterns]
            continue
        for secret in (SECRET, CODE) if "code>" in route else (SECRET,):
            found.add(filled(route, secret))
    return sorted(found)


def filled(route: str, secret: str) -> str:
    """The route as an address."""
    route = route.replace("(?P<app_label>auth|scheduling|visits|notifications)", "visits")
    route = re.sub(r"<int:\w+>|\(\?P<pk>.*?\)|\(\?P<uidb36>.*?\)", "1", route)
    route = re.sub(r"\(\?P<reference>.*?\)", "ST-2026-7K4Q2M", route)
    route = re.sub(r"\(\?P<\w+>.*?\)|<(\w+:)?\w+>", secret, route)
    route = re.sub(r"(?<=/)\^|\^(?=$)|\$$|\\", "", route)
    assert not set(route) & set("<>()?*+^$"), route
    return route


def variants(path: str) -> Iterator[str]:
    """The address as it is, mistyped, and as programs write it."""
    yield path
    yield path.rstrip("/")
    if SECRET in path:
        escaped = "".join(f"%{ord(letter):02X}" for letter in SECRET)
        yield path.replace(SECRET, escaped)
        yield f"/{path.replace('/', '//', 1)}x"
        yield quote(path, safe="")
        yield f"/akun/?next={quote(quote(path, safe=''), safe='')}"
        yield path.upper().replace(SECRET.upper(), SECRET)


class Knock:
    """Whoever asks, one connection at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: set[int] = set()

    def ask(
        self, method: str, path: str, body: bytes = b"", *, host: str = "", **headers: str
    ) -> None:
        """Send it with every header that may hold a secret; what comes back is only counted."""
        query = f"{'&' if '?' in path else '?'}token={SECRET}&code={CODE}"
        lines = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
        lines.setdefault("Content-Length", str(len(body)))
        head = [
            f"{method} {path}{query} HTTP/1.1",
            f"Host: {host or f'127.0.0.1:{self.port}'}",
            "Connection: close",
            *(f"{name}: {value}" for name, value in lines.items() if value),
        ]
        with socket.create_connection(("127.0.0.1", self.port), timeout=8) as connection:
            connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
            answer = b""
            with suppress(OSError):
                while piece := connection.recv(65536):
                    answer = answer or piece
        if found := re.match(rb"HTTP/1\.\d (\d+)", answer):
            self.statuses.add(int(found[1]))

    def pass_by(self, paths: list[str]) -> None:
        """One way of asking at each address, in turn: `walk` in a small part of its time."""
        said = f'{{"code": "{CODE}", "token": "{SECRET}"'.encode()
        json, form = "application/json", "application/x-www-form-urlencoded"
        self.ask("POST", "/api/v1/visits/", said, Content_Type="text/x-other", Authorization="")
        self.ask("POST", f"/k/{SECRET}/", bytes(3_000_000), Content_Type=form)
        self.ask("POST", f"/k/{SECRET}/", Content_Type=form, Content_Length="900000000")
        for host in (f"{SECRET.replace('_', '-')}.example", "evil.example"):
            self.ask("GET", f"/k/{SECRET}/", host=host)
        faults = ("400", "404", "410", "429", "500", "503")
        for number, path in enumerate(paths):
            ways = [*variants(path)]
            self.ask("GET", ways[number % len(ways)])
            turn = number % 4
            if turn == 0:
                self.ask("POST", path, f"code={CODE}&password={SECRET}".encode(), Content_Type=form)
            elif turn == 1:
                self.ask("GET", path, X_Fault=faults[number // 4 % len(faults)])
            elif turn == 2:
                self.ask("POST", path, said, Content_Type=json)
            else:
                self.ask("DELETE", path)

    def walk(self, paths: list[str]) -> None:
        """Every refusal at every address."""
        said = f'{{"code": "{CODE}", "token": "{SECRET}"'.encode()
        json, form = "application/json", "application/x-www-form-urlencoded"
        # Who is unknown hears no more than that; so once without a key.
        self.ask("POST", "/api/v1/visits/", said, Content_Type="text/x-other", Authorization="")
        for number, path in enumerate(paths):
            for variant in variants(path):
                self.ask("GET", variant)
            self.ask("POST", path, f"code={CODE}&password={SECRET}".encode(), Content_Type=form)
            self.ask("GET", path, X_Fault="500")
            if SECRET not in path and CODE not in path:
                continue
            self.ask("DELETE", path)
            self.ask("POST", path, said, Content_Type=json)
            self.ask("POST", path, said, Content_Type="text/x-other")
            if number % 12 == 0:
                self.ask("POST", path, bytes(3_000_000), Content_Type=form)
                # Whom it refuses unread, the server hears out for two seconds.
                self.ask("POST", path, Content_Type=form, Content_Length="900000000")
            self.ask("GET", path, host=f"{SECRET.replace('_', '-')}.example")
            self.ask("GET", path, host="evil.example")
            for fault in ("400", "404", "410", "429", "503"):
                self.ask("GET", path, X_Fault=fault)


def parts_of(secret: str, *, length: int = 8) -> set[str]:
    """Pieces of it that would help who looks for the rest."""
    return {secret[at : at + length] for at in range(len(secret) - length + 1)}


def written(folder: Path) -> str:
    """All that the processes wrote, but for the stores that are theirs."""
    files = (found for found in folder.rglob("*") if found.is_file())
    return "\n".join(
        file.read_text(errors="replace") for file in files if not file.name.endswith(STORES)
    )


def nothing_told(text: str) -> None:
    """Neither secret, whole, in part, or escaped."""
    plain = re.sub(r"%(?:25)*([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text)
    for part in [*parts_of(SECRET), CODE]:
        for found in (text, plain, text.lower()):
            place = found.find(part if found is not text.lower() else part.lower())
            assert place < 0, found[max(place - 300, 0) : place + 200]


@contextmanager
def serving(command: list[str], folder: Path, port: int, **env: str) -> Iterator[Knock]:
    """A server as a process of its own, whose words go to a file in `folder`."""
    base = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    environment = {
        **base, "DJANGO_SETTINGS_MODULE": "tests.config.logs.faulty", "DEMO": "1",
        "THROTTLE": "0", "DEMO_PASSWORD": ready.PASSWORD, "DATA_DIR": str(folder),
        "BASE_URL": f"http://127.0.0.1:{port}", "ALLOWED_HOSTS": "127.0.0.1", **env,
    }  # fmt: skip
    with (folder / "processes.log").open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        knock = Knock(port)

        def there() -> bool:
            assert process.poll() is None, written(folder)[-3000:]
            with suppress(OSError):
                knock.ask("GET", "/healthz/live")
            return 200 in knock.statuses

        eventually(there, within=90)
        yield knock
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=12)
        process.kill()


def web(port: int) -> list[str]:
    """The web server as it is run, saying more than it is ever asked to."""
    program, *rest = _commands(port)["web"]
    rest[rest.index("--log-level") + 1] = "info"
    return [sys.executable, "-m", program, "--access-log", *rest]


@pytest.mark.slow
def test_no_refusal_of_the_web_server_tells_a_secret(tmp_path: Path) -> None:
    ready.demo(tmp_path)
    port = free_port()
    paths = [path for path in addresses() if SECRET in path or not path.startswith("/admin/")]
    with serving(web(port), tmp_path, port, LOG_FORMAT="json") as knock:
        knock.pass_by(paths)
    text = written(tmp_path)
    nothing_told(text)
    assert {400, 401, 403, 404, 405, 410, 413, 415, 429, 500, 503} <= knock.statuses
    assert text.count("***") > len(paths)
    assert "Traceback" in text


@pytest.mark.slow
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_no_refusal_at_any_address_tells_one(tmp_path: Path, log_format: str) -> None:
    ready.demo(tmp_path)
    port = free_port()
    paths = addresses()
    own = [path for path in paths if not path.startswith("/admin/")]
    # The admin's addresses are many and alike; a third of them each time.
    paths = own + [path for path in paths if path not in own][log_format == "json" :: 3]
    with serving(web(port), tmp_path, port, LOG_FORMAT=log_format) as knock:
        knock.walk(paths if log_format == "json" else paths[::4])
        knock.ask("GET", f"/k/{SECRET}/", X_Long="x" * 70_000)
    text = written(tmp_path)
    nothing_told(text)
    assert {400, 401, 403, 404, 405, 410, 413, 415, 429, 500, 503} <= knock.statuses
    assert text.count("***") > len(paths)
    assert "Traceback" in text
    forged = [line for line in text.splitlines() if "evil.example" in line]
    assert forged
    assert not any("Traceback" in line or "error" in line.lower()[:60] for line in forged)


@pytest.mark.slow
def test_no_limit_tells_a_secret(tmp_path: Path) -> None:
    ready.demo(tmp_path)
    port = free_port()
    with serving(web(port), tmp_path, port, THROTTLE="1") as knock:
        for _ in range(700):
            knock.ask("GET", f"/k/{SECRET}/")
            if 429 in knock.statuses:
                break
        for _ in range(20):
            knock.ask("POST", "/api/v1/visits/", b"{}", Content_Type="application/json")
    assert 429 in knock.statuses
    nothing_told(written(tmp_path))


@pytest.mark.slow
def test_neither_does_djangos_own_server_nor_its_page_of_debug(tmp_path: Path) -> None:
    ready.demo(tmp_path)
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with serving(command, tmp_path, port, DEBUG="1") as knock:
        knock.pass_by([f"/k/{SECRET}/", f"/akun/sandi/kunci/1-{SECRET}/"])
        knock.ask("GET", f"/k/{SECRET}/", X_Fault="500")
    nothing_told(written(tmp_path))
    assert {404, 500} <= knock.statuses


@pytest.mark.slow
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_task_that_fails_tells_nothing(tmp_path: Path, log_format: str) -> None:
    ready.demo(tmp_path)
    env = {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")},
        "DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1", "DATA_DIR": str(tmp_path),
        "LOG_FORMAT": log_format,
    }  # fmt: skip
    address = f"https://kunjungan.example/k/{SECRET}/?token={SECRET}"
    code = (
        "import tests.config.logs.tasks as t;"
        f"t.tell.apply_async(args=[{SECRET!r}], kwargs={{'address': {address!r}}})"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True, timeout=90)
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "tests.config.logs.tasks", "worker",
               "-P", "threads", "-c", "1", "-l", "debug"]  # fmt: skip
    with log.open("ab") as out:
        worker = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        eventually(lambda: "no such place" in log.read_text(), within=90)
        time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(timeout=20)
    text = log.read_text()
    nothing_told(text)
    for way in ("asked for", "task failed", "Traceback", "ValueError"):
        assert way in text
