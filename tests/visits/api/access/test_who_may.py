"""Every call by every kind of caller; a new call without a row here fails."""

import datetime as dt
import json
from collections.abc import Iterator, Set
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Closure, Room
from tests.factories import a_visit
from tests.visits.api.access.callers import Caller, all_callers
from visits.api.urls import urlpatterns
from visits.models import Host, Material, Paper, Visit

ANYONE = frozenset(
    {"anyone", "delegation", "other delegation", "no scope", "visits:read", "visits:write",
     "visits:submit", "schedule:write", "reports:read", "every scope", "admin", "protocol",
     "leader", "officer", "no role"}
)  # fmt: skip
READERS = frozenset({"visits:read", "every scope", "admin", "protocol", "leader"})
DECIDERS = frozenset({"visits:write", "every scope", "admin", "protocol"})
OWN = frozenset({"delegation"})
OFFICER = frozenset({"officer"})
VISIT = "visits/{reference}/"
# Before the visit is over there is nothing for its delegation: test_files.py.
GET_MATERIAL = f"GET {VISIT}materials/{{pk}}/"

MAY: dict[str, frozenset[str]] = {
    "GET schema/": ANYONE,
    "GET weeks/": ANYONE,
    "PUT weeks/{week}/": frozenset(
        {"schedule:write", "every scope", "admin", "leader", "protocol"}
    ),
    "GET slots/": ANYONE,
    "GET regions/": ANYONE,
    "GET agencies/": ANYONE,
    "GET topics/": ANYONE,
    "GET closures/": ANYONE,
    "POST closures/": frozenset({"schedule:write", "every scope", "admin", "protocol"}),
    "DELETE closures/{pk}/": frozenset({"schedule:write", "every scope", "admin", "protocol"}),
    "GET events/": READERS,
    "GET inbox/": READERS,
    "GET waiting-list/": READERS,
    "GET officers/": READERS,
    "GET duties/": OFFICER,
    "GET reports/": frozenset({"reports:read", "every scope", "admin", "leader", "protocol"}),
    "GET reports/weeks/": frozenset({"reports:read", "every scope", "admin", "leader", "protocol"}),
    "GET visits/": READERS,
    "POST visits/": ANYONE,
    f"GET {VISIT}": READERS | OWN,
    f"PATCH {VISIT}": DECIDERS | OWN,
    f"POST {VISIT}verify/": ANYONE,
    f"POST {VISIT}accept/": DECIDERS | OWN,
    f"POST {VISIT}cancel/": DECIDERS | OWN,
    f"POST {VISIT}refuse/": DECIDERS | OWN,
    f"POST {VISIT}reschedule/": DECIDERS | OWN,
    f"POST {VISIT}merge/": DECIDERS,
    f"POST {VISIT}split/": DECIDERS,
    f"POST {VISIT}approve/": DECIDERS,
    f"POST {VISIT}decline/": DECIDERS,
    f"POST {VISIT}propose/": DECIDERS,
    f"POST {VISIT}assign/": DECIDERS,
    f"POST {VISIT}check-in/": DECIDERS,
    f"GET {VISIT}presence/": READERS | OWN,
    f"POST {VISIT}presence/": DECIDERS,
    f"POST {VISIT}take-back-presence/": DECIDERS,
    f"POST {VISIT}complete/": DECIDERS,
    f"POST {VISIT}no-show/": DECIDERS,
    f"POST {VISIT}take-back/": DECIDERS,
    f"POST {VISIT}keep/": DECIDERS,
    f"POST {VISIT}undo/": DECIDERS,
    f"POST {VISIT}reopen/": DECIDERS,
    f"POST {VISIT}reorder/": DECIDERS,
    f"POST {VISIT}letter-due/": DECIDERS,
    f"POST {VISIT}letter-came/": DECIDERS,
    f"POST {VISIT}ask-missing/": DECIDERS,
    f"POST {VISIT}give-missing/": DECIDERS | OWN,
    f"POST {VISIT}consent/": DECIDERS | OWN,
    f"POST {VISIT}answer/": DECIDERS | OFFICER,
    f"GET {VISIT}candidates/": READERS,
    f"GET {VISIT}agenda/": READERS | OWN,
    f"PUT {VISIT}agenda/": DECIDERS,
    f"GET {VISIT}letter/": READERS,
    f"POST {VISIT}letter/": DECIDERS | OWN,
    f"GET {VISIT}assignment-letter/": READERS,
    f"POST {VISIT}assignment-letter/": DECIDERS | OWN,
    f"GET {VISIT}messages/": READERS | OWN,
    f"POST {VISIT}messages/": DECIDERS | OWN,
    f"GET {VISIT}notes/": READERS,
    f"POST {VISIT}notes/": DECIDERS,
    f"POST {VISIT}pass-on/": DECIDERS,
    f"POST {VISIT}mark-read/": DECIDERS,
    f"GET {VISIT}materials/": READERS | OWN,
    f"POST {VISIT}materials/": DECIDERS,
    GET_MATERIAL: READERS,
    f"DELETE {VISIT}materials/{{pk}}/": DECIDERS,
    f"GET {VISIT}papers/": READERS | OWN,
    f"POST {VISIT}papers/": DECIDERS,
    f"GET {VISIT}papers/{{pk}}/file/": READERS | OWN,
    f"POST {VISIT}papers/{{pk}}/sign/": DECIDERS,
    f"POST {VISIT}papers/{{pk}}/send/": DECIDERS,
    f"POST {VISIT}papers/{{pk}}/withdraw/": DECIDERS,
}


def routes() -> Iterator[str]:
    """Every method and path that the router knows, but the one for what is not there."""
    for pattern in urlpatterns:
        view: Any = pattern.callback.view_class
        path = str(pattern.pattern).removeprefix("^").removesuffix("$")
        path = path.replace("(?P<reference>[A-Za-z0-9-]{1,16})", "{reference}")
        path = path.replace("<str:week>", "{week}").replace("(?P<pk>[0-9]{1,18})", "{pk}")
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield f"{method.upper()} {path}"


def test_every_call_has_a_row() -> None:
    assert set(routes()) == set(MAY)


@pytest.fixture
def visit(host: Host, room: Room) -> Visit:
    """The visit that is asked about, with a letter and a file to share."""
    visit = a_visit(trusted=True)
    visit.letter_file.save("surat.pdf", ContentFile(b"%PDF-1.4"))
    visit.assignment_letter.save("surat.pdf", ContentFile(b"%PDF-1.4"))
    Material.objects.create(
        visit=visit, title="Paparan", file=ContentFile(b"%PDF-1.4", "m.pdf"), size=8,
        added_at=timezone.now(),
    )  # fmt: skip
    Paper.objects.create(
        visit=visit, kind="reply", state="signed", number="1", issued_on=timezone.localdate(),
        issued_at=timezone.now(), made_at=timezone.now(), signed_at=timezone.now(), sha256="0" * 64,
        file=ContentFile(b"%PDF-1.4", "p.pdf"),
    )  # fmt: skip
    long_ago = dt.date(2020, 1, 6)
    Closure.objects.create(
        pk=1, name="Libur", kind="holiday", starts_on=long_ago, ends_on=long_ago
    )  # fmt: skip
    return visit


@pytest.fixture
def callers(visit: Visit) -> dict[str, Caller]:
    """All of them."""
    return all_callers(visit, a_visit())


# In each run all who may not, but two of those who may: they do the work.
SOME_OR_ALL = pytest.mark.parametrize("most", [2, pytest.param(99, marks=pytest.mark.slow)])


@SOME_OR_ALL
@pytest.mark.parametrize("call", MAY)
def test_who_may(call: str, most: int, visit: Visit, callers: dict[str, Caller]) -> None:
    method, path = call.split()
    address = "/api/v1/" + _filled(path, visit)
    may = _by_turns(MAY[call], most, list(MAY).index(call))
    for name, caller in callers.items():
        if name in MAY[call] and name not in may:
            continue
        file, closure = Material.objects.get(), Closure.objects.get(pk=1)
        status = _status(caller, method, address)
        # Whoever may has perhaps removed them.
        file.save()
        closure.save()
        if name == "wrong token":
            expected: tuple[int, ...] = (401,)
        elif name in MAY[call]:
            assert status not in (401, 403, 404, 405), f"{name} may {call}, and got {status}"
            continue
        elif name == "anyone":
            expected = (401,)
        elif "delegation" in name and call == GET_MATERIAL:
            expected = (404,)
        elif name == "other delegation":
            # Of a visit that is not its own it does not even hear whether it exists.
            expected = (404,) if "delegation" in MAY[call] else (403,)
        else:
            expected = (403,)
        assert status in expected, f"{name} may not {call}, and got {status}"


@SOME_OR_ALL
def test_the_answer_does_not_tell_whether_a_visit_exists(
    most: int, visit: Visit, callers: dict[str, Caller]
) -> None:
    for turn, (call, may) in enumerate(MAY.items()):
        method, path = call.split()
        if "{reference}" not in path or may == ANYONE:
            continue
        for name in _by_turns(set(callers) - may, most, turn):
            there = _answer(callers[name], method, "/api/v1/" + path, visit.reference)
            gone = _answer(callers[name], method, "/api/v1/" + path, "ST-2026-9999")
            assert there == gone, (call, name)


def test_a_session_without_csrf_token_changes_nothing(
    visit: Visit, callers: dict[str, Caller]
) -> None:
    protocol = callers["protocol"]
    for call, may in MAY.items():
        method, path = call.split()
        if method == "GET":
            continue
        address = "/api/v1/" + _filled(path, visit)
        bare = Caller("protocol", {}, protocol.cookies)
        assert _status(bare, method, address) == 403, call
        assert may
    visit.refresh_from_db()
    assert visit.version == 1


def _by_turns(names: Set[str], most: int, turn: int) -> list[str]:
    """At most so many of them, others with each turn."""
    found = sorted(names)
    start = turn * most % len(found)
    return (found[start:] + found[:start])[:most]


def _filled(path: str, visit: Visit) -> str:
    material = visit.materials.first()
    assert material is not None
    pk = 1 if path.startswith("closures") else material.pk
    if "papers" in path:
        pk = visit.papers.get().pk
    return path.format(reference=visit.reference, week="2030-W10", pk=pk)


def _status(caller: Caller, method: str, address: str) -> int:
    return _send(caller, method, address).status_code


def _answer(caller: Caller, method: str, path: str, reference: str) -> tuple[int, Any]:
    answer = _send(caller, method, path.format(reference=reference, pk=1))
    return answer.status_code, json.loads(answer.content)


def _send(caller: Caller, method: str, address: str) -> Any:
    browser = Client(enforce_csrf_checks=True)
    for name, value in caller.cookies.items():
        browser.cookies[name] = value
    return browser.generic(
        method, address, b"{}", content_type="application/json", headers=caller.headers
    )
