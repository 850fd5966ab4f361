"""What a browser fetches for the first view of the front page."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Error, sync_playwright

from tests.load.ground import database, folder, tool, web
from tests.load.host import approved_visits, furnish
from tests.load.report import Figure, Missing
from tests.stack import ROOT

_AIM = 100


def measure() -> Iterator[Figure]:
    """The bytes on the wire of everything, as production serves it."""
    chromium = os.environ.get("CHROMIUM") or tool("chromium")
    with database() as url, folder() as data_dir:
        furnish(1)
        approved_visits(20, rooms=1)
        env = {"DEMO": "", "SECRET_KEY": "0123456789" * 5, "ALLOWED_HOSTS": "127.0.0.1"}
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
            cwd=ROOT,
            env={**os.environ, **env, "DATA_DIR": str(data_dir)},
            check=True,
            timeout=120,
        )
        with web(url, **env) as address:
            fetched = _fetched(chromium, f"{address}/")
    total = sum(fetched.values()) / 1024
    parts = ", ".join(f"{name} {size / 1024:.0f}" for name, size in fetched.items())
    yield Figure("landing page", [total], aim=_AIM, at_least=False, unit="KB", seen=parts)


def _fetched(chromium: str, address: str) -> dict[str, float]:
    """Bytes by the kind of resource, heads of answers included."""
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def asked(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def came(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        sizes[kind] = sizes.get(kind, 0) + event["encodedDataLength"]

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 390, "height": 844})
            session = page.context.new_cdp_session(page)
            session.on("Network.requestWillBeSent", asked)
            session.on("Network.loadingFinished", came)
            session.send("Network.enable")
            page.goto(address, wait_until="networkidle")
            browser.close()
    except Error as error:
        raise Missing(f"Chromium does not start: {error.message[:200]}") from error
    return sizes
