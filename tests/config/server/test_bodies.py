"""Bodies: bounded in octets, in time, in number, and together."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from config.server import bodies
from config.server.bodies import Bodies
from config.server.refusals import Refusal
from tests.config.server.loop import played


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.3)
    monkeypatch.setattr(bodies, "SLOW_AFTER_SECONDS", 0.05)
    monkeypatch.setattr(bodies, "MOST_SECONDS_DRAINED", 0.2)
    monkeypatch.setattr(bodies, "LEAST_OCTETS_A_SECOND", 1000)


async def pieces(*sizes: int, pause: float = 0.0, stalls: bool = False) -> AsyncIterator[bytes]:
    """A body as it arrives."""
    for size in sizes:
        await asyncio.sleep(pause)
        yield b"x" * size
    if stalls:
        await asyncio.sleep(30)


def read(
    source: Callable[[], AsyncIterator[bytes]], length: int | None = None, *, most: int = 10_000
) -> tuple[bytes | int, int]:
    """The body, or the status it is refused with, and what is held afterwards."""

    async def play() -> tuple[bytes | int, int]:
        found = Bodies(most)
        try:
            body, size = await found.read(source(), length, "n")
        except Refusal as refused:
            return refused.status, found.held
        content = body.read()
        assert len(content) == size == found.held
        found.release(size)
        return content, found.held

    return played(play)


@pytest.mark.parametrize("length", [300, None])
def test_a_body_comes_whole(length: int | None) -> None:
    assert read(lambda: pieces(100, 200), length) == (b"x" * 300, 0)


@pytest.mark.parametrize(
    ("source", "length", "status"),
    [
        (lambda: pieces(20_000), 20_000, 413),
        (lambda: pieces(9_000, 9_000), None, 413),
        (lambda: pieces(stalls=True), 20_000, 413),
        (lambda: pieces(10), 300, 400),
        (lambda: pieces(10, stalls=True), 300, 408),
        (lambda: pieces(*[1] * 100, pause=0.02), 100, 408),
    ],
    ids=["said", "counted", "said and silent", "broken off", "silent", "one by one"],
)
def test_what_is_refused_holds_nothing(
    source: Callable[[], AsyncIterator[bytes]], length: int | None, status: int
) -> None:
    assert read(source, length) == (status, 0)


def test_who_keeps_to_the_rate_may_take_longer() -> None:
    assert read(lambda: pieces(*[100] * 10, pause=0.05), 1000) == (b"x" * 1000, 0)


def test_only_so_many_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_SLOW_OF_A_NETWORK", 2)
    monkeypatch.setattr(bodies, "MOST_SLOW", 3)

    async def play() -> None:
        found = Bodies(1000)

        async def status(network: str) -> int:
            with pytest.raises(Refusal) as refused:
                await found.read(pieces(stalls=True), 100, network)
            return refused.value.status

        slow = [asyncio.create_task(status(name)) for name in ("a", "a", "a", "b", "c")]
        assert await asyncio.gather(*slow) == [408, 408, 429, 408, 503]
        # Who is quick is not asked how many are slow; and afterwards there is room again.
        assert (await found.read(pieces(5), 5, "a"))[1] == 5
        assert await status("a") == 408

    played(play)


def test_together_they_hold_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_OCTETS_HELD", 150)

    async def play() -> None:
        found = Bodies(1000)
        _, size = await found.read(pieces(100), 100, "a")
        with pytest.raises(Refusal) as refused:
            await found.read(pieces(100), 100, "b")
        assert (refused.value.status, found.held) == (503, 100)
        found.release(size)
        await found.read(pieces(100), 100, "b")

    played(play)
