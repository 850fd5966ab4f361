"""The API against its own description, for long: `make test-slow`."""

import datetime as dt
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pytest_django import Settings

from scheduling.models import Room
from tests.stack import Stack
from tests.visits.api.schema.fuzz import CONFIG, run, walk
from tests.visits.api.schema.test_fuzz import OPERATIONS, WALKERS, schema
from tests.visits.api.world import World
from visits.models import ApiKey, Host

pytestmark = [pytest.mark.machine_clock, pytest.mark.slow]
ENOUGH = 20_000
# Half of them one by one, half of them as ways from call to call.
EACH_OPERATION = -(-ENOUGH // (2 * len(OPERATIONS)))
EACH_WALKER = -(-ENOUGH // (2 * len(WALKERS)))


def test_it_is_enough() -> None:
    assert EACH_OPERATION * len(OPERATIONS) + EACH_WALKER * len(WALKERS) >= ENOUGH


@pytest.mark.parametrize("name", OPERATIONS)
def test_thousands_of_requests_by_every_caller(
    host: Host, room: Room, now: dt.datetime, settings: Settings, name: str
) -> None:
    settings.THROTTLE = False
    sent = run(OPERATIONS[name], World(now), examples=EACH_OPERATION)
    print(f"{name}: {sent} requests")  # noqa: T201
    assert sent >= EACH_OPERATION


@pytest.mark.parametrize("caller", WALKERS)
def test_thousands_of_ways_from_call_to_call(
    host: Host, room: Room, now: dt.datetime, settings: Settings, caller: str
) -> None:
    settings.THROTTLE = False
    world = World(now)
    met = walk(schema, world, world.callers[caller], requests=EACH_WALKER)
    print(f"{caller}: {len(met)} requests, {sorted(Counter(met).items())}")  # noqa: T201
    assert len(met) >= EACH_WALKER
    # Nobody may so little that all is refused.
    assert {200, 400} <= set(met)


@pytest.mark.needs_postgres
@pytest.mark.needs_redis
@pytest.mark.parametrize("caller", ["anyone", "every scope"])
def test_limits_and_ways_from_call_to_call_on_a_running_system(
    production: Stack, tmp_path: Path, caller: str
) -> None:
    headers = ["-H", "Accept-Language: en"]
    if caller == "every scope":
        key = production.manage("create_api_key", "Uji", "--scope", *ApiKey.Scope.values)
        headers += ["-H", f"Authorization: Bearer {key.splitlines()[-1]}"]
    config = tmp_path / "schemathesis.toml"
    config.write_text("".join(_toml(name, values) for name, values in CONFIG["checks"].items()))
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run",
            f"{production.base_url}/api/v1/schema/", *headers, "--no-color",
            "--phases", "examples,coverage,stateful", "-n", "20",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=1500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def _toml(check: str, values: dict[str, list[str]]) -> str:
    return f"[checks.{check}]\nexpected-statuses = {json.dumps(values['expected-statuses'])}\n"
