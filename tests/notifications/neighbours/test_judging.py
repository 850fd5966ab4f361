"""Strangers' words: only what is of the right kind and size is believed."""

import datetime as dt
import json
from typing import Any

import pytest

from notifications.neighbours.judging import Unusable, line_of, said_of, weeks_of

ADDRESS = "https://mpp.example.go.id"
GOOD = {
    "format": "singgah-directory",
    "version": 1,
    "name": "MPP Solok",
    "region": {"code": "13.02", "name": "Kabupaten Solok, Sumatera Barat"},
    "address": ADDRESS,
    "weeks": f"{ADDRESS}/api/v1/weeks/",
    "languages": ["id", "en", "xx", 7],
    "open": True,
}
TODAY = dt.date(2026, 11, 23)
WEEK = {"week": "2026-W49", "starts_on": "2026-11-30", "available": 3, "bookable": True}


def said(**changes: Any) -> Any:
    return said_of(json.dumps(GOOD | changes).encode(), address=ADDRESS)


def test_what_is_right_is_read() -> None:
    found = said()
    assert (found.name, found.region) == ("MPP Solok", "Kabupaten Solok, Sumatera Barat")
    assert (found.weeks_path, found.languages, found.open) == ("/api/v1/weeks/", ["en", "id"], True)


def test_a_later_version_with_more_members_is_read_too() -> None:
    assert said(version=2, photos=["x"]).name == "MPP Solok"


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "other"},
        {"version": True},
        {"version": "1"},
        {"version": 0},
        {"name": ""},
        {"name": ["MPP"]},
        {"name": "\u202e\u200b"},
        {"weeks": None},
        {"weeks": "/api/v1/weeks/"},
        {"weeks": "http://mpp.example.go.id/api/v1/weeks/"},
        {"weeks": "https://169.254.169.254/latest/"},
        {"weeks": "https://mpp.example.go.id:8443/"},
        {"weeks": "https://mpp.example.go.id@evil.example/"},
        {"weeks": "https://a@mpp.example.go.id/"},
        {"weeks": "https://mpp.example.go.id:x/"},
        {"weeks": "https://[/"},
    ],
    ids=lambda changes: "-".join(f"{k}={v!a}" for k, v in changes.items()),
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unusable):
        said(**changes)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[" * 100_000, b"null", b"[]", b"1" * 10_000],
    ids=["empty", "no-utf8", "deep", "null", "list", "long-number"],
)
def test_what_is_no_document_is_refused(body: bytes) -> None:
    with pytest.raises(Unusable):
        said_of(body, address=ADDRESS)


def test_the_port_of_the_scheme_may_be_written() -> None:
    assert said(weeks="https://mpp.example.go.id:443/w/").weeks_path == "/w/"


def test_names_become_one_short_line() -> None:
    assert line_of(" MPP\n\tSolok\u202e\u0000  Kota ") == "MPPSolok Kota"
    assert len(line_of("x" * 100_000)) == 120
    assert line_of(7) == ""


def weeks(*found: Any) -> list[tuple[str, int]]:
    return weeks_of(json.dumps(found).encode(), today=TODAY)


def test_only_weeks_with_places_that_can_be_asked_for_are_kept() -> None:
    assert weeks(
        WEEK,
        WEEK | {"starts_on": "2026-12-07", "available": 0},
        WEEK | {"starts_on": "2026-12-14", "bookable": "yes"},
        WEEK | {"starts_on": "2026-12-22"},  # no Monday
        WEEK | {"starts_on": "2020-12-07"},
        WEEK | {"starts_on": "2036-12-01"},
        WEEK,
    ) == [("2026-11-30", 3)]


@pytest.mark.parametrize(
    "changes",
    [
        {"available": -1},
        {"available": 10**9},
        {"available": True},
        {"available": 2.5},
        {"available": "3"},
        {"available": None},
        {"starts_on": "30-11-2026"},
        {"starts_on": "2026-W49-1"},
        {"starts_on": 20261130},
        {"starts_on": "<script>al"},
    ],
    ids=lambda changes: "-".join(f"{k}={v!a}" for k, v in changes.items()),
)
def test_lying_numbers_and_days_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unusable):
        weeks(WEEK | changes)


def test_more_weeks_than_a_year_has_are_cut() -> None:
    many = [
        WEEK | {"starts_on": (dt.date(2026, 11, 23) + dt.timedelta(weeks=n)).isoformat()}
        for n in range(3000)
    ]
    assert len(weeks(*many)) <= 60
