"""How heavy and how quick the front page is, on the embedded system as it runs."""

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


def test_the_front_page_is_light_and_asks_no_other_host(
    open_page: Callable[..., Page], embedded: Stack
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
    page.goto(embedded.base_url)
    page.wait_for_load_state("networkidle")
    assert hosts == {embedded.base_url.split("/")[2]}
    assert sum(sizes.values()) < 100_000, {
        url.rpartition("/")[2]: round(size) for url, size in sizes.items()
    }


@pytest.mark.slow
def test_the_front_page_stands_within_a_second_and_a_half_on_a_slow_phone(
    open_page: Callable[..., Page], embedded: Stack
) -> None:
    times = []
    for _ in range(3):
        page = open_page()
        line = _line(page)
        line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 150,
                "downloadThroughput": 1_600_000 / 8,
                "uploadThroughput": 750_000 / 8,
            },
        )
        page.goto(embedded.base_url)
        page.wait_for_load_state("networkidle")
        times.append(page.evaluate(_LCP))
    assert sorted(times)[1] < 1500, times
