"""What anyone reads most, beside nginx with the same bytes as a file: pages, weeks, feeds again."""

import urllib.request
from collections.abc import Iterator

from notifications.feeds import contents
from tests.load.ground import ROUNDS, database, nginx, web, wrk
from tests.load.host import approved_visits, furnish
from tests.load.report import Figure, rate

_SECONDS = 2
_PAGE_AIM, _WEEKS_AIM, _FEED_AIM = 0.3, 0.5, 0.4
_VISITS = 100


def measure() -> Iterator[Figure]:
    """The front page, the schedule, the JSON of weeks, and an unchanged feed of staff by 304."""
    with database() as url:
        furnish(4)
        approved_visits(_VISITS, rooms=4)
        _, feed = contents.create("staff")
        feed = feed[feed.index("/kalender/") :]
        with web(url) as address:
            for path in ("/", "/jadwal/"):
                yield _page(address, path)
            yield _weeks(f"{address}/api/v1/weeks/")
            yield _unchanged(f"{address}{feed}")


def _page(address: str, path: str) -> Figure:
    """As browsers ask for it: packed; nginx serves the packed bytes as they are."""
    asked = "Accept-Encoding: gzip, deflate, br, zstd"
    name, _, value = asked.partition(": ")
    request = urllib.request.Request(address + path, headers={name: value})
    with urllib.request.urlopen(request) as answer:
        body = answer.read()
    with nginx(body, "text/html") as file:
        page = f"public page {path}"
        return _beside(page, _PAGE_AIM, address + path, ("-H", asked), file, ())


def _weeks(address: str) -> Figure:
    with urllib.request.urlopen(address) as answer:
        body = answer.read()
    with nginx(body, "application/json") as file:
        return _beside("public weeks, JSON", _WEEKS_AIM, address, (), file, ())


def _unchanged(address: str) -> Figure:
    with urllib.request.urlopen(address) as answer:
        body, tag = answer.read(), answer.headers["ETag"]
    with nginx(body, "text/calendar") as file:
        with urllib.request.urlopen(file) as answer:
            file_tag = answer.headers["ETag"]
        ours, theirs = (("-H", f"If-None-Match: {known}") for known in (tag, file_tag))
        return _beside("unchanged feed, 304", _FEED_AIM, address, ours, file, theirs)


def _beside(
    path: str,
    aim: float,
    ours: str,
    our_headers: tuple[str, ...],
    file: str,
    file_headers: tuple[str, ...],
) -> Figure:
    found = [
        (
            wrk(ours, seconds=_SECONDS, more=our_headers),
            wrk(file, seconds=_SECONDS, more=file_headers),
        )
        for _ in range(ROUNDS)
    ]
    us, server = (sum(side) / len(found) for side in zip(*found, strict=True))
    return Figure(
        path,
        [mine / theirs for mine, theirs in found],
        aim=aim,
        at_least=True,
        seen=f"{rate(us)}, nginx {rate(server)}",
    )
