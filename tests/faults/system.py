"""The embedded system as one that can be hurt: killed, ended, started again on the same data."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.stack import PASSWORD, ROOT, eventually

PROC = Path("/proc")


def processes_of(data_dir: Path) -> dict[int, str]:
    """Every living process that works on `data_dir`, by its environment, with its name and command
    line."""
    mark = f"DATA_DIR={data_dir}\0".encode()
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "environ").read_bytes():
                    name = (entry / "comm").read_bytes().strip()
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                    found[int(entry.name)] = (name + b" " + command).decode(errors="replace")
            except OSError:
                continue  # it has just ended
    return found


def resident(pid: int) -> float:
    """Megabytes that the process holds, shared ones counted in full."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def call(
    url: str, method: str = "GET", body: Any = None, *, timeout: float = 20, **headers: str
) -> tuple[int, Any]:
    """Status and JSON (else bytes) of a call; status 0 where nobody answered to the end."""
    request = urllib.request.Request(
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            status, raw = answer.status, answer.read()
            kind = answer.headers["Content-Type"] or ""
    except urllib.error.HTTPError as error:
        status, raw, kind = error.code, error.read(), error.headers["Content-Type"] or ""
    except (OSError, ValueError, urllib.error.URLError) as error:
        return 0, str(error)
    except Exception as error:  # noqa: BLE001 - http.client has many names for a cut connection
        return 0, f"{type(error).__name__}: {error}"
    return status, json.loads(raw) if "json" in kind and raw else raw


@dataclass
class System:
    """`make run`'s one command on `data_dir`, and what can happen to it."""

    data_dir: Path
    port: int
    more: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def base_url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """What its processes and its commands see."""
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        return {
            **env,
            "DEMO": "1",
            "THROTTLE": "0",
            "DEMO_PASSWORD": PASSWORD,
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "BASE_URL": self.base_url,
            **self.more,
        }

    @property
    def log(self) -> Path:
        """What it prints, of all its lives."""
        return self.data_dir.with_name(f"{self.data_dir.name}.log")

    def start(self, *, within: float = 60) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        process = self.process
        assert process is not None
        eventually(lambda: self.ready() or process.poll() is not None, within=within)
        assert process.poll() is None, self.log.read_text(errors="replace")[-3000:]

    def launch(self) -> None:
        """Start it as a terminal does: as the leader of a group."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.supervisor"],
                cwd=ROOT, env=self.env, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def refused(self) -> tuple[int, list[str]]:
        """Start one that is expected to give up; its exit code and the lines it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "config.supervisor"],
            cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=40, check=False,
        )  # fmt: skip
        return done.returncode, (done.stdout + done.stderr).splitlines()

    def ready(self) -> bool:
        """Whether it answers and says so."""
        return call(f"{self.base_url}/healthz/ready", timeout=2)[0] == 200

    def signal_group(self, number: int) -> None:
        """Send a signal to the whole group, as the terminal does."""
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it by a signal to the group; gives the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.signal_group(number)
        return self.process.wait(timeout=20)

    def pids(self, *words: str) -> list[int]:
        """Its living processes whose name or command line has all the words, the eldest first."""
        found = processes_of(self.data_dir)
        return sorted(pid for pid, command in found.items() if all(w in command for w in words))

    def manage(self, *command: str) -> str:
        """Run a management command on its data; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def gone(self) -> bool:
        """Whether nothing of it lives any more."""
        return not processes_of(self.data_dir)

    def must_be_gone(self, *, within: float = 30) -> None:
        """Fail with what still lives after `within` seconds: on a busy disk ending takes long."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and not self.gone():
            time.sleep(0.1)
        assert processes_of(self.data_dir) == {}
