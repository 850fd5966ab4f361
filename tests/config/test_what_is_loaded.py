"""What processes load when they begin: counted by modules, which is quick, and held by a list."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import ROOT

pytestmark = pytest.mark.machine_clock
# Each costs megabytes in every process, or belongs to what few requests do (docs/decisions/0231).
HEAVY = {
    *("openpyxl", "pypdf", "pikepdf", "pyhanko", "pyhanko_certvalidator", "lxml", "aiohttp"),
    *("asn1crypto", "holidays", "typst", "PIL", "pillow_heif", "python_calamine", "apprise"),
    # A shell to type in, of Celery's command line; clients of what may not be there.
    *("click_repl", "prompt_toolkit", "redis", "pkcs11"),
    # The client of another database, and what libraries take along where development has it.
    *("psycopg", "psycopg_binary", "rich", "pygments", "greenlet", "requests"),
}
_SHOWN = (
    "; import sys, json"
    "; print(json.dumps(sorted({n.partition('.')[0] for n, m in sys.modules.items() if m})))"
)
_ALL = "from config.loading import forking; forking.preload({}); forking.freeze()"
BEGINNINGS = {
    "web": _ALL.format("'load_pages', 'load_server'"),
    "worker": "from config.loading import preloading; preloading.load_work()",
    "make run": _ALL.format("'load_pages', 'load_work', 'load_server'"),
}


def loaded_after(code: str, data_dir: Path) -> set[str]:
    """The outermost names of the modules that are there."""
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"DEMO": "1", "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code + _SHOWN],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", BEGINNINGS)
def test_nothing_heavy_is_loaded_before_somebody_needs_it(name: str, tmp_path: Path) -> None:
    loaded = loaded_after(BEGINNINGS[name], tmp_path)
    assert {"django", "visits"} <= loaded
    assert loaded & HEAVY == set()
    assert not list(tmp_path.glob("*.sqlite3")), "no connection was opened"
