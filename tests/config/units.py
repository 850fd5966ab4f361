"""The units of deploy/systemd/, read as systemd reads them, for processes that tests start."""

import configparser
import shlex
import sys
from pathlib import Path

from tests.ready import ROOT

UNITS = ROOT / "deploy" / "systemd"
COMMON = UNITS / "singgah-.service.d" / "common.conf"
SERVICES = ("migrate", "web", "worker")
# Where a machine has it; the tests have it here.
_HOME = "/opt/singgah"


def read(path: Path) -> configparser.ConfigParser:
    """A unit's sections; names keep their case."""
    unit = configparser.ConfigParser(
        interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=True
    )
    unit.optionxform = str  # type: ignore[assignment, method-assign] # as its docs say
    unit.read(path)
    return unit


def service(name: str) -> configparser.ConfigParser:
    """The unit of `name`, one of SERVICES."""
    return read(UNITS / f"singgah-{name}.service")


def words(name: str) -> list[str]:
    """Its ExecStart as words, as they stand there."""
    return shlex.split(service(name)["Service"]["ExecStart"])


def environment(data_dir: Path, **file: str) -> dict[str, str]:
    """What systemd gives the services: nothing but a PATH, the units' own and `file` (env)."""
    stated = shlex.split(read(COMMON)["Service"]["Environment"])
    own = dict(pair.split("=", 1) for pair in stated)
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {"PATH": path, "LANG": "C.UTF-8", **own, **file, "DATA_DIR": str(data_dir)}


def command(
    name: str, env: dict[str, str], port: int, *, programs: Path | None = None
) -> list[str]:
    """Its ExecStart to be started here, with the port moved to the test's.

    `programs` is where the environment has its programs; without it, that of the tests.
    """
    program, *rest = words(name)
    here = str((programs or Path(sys.executable).parent) / Path(program).name)
    moved = [word.replace("${DATA_DIR}", env["DATA_DIR"]) for word in rest]
    return [here, *(f"--port={port}" if w == "--port=8000" else w for w in moved)]


def at(folder: Path) -> list[Path]:
    """The units copied into `folder` with this checkout's place in them; their paths."""
    for path in [*UNITS.glob("singgah*.*"), COMMON]:
        if path.is_file():
            copy = folder / path.relative_to(UNITS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text().replace(_HOME, str(ROOT)))
    return sorted(path for path in folder.iterdir() if path.is_file())
