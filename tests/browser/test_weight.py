"""How heavy and how quick the front page is, on the embedded system as it runs."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page

from tests.stack import Stack

pytestmark = [pytest.mark.machine_clock, pytest.mark.needs_chromium]
_LCP = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().at(-1).startTime)).observe(
        {type: 'largest-contentful-paint', buffered: true}))"""


def _line(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return session


@pytest.mark.parametrize(
    ("path", "most"), [("/", 60_000), ("/ajukan/", 100_000), ("/statistik/", 75_000)]
)
def test_a_first_look_is_light_and_asks_no_other_host(
    open_page: Callable[..., Page], embedded: Stack, path: str, most: int
) -> None:
    page = open_page()
    hosts: set[str] = set()
    sizes: dict[str, float] = {}
    names: dict[str, str] = {}
    line = _line(page)
    line.on(
        "Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]})
    )
    line.on(
        "Network.loadingFinished",
        lambda e: sizes.update({names[e["requestId"]]: e["encodedDataLength"]}),
    )
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(embedded.base_url + path)
    page.wait_for_load_state("networkidle")
    assert hosts == {embedded.base_url.split("/")[2]}
    assert sum(sizes.values()) < most, {
        url.rpartition("/")[2]: round(size) for url, size in sizes.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "own"])
def test_what_matters_stands_within_two_seconds_on_a_slow_phone(
    open_page: Callable[..., Page], embedded: Stack, path: str
) -> None:
    """400 kbit/s, 400 ms to and fro, a processor four times as slow; the median of five."""
    address = embedded.base_url + (_own_page(open_page(), embedded) if path == "own" else path)
    times = []
    for _ in range(5):
        page = open_page()
        line = _line(page)
        line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 400,
                "downloadThroughput": 400_000 / 8,
                "uploadThroughput": 400_000 / 8,
            },
        )
        page.goto(address)
        page.wait_for_load_state("networkidle")
        times.append(page.evaluate(_LCP))
    assert sorted(times)[2] <= 2000, times


def _own_page(page: Page, embedded: Stack) -> str:
    """A visit's own page, from a mail in the demo's mailbox."""
    page.goto(f"{embedded.base_url}/demo/surat/")
    page.get_by_role("link", name=re.compile("Disetujui")).first.click()
    found = re.search(r"/k/[^/\"]+/", page.content())
    assert found
    return found[0]
