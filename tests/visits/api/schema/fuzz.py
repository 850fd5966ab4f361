"""Requests made from the description itself, by every kind of caller (schemathesis).

What must hold of each answer: no fault of ours, a documented status, the documented shape and
headers, wrong input refused, and nothing that this caller may not see. One by one (`run`), and as
ways from call to call along the description's links (`walk`).
"""

from collections.abc import Callable
from typing import Any

import schemathesis
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.generation.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from config.wsgi import application
from tests.visits.api.access.callers import INSIDERS, Caller
from tests.visits.api.schema.write_openapi import generated, read
from tests.visits.api.world import SECRET, World

CONFIG: dict[str, Any] = {
    # The callers bring their own tokens.
    "generation": {"with-security-parameters": False},
    "checks": {
        # Codes, sessions and weeks that there are not are refused though the schema allows them.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "400", "401", "403", "404", "409", "413", "415", "422"]
        },
        "negative_data_rejection": {
            "expected-statuses": [
                "400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "429",
            ]
        },
    }
}  # fmt: skip


_STEPS = 12


def load() -> Any:
    """The description, bound to the application itself."""
    load_all_checks()
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_dict(read(generated()), config=config)
    schema.app = application
    return schema


def sensible(case: Case, world: World, draw: int) -> None:
    """Give most well-formed requests what there is: sessions, officers, visits, no old version.

    Without it hardly a request would get beyond the look-up of what it names.
    """
    if not (draw % 4 and case.meta and case.meta.generation.mode == GenerationMode.POSITIVE):
        return
    # Copies: what was drawn may be drawn again.
    case.headers = case.headers.copy()
    for name in ("If-Match", "Idempotency-Key"):
        case.headers.pop(name, None)
    if not isinstance(case.body, dict):
        return
    slot = str(world.slots[draw % len(world.slots)])
    known = {
        "slot": slot,
        "slots": [slot],
        "into": world.references[draw % len(world.references)],
        "officers": [world.officer.email],
        "receiving": None,
        "officer": world.officer.email,
        "region": "13.02",
        "topics": [],
        "agencies": [],
        "people": 1 + draw % 40,
        "contact": {"name": "Budi", "phone": "0812-3456-7890", "email": "budi@x.example"},
        "arrived_at": None,
        "left_at": None,
    }
    given = {name: value for name, value in case.body.items() if name != "version"}
    case.body = given | {name: value for name, value in known.items() if name in given}


def of(case: Case, reference: str) -> None:
    """Let a request be about one of our visits."""
    case.path_parameters = {**case.path_parameters, "reference": reference}


def until(enough: Callable[[], bool], once: Callable[[], object], failures: list[Any]) -> None:
    """Fuzz once, and again until it is enough; raises the first of `failures`, if there are.

    Tokens, ids and sessions differ from run to run, and what is drawn next may depend on them:
    that Hypothesis notices it is no failure of the API.
    """
    while not enough():
        try:
            once()
        except Flaky:
            if failures:
                raise failures[0] from None


def check_unseen(case: Case, caller: Caller, response: Any) -> None:
    """See that who is no insider reads nothing personal of another visit."""
    text = response.content.decode("utf-8", "replace").casefold()
    if caller.name not in INSIDERS:
        assert SECRET.casefold() not in text, f"{caller.name} saw it: {case.method} {case.path}"


def check(case: Case, caller: Caller, excluded: list[Any]) -> None:
    """Send one request as `caller` and judge the answer."""
    session = dict(caller.headers)
    response = case.call(headers=session, cookies=caller.cookies)
    check_unseen(case, caller, response)
    # That check takes a session's cookie for an invented one; test_who_may.py asks instead.
    unfit = [*excluded, *([ignored_auth] if caller.cookies else [])]
    case.validate_response(response, headers=session, excluded_checks=unfit)


def run(operation: Any, world: World, *, examples: int) -> int:
    """Fuzz one operation with so many requests by callers drawn by lot; gives how many."""
    sent = 0
    failures: list[BaseException] = []
    callers = st.sampled_from(sorted(world.callers))
    modes = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def fuzz(data: Any) -> None:
        nonlocal sent
        case = data.draw(operation.as_strategy(data.draw(modes)))
        excluded = []
        if "reference" in case.path_parameters and data.draw(st.integers(0, 9)):
            of(case, data.draw(st.sampled_from(world.references)))
            # Perhaps the reference was what made it wrong.
            excluded.append(negative_data_rejection)
        if getattr(case.meta.phase.data, "description", "") == "Positive test case":
            # Nothing of it could be made wrong, though it was to be.
            excluded.append(negative_data_rejection)
        sensible(case, world, data.draw(st.integers(0, 999)))
        caller = world.callers[data.draw(callers)]
        sent += 1
        try:
            check(case, caller, excluded)
        except BaseException as failure:
            failures.append(failure)
            raise

    until(lambda: sent >= examples, fuzz, failures)
    return sent


def walk(schema: Any, world: World, caller: Caller, *, requests: int) -> list[int]:
    """Go from call to call along the description's links as `caller`, with so many requests.

    Gives the statuses met.

    Each scenario begins with the same visits. A delegation whose request was taken goes on with
    the token that it got.
    """
    met: list[int] = []
    failures: list[BaseException] = []

    class Walk(schema.as_state_machine()):  # type: ignore[misc]  # made while it runs
        def setup(self) -> None:
            self.token, self.sent = "", 0
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            cache.clear()  # what was remembered has never been

        def before_call(self, case: Case) -> None:
            self.sent += 1
            sensible(case, world, self.sent)
            if case.path_parameters.get("reference") and self.sent % 3 == 0 and not self.token:
                reference = world.references[self.sent % len(world.references)]
                of(case, reference)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            headers = dict(caller.headers)
            if self.token:
                headers["Authorization"] = f"Bearer {self.token}"
            return {"headers": headers, "cookies": caller.cookies}

        def after_call(self, response: Any, case: Case) -> None:
            super().after_call(response, case)
            met.append(response.status_code)
            if caller.name == "delegation" and response.status_code == 201:
                self.token = response.json().get("token", self.token)

        def validate_response(self, response: Any, case: Case, **more: Any) -> None:
            # See `check`: the first for sessions, the second where we named another visit.
            excluded = [*([ignored_auth] if caller.cookies else []), negative_data_rejection]
            try:
                check_unseen(case, caller, response)
                case.validate_response(response, headers=more["headers"], excluded_checks=excluded)
            except BaseException as failure:
                failures.append(failure)
                raise

    some = settings(
        max_examples=min(20, 1 + requests // _STEPS),
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    until(
        lambda: len(met) >= requests,
        lambda: run_state_machine_as_test(Walk, settings=some),
        failures,
    )
    return met
