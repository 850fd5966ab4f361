"""The release before this one, as it stands in the history, and processes of its code.

Its libraries are those installed here: all it needs are among ours, in versions that it allows.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.system import call
from tests.ready import PASSWORD, ROOT
from tests.stack import compose_command, eventually, free_port

# Brought forward with each release: the commit of the one before.
COMMIT = "9bccdfcff61c6d9992b965cef76b3d1452bd2c70"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the code of the release before; skips where the history does not have it."""
    folder = tmp_path_factory.mktemp("sebelum")
    made = subprocess.run(
        ["git", "archive", "--format=tar", COMMIT], cwd=ROOT, capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"the history has no {COMMIT[:7]}: a clone with its whole history is needed")
    subprocess.run(["tar", "x", "-C", str(folder)], input=made.stdout, check=True)
    return folder


@dataclass
class Side:
    """One of the two releases, on a place that both share."""

    code: Path
    env: dict[str, str]
    log: Path

    def python(self, *words: str) -> str:
        """What Python prints with these words in that code."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.code, env=self.env, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, *words: str) -> str:
        """What a management command prints."""
        return self.python("manage.py", *words)

    @contextmanager
    def running(self, service: str, port: int = 0) -> Iterator["subprocess.Popen[bytes]"]:
        """A process as docker-compose.yml starts it, by that release's code."""
        command = compose_command(service, Path(self.env["DATA_DIR"]), port, root=self.code)
        with self.log.open("ab") as out:
            process = subprocess.Popen(command, cwd=self.code, env=self.env, stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            process.kill()
            process.wait()

    @contextmanager
    def web(self) -> Iterator[str]:
        """A web server of that release that answers; its address."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        with self.running("web", port):
            eventually(lambda: call(f"{address}/healthz/live", timeout=2)[0] == 200, within=60)
            yield address


def sides(code: Path, data_dir: Path, **env: str) -> tuple[Side, Side]:
    """The release before and this one, on one place."""
    known = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    known |= {
        "DEMO": "1",
        "DEMO_PASSWORD": PASSWORD,
        "THROTTLE": "0",
        "DATA_DIR": str(data_dir),
        "BASE_URL": "http://127.0.0.1:8000",
        "SINGGAH_ENV": "/nowhere",
        "UNDO_SECONDS": "0",
        **env,
    }
    return (
        Side(code, known, data_dir / "sebelum.log"),
        Side(ROOT, known, data_dir / "sekarang.log"),
    )


def submit(address: str, *, email: str, nth: int = 0) -> dict[str, Any]:
    """A request of a delegation over the API, for the nth session that is said to be free."""
    _, slots = call(f"{address}/api/v1/slots/?people=5")
    body = {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Studi tiru",
        "slots": [[slot["id"] for slot in slots if slot["available"]][nth]],
        "people": 5,
        "leader": {"name": "Siti", "position": "Kepala"},
        "contact": {"name": "Budi", "phone": "081234567890", "email": email},
    }
    status, visit = call(f"{address}/api/v1/visits/", "POST", body)
    assert status == 201, json.dumps(visit)
    made: dict[str, Any] = visit
    return made
