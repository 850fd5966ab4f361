"""An installation for real, in the embedded mode: `DEMO=0 make run` on an empty folder."""

import re
import secrets
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.faults.system import System, call
from tests.stack import free_port

pytestmark = [
    pytest.mark.machine_clock,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


def for_real(data_dir: Path) -> System:
    """A system with what docs/operations.md asks for, and nothing else."""
    port = free_port()
    more = {
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    return System(data_dir, port, more)


def test_every_page_is_served_with_its_styles_and_the_regions_are_there(tmp_path: Path) -> None:
    system = for_real(tmp_path / "var")
    system.start()
    try:
        # Those that ask for visits open later (tests/visits/opening/).
        for path in ("/", "/privasi/", "/aksesibilitas/", "/akun/"):
            with urllib.request.urlopen(system.base_url + path, timeout=20) as answer:
                page = answer.read().decode()
            assert answer.status == 200, path
            styles = re.findall(r'href="(/static/css/[^"]+)"', page)
            assert styles, path
            for style in styles:
                assert re.search(r"\.[0-9a-f]{12}\.css$", style), "named by its content"
                status, _ = call(system.base_url + style)
                assert status == 200, style
        status, found = call(f"{system.base_url}/api/v1/regions/?search=solok")
        assert status == 200
        assert len(found["results"] if isinstance(found, dict) else found) >= 3
    finally:
        system.end()
