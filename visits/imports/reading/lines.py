"""Visits as lines of JSON: written out by one installation, and read back by it or another.

One object a line, with the names of `KEYS`; what a visit has not is left out.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from visits.imports.reading.days import EARLIEST
from visits.imports.reading.past import Named, Outcome, Past
from visits.imports.reading.people import MOST
from visits.imports.reading.questions import Question
from visits.imports.reading.rows import Found
from visits.language.countries import is_abroad
from visits.language.text import clean_line, clean_text
from visits.models import Rank, Region, Status
from visits.models.references import is_reference
from visits.models.region import LONGEST_PLACE

MOST_CAME = 32_767
_LONGEST = {
    "institution": 200,
    "place": LONGEST_PLACE,
    "hours": 60,
    "room": 120,
    "purpose": 2000,
    "leader_name": 120,
    "leader_position": 120,
    "leader_rank": 16,
    "contact_name": 120,
    "contact_position": 120,
    "contact_phone": 20,
    "contact_email": 254,
    "letter_number": 80,
    "notes": 2000,
    "language": 2,
    "reference": 16,
}
KEYS = frozenset(
    {*_LONGEST, "date", "until", "region", "country", "people", "people_came", "letter_date"}
    | {"arrived_at", "left_at", "topics", "agencies", "participants", "status"}
)


class Wrong(ValueError):
    """What is wrong about a line, in words."""


def are_lines(text: str) -> bool:
    """Whether a text begins like one of these files."""
    first = next((line for line in text.lstrip("\ufeff").splitlines() if line.strip()), "")
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def outcomes_of(text: str, *, today: dt.date) -> Found:
    """An outcome for each line."""
    regions = set(Region.objects.values_list("code", flat=True))
    found, seen = Found(), Counter[str]()
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        key = hashlib.sha256(line.strip().encode()).hexdigest()
        seen[key] += 1
        if seen[key] > 1:
            key = hashlib.sha256(f"{key} {seen[key]}".encode()).hexdigest()
        try:
            past = read_line(line, regions=regions, today=today)
        except Wrong as wrong:
            question = Question("", str(wrong), "", free=False)
            found.outcomes.append(Outcome("", number, key, questions=(question,), refused=True))
        else:
            said = {"institution": past.institution, "date": past.first.isoformat()}
            found.outcomes.append(Outcome("", number, key, said, past))
    return found


def read_line(line: str, *, regions: set[str], today: dt.date) -> Past:
    """The visit that a line tells; raises Wrong."""
    try:
        given = json.loads(line)
    except ValueError as error:
        raise Wrong(_("This line is no JSON.")) from error
    if not isinstance(given, dict):
        raise Wrong(_("This line is no object."))
    if unknown := sorted(set(given) - KEYS):
        raise Wrong(_("Unknown: %(names)s.") % {"names": ", ".join(unknown)[:200]})
    if given.get("status", Status.COMPLETED) != Status.COMPLETED:
        raise Wrong(_("Only visits that took place are taken in."))
    texts = {name: _text(given, name) for name in _LONGEST}
    first = _day(given, "date", today)
    if first is None:
        raise Wrong(_("“date” is missing."))
    last = _day(given, "until", today) or first
    if last < first:
        raise Wrong(_("“until” is before “date”."))
    if not texts["institution"]:
        raise Wrong(_("“institution” is missing."))
    _check(texts)
    return Past(
        first=first,
        last=last,
        people=_number(given, "people", least=1) or 1,
        came=_number(given, "people_came", least=0) if "people_came" in given else None,
        letter_date=_day(given, "letter_date", dt.date.max),
        arrived_at=_moment(given, "arrived_at"),
        left_at=_moment(given, "left_at"),
        topics=_named(given, "topics"),
        agencies=_named(given, "agencies"),
        participants=_participants(given),
        **_origin(given, texts, regions),
        **{name: text for name, text in texts.items() if name not in ("place", *_DEFAULTS)},
        **{name: texts[name] or usual for name, usual in _DEFAULTS.items()},
    )


_DEFAULTS = {"leader_rank": str(Rank.OTHER), "language": "id"}


def _check(texts: dict[str, str]) -> None:
    if texts["leader_rank"] and texts["leader_rank"] not in Rank.values:
        raise Wrong(_("“leader_rank” is none of the ranks."))
    if texts["reference"] and not is_reference(texts["reference"]):
        raise Wrong(_("“reference” is none that was given here."))
    if texts["language"] not in ("", "id", "en"):
        raise Wrong(_("“language” is neither id nor en."))


def _origin(given: dict[str, Any], texts: dict[str, str], regions: set[str]) -> dict[str, str]:
    region, country = given.get("region", ""), given.get("country", "")
    if isinstance(region, str) and not country and region in regions:
        return {"region": region}
    if isinstance(country, str) and not region and is_abroad(country) and texts["place"]:
        return {"country": country, "place": texts["place"]}
    raise Wrong(_("“region” is none of the codes of regions."))


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise Wrong(_("“%(name)s” is no text.") % {"name": name})
    try:
        text = clean_text(value) if name in ("purpose", "notes") else clean_line(value)
    except ValueError as error:
        raise Wrong(_("“%(name)s” is no text.") % {"name": name}) from error
    if len(text) > _LONGEST[name]:
        words = _("“%(name)s” has more than %(count)d characters.")
        raise Wrong(words % {"name": name, "count": _LONGEST[name]})
    return text


def _day(given: dict[str, Any], name: str, latest: dt.date) -> dt.date | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        day = dt.date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise Wrong(_("“%(name)s” is no day such as 2024-03-31.") % {"name": name}) from error
    if not EARLIEST <= day <= latest:
        raise Wrong(_("“%(name)s” is no day of the past.") % {"name": name})
    return day


def _moment(given: dict[str, Any], name: str) -> dt.datetime | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise Wrong(_("“%(name)s” is no moment.") % {"name": name}) from error
    if moment.tzinfo is None:
        raise Wrong(_("“%(name)s” is no moment.") % {"name": name})
    return moment


def _number(given: dict[str, Any], name: str, *, least: int) -> int:
    value = given.get(name)
    most = MOST_CAME if name == "people_came" else max(MOST, MOST_CAME)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Wrong(_("“%(name)s” is no number of people.") % {"name": name})
    return value


def _named(given: dict[str, Any], name: str) -> tuple[Named, ...]:
    rows = given.get(name, [])
    try:
        found = [Named(row["code"], row["name"], row.get("name_en", "")) for row in rows]
    except (TypeError, KeyError, AttributeError) as error:
        raise Wrong(_("“%(name)s” is no list of codes and names.") % {"name": name}) from error
    if any(not _short(one.code, 40) or not _short(one.name, 120) for one in found):
        raise Wrong(_("“%(name)s” is no list of codes and names.") % {"name": name})
    return tuple(found)


def _short(value: object, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most


def _participants(given: dict[str, Any]) -> tuple[tuple[str, str, str, str], ...]:
    rows = given.get("participants", [])
    wrong = Wrong(_("“participants” is no list of people."))
    if not isinstance(rows, list) or len(rows) > 1000:
        raise wrong
    found = []
    for row in rows:
        if not isinstance(row, dict) or not _short(row.get("name"), 120):
            raise wrong
        rest = [row.get(name, "") for name in ("position", "grade", "nip")]
        if any(not isinstance(value, str) or len(value) > 120 for value in rest):
            raise wrong
        nip = rest[2]
        if len(rest[1]) > 20 or (nip and not (nip.isascii() and nip.isdigit() and len(nip) == 18)):
            raise wrong
        found.append((row["name"], *rest))
    return tuple(found)
