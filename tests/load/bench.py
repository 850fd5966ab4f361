"""`make bench`: the paths that must be quick, each beside its reference in one run.

`ONLY="places feed"` takes those whose module's name holds one of the words. `PEERS=1` measures
other programs beside ours as well (tests/load/peers/). Ends with 0 whether the aims of
docs/speed.md are met or not: it measures, people judge.
"""

import importlib
import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.services import POSTGRES

_PATHS = (
    "places",
    "submits",
    "refusals",
    "answers",
    "changed_feed",
    "availability",
    "mails",
    "desk_list",
    "figures",
    "searching",
    "growth",
    "landing",
    "papers",
    "rest",
)


def main() -> int:
    """Measure, print one table, and say loudly what was not measured."""
    chosen = [path for path in _PATHS if _wanted(path)]
    # Not thrown away with the rest: their programs take minutes to install.
    kept = Path(os.environ.get("DATA_DIR", "var")).resolve() / "peers"
    os.environ.update(DATABASE_URL=POSTGRES, THROTTLE="0", DEMO="1", LOG_FORMAT="json")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="singgah-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests.load import ground, report

    rows: list[tuple[str, ...]] = []
    tables: list[str] = []
    missed: list[str] = []
    try:
        with ground.server():
            for path in chosen:
                began = time.monotonic()
                try:
                    for figure in importlib.import_module(f"tests.load.{path}").measure():
                        rows.append(figure.row())  # noqa: PERF401 - stays, whatever fails later
                except report.Missing as missing:
                    missed.append(f"NOT MEASURED: {path}: {missing}.")
                except Exception as error:  # noqa: BLE001 - the other paths are measured all the same
                    traceback.print_exc()
                    missed.append(f"NOT MEASURED: {path}: {type(error).__name__}: {error}")
                sys.stderr.write(f"{path}: {time.monotonic() - began:.0f} s\n")
            if os.environ.get("PEERS") == "1":
                from tests.load.peers import beside

                tables.extend(beside.measure(kept, _wanted))
    except report.Missing as missing:
        missed.append(f"NOT MEASURED: {missing}.")
    finally:
        shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)
    sys.stdout.write("\n".join(["", report.table(rows) if rows else "", *tables, *missed, ""]))
    return 0


def _wanted(path: str) -> bool:
    words = os.environ.get("ONLY", "").replace(",", " ").split()
    return not words or any(word in path for word in words)


if __name__ == "__main__":
    sys.exit(main())
