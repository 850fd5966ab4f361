"""What another host said, judged: only what is of the right kind and size is believed.

Everything here is written by strangers. Names become one short line without control characters;
numbers, dates and addresses are looked at one by one; what does not fit is an error in one line.
"""

import datetime as dt
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from notifications.neighbours.published import FORMAT, VERSION

_LONGEST_NAME = 120
_MOST_WEEKS = 60
_MOST_PLACES = 100
_FARTHEST = dt.timedelta(days=400)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LANGUAGES = frozenset({"id", "en"})


class Unusable(Exception):
    """Nothing that can be used; the message says why in a few words of ours."""


@dataclass(frozen=True)
class Said:
    """What a host says of itself; `weeks_path` is where its weeks are, on its own address."""

    name: str
    region: str
    weeks_path: str
    open: bool
    languages: list[str] = field(default_factory=list)


def json_of(body: bytes) -> Any:
    """Raises Unusable."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unusable("no JSON") from error


def said_of(body: bytes, *, address: str) -> Said:
    """The document at `address` (scheme, host, port). Raises Unusable."""
    data = json_of(body)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Unusable("not the format of Singgah")
    if type(data.get("version")) is not int or data["version"] < VERSION:
        raise Unusable("no version that is known")
    name, region = line_of(data.get("name")), data.get("region")
    if not name:
        raise Unusable("no name")
    languages = data.get("languages")
    return Said(
        name=name,
        region=line_of(region.get("name")) if isinstance(region, dict) else "",
        weeks_path=_path_on(address, data.get("weeks")),
        open=data.get("open") is True,
        languages=sorted(
            _LANGUAGES.intersection(x for x in languages if isinstance(x, str))
            if isinstance(languages, list)
            else []
        ),
    )


def weeks_of(body: bytes, *, today: dt.date) -> list[tuple[str, int]]:
    """Mondays with places that can be asked for, the next first. Raises Unusable."""
    data = json_of(body)
    if not isinstance(data, list):
        raise Unusable("no list of weeks")
    found: dict[str, int] = {}
    for week in data[: 2 * _MOST_WEEKS]:
        if not isinstance(week, dict):
            raise Unusable("no list of weeks")
        places = week.get("available")
        # True is an int too.
        if type(places) is not int or not 0 <= places <= _MOST_PLACES:
            raise Unusable("places that cannot be")
        monday = _day(week.get("starts_on"))
        near = today - dt.timedelta(days=7) < monday <= today + _FARTHEST
        if week.get("bookable") is True and places and monday.weekday() == 0 and near:
            found[monday.isoformat()] = places
    return sorted(found.items())[:_MOST_WEEKS]


def line_of(text: Any) -> str:
    """One line of at most 120 characters, without control and direction characters."""
    if not isinstance(text, str):
        return ""
    shown = "".join(
        " " if unicodedata.category(c).startswith("Z") else c
        for c in text[: 10 * _LONGEST_NAME]
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    return " ".join(shown.split())[:_LONGEST_NAME].strip()


def _day(text: Any) -> dt.date:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise Unusable("a week without a day")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Unusable("a week without a day") from error


def _path_on(address: str, url: Any) -> str:
    """The path of `url`, which must be on the same scheme, host and port."""
    if not isinstance(url, str) or len(url) > 500:
        raise Unusable("no address of weeks")
    try:
        said, ours = urlsplit(url), urlsplit(address)
        same = _place(said) == _place(ours)
    except ValueError as error:
        raise Unusable("no address of weeks") from error
    if not same or said.username is not None or said.query or said.fragment:
        raise Unusable("weeks at another address")
    return said.path or "/"


def _place(url: SplitResult) -> tuple[str, str | None, int]:
    return url.scheme, url.hostname, url.port or (443 if url.scheme == "https" else 80)
