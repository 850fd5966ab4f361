"""From a request to an invitation in a calendar, on both ways to run, over HTTP alone."""

import datetime as dt
import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.readers import ical_js, vobject_reader
from tests.stack import Stack, eventually

pytestmark = pytest.mark.machine_clock

CONTACT = "budi@solokkab.example"


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def call(
    stack: Stack, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any, dict[str, str]]:
    """Status, JSON and headers of a call to the API."""
    request = urllib.request.Request(
        f"{stack.base_url}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            raw = answer.read()
            status, got = answer.status, _lower(answer.headers)
    except urllib.error.HTTPError as error:
        raw, status, got = error.read(), error.code, _lower(error.headers)
    kind = got.get("content-type", "")
    return status, json.loads(raw) if "json" in kind and raw else raw, got


def walk(stack: Stack) -> None:
    """The whole way, and what must hold at each step."""
    key = stack.manage("create_api_key", "uji", "--scope", "visits:read", "visits:write")
    staff = {"Authorization": f"Bearer {key.strip().splitlines()[-1]}"}
    feed = stack.manage("create_feed", "staff", "--name", "Uji").strip().splitlines()[-1]
    feed_path = feed.removeprefix(stack.base_url)
    _, slots, _ = call(stack, "GET", "/api/v1/slots/?people=24")
    slot = next(s for s in slots if s["available"])
    week = next_week(stack, slot["date"])

    body = {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Mempelajari tata kelola mal pelayanan publik.",
        "slots": [slot["id"]],
        "people": 24,
        "leader": {"name": "Ir. Siti Rahma", "position": "Kepala Dinas", "rank": "office_head"},
        "contact": {"name": "Budi Hartono", "phone": "0812-3456-7890", "email": CONTACT},
    }
    once = {"Idempotency-Key": "solok-1"}
    status, visit, _ = call(stack, "POST", "/api/v1/visits/", body, **once)
    assert status == 201, visit
    again = call(stack, "POST", "/api/v1/visits/", body, **once)
    assert again[:2] == (201, visit)
    assert visit["status"] == "unverified"
    assert visit["slot"] == slot["id"]
    assert visit["hold_expires_at"]
    becomes(stack, slot["date"], taken=week["taken"] + 1)

    mail = eventually(lambda: stack.mails_to(CONTACT))[0]
    text = mail.get_body(preferencelist=("plain",)).get_content()
    code = re.search(r"^(\d{6})\r?$", text, re.MULTILINE)
    assert code, text
    assert f"/k/{visit['token']}/" in text
    reference = f"/api/v1/visits/{visit['reference']}/"
    status, verified, _ = call(stack, "POST", f"{reference}verify/", {"code": code[1]})
    assert (status, verified["status"]) == (200, "requested")

    own = {"Authorization": f"Bearer {visit['token']}"}
    assert call(stack, "GET", reference)[0] in (401, 403, 404)
    assert call(stack, "POST", f"{reference}approve/", {}, **own)[0] in (403, 404, 409)
    officer = "andi@mpp-batam.example"
    assert call(stack, "POST", f"{reference}assign/", {"officers": [officer]}, **staff)[0] == 200
    status, approved, _ = call(stack, "POST", f"{reference}approve/", {}, **staff)
    assert (status, approved["status"]) == (200, "confirmed"), approved
    status, refusal, got = call(stack, "POST", f"{reference}approve/", {}, **staff)
    assert (status, refusal["code"]) == (409, "wrong_status")
    assert got["content-type"].startswith("application/problem+json")

    invitation = eventually(lambda: invitations(stack, CONTACT))[-1]
    theirs = eventually(
        lambda: [i for i in invitations(stack, officer) if visit["reference"] in str(i["mail"])]
    )[-1]
    assert invitation["uid"] == theirs["uid"]
    assert invitation["sequence"] == theirs["sequence"]
    assert invitation["method"] == "REQUEST"
    assert invitation["start"].astimezone(dt.UTC).isoformat() == to_utc(slot["starts_at"])
    assert CONTACT not in theirs["ics"]
    assert officer not in invitation["ics"]

    for path, private in (("/kalender/publik.ics", False), (feed_path, True)):
        status, calendar, headers = call(stack, "GET", path)
        events = [e for e in ical_js.read(calendar) if e["starts_at"] == invitation["start"]]
        (event,) = [e for e in events if not private or e["uid"] == invitation["uid"]]
        # The public feed gives away nothing that answers an invitation.
        assert (event["uid"] == invitation["uid"]) == private
        assert (event["sequence"] == invitation["sequence"]) == private
        assert ("Solok" in event["summary"]) == private
        assert call(stack, "GET", path, **{"If-None-Match": headers["etag"]})[0] == 304

    status, cancelled, _ = call(stack, "POST", f"{reference}cancel/", {"reason": "Uji"}, **own)
    assert (status, cancelled["status"]) == (200, "cancelled")
    becomes(stack, slot["date"], taken=week["taken"])
    last = eventually(lambda: [i for i in invitations(stack, CONTACT) if i["method"] == "CANCEL"])[
        -1
    ]
    assert last["uid"] == invitation["uid"]
    assert last["sequence"] > invitation["sequence"]
    events = [
        e
        for e in call(stack, "GET", "/api/v1/events/?after=0&limit=200", **staff)[1]["results"]
        if e["visit"] == visit["reference"]
    ]
    assert [e["kind"] for e in events] == [
        "submitted", "verified", "assigned", "approved", "cancelled",
    ]  # fmt: skip
    assert len({str(m["Message-ID"]) for m in stack.mails_to(CONTACT)}) == len(
        stack.mails_to(CONTACT)
    )
    stack.manage("audit_capacity")


def becomes(stack: Stack, date: str, *, taken: int) -> None:
    """The week shows it soon: another web process than the one that changed it may answer."""
    eventually(lambda: next_week(stack, date)["taken"] == taken, within=2)


def next_week(stack: Stack, date: str) -> dict[str, Any]:
    """The week of a date, as anybody sees it."""
    week: dict[str, Any] = call(stack, "GET", f"/api/v1/weeks/?from={date}&to={date}")[1][0]
    return week


def to_utc(text: str) -> str:
    """An ISO instant in UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).isoformat()


def invitations(stack: Stack, address: str) -> list[dict[str, Any]]:
    """The calendar parts of the mails to `address`, as two outside readers read them."""
    found = []
    for mail in stack.mails_to(address):
        parts = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
        if not parts:
            continue
        assert len(parts) == 2
        raw = parts[0].get_payload(decode=True)
        assert raw == parts[1].get_payload(decode=True)
        (event,) = ical_js.read(raw)
        (other,) = vobject_reader.read(raw)
        assert (event["uid"], event["starts_at"], event["summary"]) == (
            other["uid"],
            other["starts_at"],
            other["summary"],
        )
        assert parts[0].get_param("method") == event["method"]
        found.append(
            {
                "uid": event["uid"],
                "sequence": event["sequence"],
                "method": event["method"],
                "start": event["starts_at"],
                "ics": raw.decode(),
                "mail": mail,
            }
        )
    return found


def test_in_the_embedded_mode(embedded: Stack) -> None:
    walk(embedded)


@pytest.mark.needs_postgres
@pytest.mark.needs_redis
def test_on_postgresql_and_redis_with_separate_processes(production: Stack) -> None:
    walk(production)
