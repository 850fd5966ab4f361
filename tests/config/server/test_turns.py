"""Threads are few: no network gets all of them, and none waits without end."""

import asyncio

import pytest

from config.server import turns
from config.server.refusals import Refusal
from config.server.turns import Rate, Turns
from tests.config.server.loop import played


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_network_leaves_two_threads_to_others() -> None:
    async def play() -> None:
        given = Turns(8)
        eager = [asyncio.create_task(given.take("a")) for _ in range(20)]
        await _settle()
        assert sum(task.done() for task in eager) == 6
        await asyncio.wait_for(given.take("b"), 1)
        await asyncio.wait_for(given.take("c"), 1)
        given.give_back("a")
        await _settle()
        assert sum(task.done() for task in eager) == 7
        for task in eager:
            task.cancel()

    played(play)


def test_networks_that_wait_take_turns() -> None:
    async def play() -> None:
        given, order = Turns(3), []

        async def come(name: str) -> None:
            await given.take(name)
            order.append(name)

        for name in ("x", "y", "z"):
            await given.take(name)
        tasks = [asyncio.create_task(come(name)) for name in ("a", "a", "a", "b", "c")]
        await _settle()
        for name in ("x", "a", "b", "c", "a"):
            given.give_back(name)
            await _settle()
        assert order == ["a", "b", "c", "a", "a"]
        await asyncio.gather(*tasks)

    played(play)


def test_who_waits_in_vain_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING_OF_A_NETWORK", 2)
    monkeypatch.setattr(turns, "MOST_WAITING", 3)

    async def play() -> None:
        given = Turns(1)
        await given.take("a")
        waiting = [asyncio.create_task(given.take(name)) for name in ("a", "a", "b")]
        await _settle()
        with pytest.raises(Refusal) as too_many:
            await given.take("a")
        assert too_many.value.status == 429
        with pytest.raises(Refusal) as crowded:
            await given.take("c")
        assert crowded.value.status == 503
        # Whoever leaves the queue takes nothing with it.
        waiting[0].cancel()
        await _settle()
        given.give_back("a")
        await _settle()
        assert [task.done() for task in waiting] == [True, True, False]
        given.give_back("a")
        await asyncio.wait_for(waiting[2], 1)

    played(play)


def test_a_rate_has_a_reserve_and_recovers() -> None:
    rate = Rate(a_second=2, reserve=10, most_networks=2)
    assert [rate.take("a", 0.0) for _ in range(12)] == [True] * 10 + [False] * 2
    assert rate.take("b", 0.0)
    assert [rate.take("a", 1.0) for _ in range(3)] == [True, True, False]
    rate.take("b", 1.0)
    rate.take("c", 1.0)  # the third: who was quiet longest is forgotten
    assert rate.take("a", 1.0)
