"""The API against its own description."""

import datetime as dt

import pytest
from pytest_django import Settings

from scheduling.models import Room
from tests.sampled import sampled
from tests.visits.api.access.callers import SCOPES
from tests.visits.api.schema.fuzz import load, run, walk
from tests.visits.api.world import World
from visits.models import Host
from visits.people import roles

schema = load()
OPERATIONS = {
    f"{operation.ok().method.upper()} {operation.ok().path}": operation.ok()
    for operation in schema.get_all_operations()
}
# Who goes from call to call, each with what one role or one scope may.
WALKERS = ("anyone", "delegation", "no scope", *SCOPES, "every scope", *roles.ALL)


@pytest.mark.parametrize("name", sampled(OPERATIONS, every=3))
def test_every_caller_gets_what_the_description_says(
    host: Host, room: Room, now: dt.datetime, settings: Settings, name: str
) -> None:
    settings.THROTTLE = False
    assert run(OPERATIONS[name], World(now), examples=6) >= 6


@pytest.mark.parametrize("caller", sampled(WALKERS, every=3))
def test_ways_from_call_to_call(
    host: Host, room: Room, now: dt.datetime, settings: Settings, caller: str
) -> None:
    settings.THROTTLE = False
    world = World(now)
    met = walk(schema, world, world.callers[caller], requests=15)
    assert len(met) >= 15
