"""A real CalDAV server (Radicale) on loopback, to put calendars into and take them out again."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.stack import free_port

_USER = "Basic " + b64encode(b"protokol:apa-saja").decode()


@dataclass(frozen=True)
class Radicale:
    """A running server with one user's calendars."""

    base_url: str

    def call(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Raises HTTPError, with the server's words, where it refuses."""
        request = urllib.request.Request(
            f"{self.base_url}/protokol/{path}",
            data=body or None,
            method=method,
            headers={"Content-Type": "text/calendar; charset=utf-8", "Authorization": _USER},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: bytes = answer.read()
        return found


@contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    """A server that keeps its calendars in `folder`."""
    port = free_port()
    options = [
        f"--server-hosts=127.0.0.1:{port}",
        "--auth-type=none",
        "--rights-type=authenticated",
        f"--storage-filesystem-folder={folder}",
        "--web-type=none",
    ]
    with (folder / "radicale.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", "", *options], stdout=log, stderr=log
        )
    server = Radicale(f"http://127.0.0.1:{port}")
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/.web/", timeout=1)
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                assert process.poll() is None, (folder / "radicale.log").read_text()
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)
