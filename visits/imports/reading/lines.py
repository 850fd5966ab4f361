"""Visits as lines of JSON: written out by one installation, and read back by it or another.

One object a line, with the names of `KEYS`; what a visit has not is left out.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from visits.imports.reading.days import EARLIEST, LONGEST
from visits.imports.reading.past import Named, Outcome, Past
from visits.imports.reading.people import MOST
from visits.imports.reading.questions import Question, Unclear
from visits.imports.reading.rows import Found, nth_key
from visits.imports.reading.values import address_of, phone_of, text_of
from visits.language.countries import is_abroad
from visits.models import Rank, Region, Status
from visits.models.references import is_reference
from visits.models.region import LONGEST_PLACE

MOST_CAME = 32_767
_MOST_NAMED, _LONGEST_CODE, _LONGEST_NAME = 100, 40, 120
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
    except RecursionError:
        # So many brackets are no table either: the line is refused by itself.
        return True


def outcomes_of(text: str, *, today: dt.date) -> Found:
    """An outcome for each line."""
    regions = set(Region.objects.values_list("code", flat=True))
    found, seen = Found(), Counter[str]()
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            past = read_line(line, regions=regions, today=today)
        except Wrong as wrong:
            question = Question("", str(wrong), "", free=False)
            # What is refused is never taken: it needs no key, and none is made of its people.
            found.outcomes.append(Outcome("", number, "", questions=(question,), refused=True))
        else:
            said = {"institution": past.institution, "date": past.first.isoformat()}
            key = nth_key(_key(past), seen)
            found.outcomes.append(Outcome("", number, key, said, past))
    return found


def _key(past: Past) -> str:
    """The line's content as a hash, without what is said of people: it outlives their data."""
    of_visit = (
        *(past.first, past.last, past.hours, past.room, past.institution, *past.origin),
        *(past.people, past.came, past.purpose, past.letter_number, past.letter_date),
        *(past.reference, [one.code for one in (*past.topics, *past.agencies)]),
    )
    return hashlib.sha256(json.dumps(of_visit, default=str).encode()).hexdigest()


def read_line(line: str, *, regions: set[str], today: dt.date) -> Past:
    """The visit that a line tells; raises Wrong."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Wrong(_("This line is no JSON.")) from error
    if not isinstance(given, dict):
        raise Wrong(_("This line is no object."))
    if unknown := sorted(set(given) - KEYS):
        names = ", ".join(unknown)[:200].encode("ascii", "backslashreplace").decode()
        raise Wrong(_("Unknown: %(names)s.") % {"names": names})
    if given.get("status", Status.COMPLETED) != Status.COMPLETED:
        raise Wrong(_("Only visits that took place are taken in."))
    texts = {name: _text(given, name) for name in _LONGEST}
    first = _day(given, "date", today)
    if first is None:
        raise Wrong(_("“date” is missing."))
    last = _day(given, "until", today) or first
    if last < first:
        raise Wrong(_("“until” is before “date”."))
    if last - first > LONGEST:
        raise Wrong(_("Longer than %(days)d days.") % {"days": LONGEST.days})
    if not texts["institution"]:
        raise Wrong(_("“institution” is missing."))
    _check(texts)
    texts |= _reached_by(texts)
    arrived_at, left_at = (_moment(given, name, today) for name in ("arrived_at", "left_at"))
    if arrived_at and left_at and left_at < arrived_at:
        raise Wrong(_("“left_at” is before “arrived_at”."))
    return Past(
        first=first,
        last=last,
        people=_number(given, "people", least=1) or 1,
        came=_number(given, "people_came", least=0) if "people_came" in given else None,
        letter_date=_day(given, "letter_date", dt.date.max),
        arrived_at=arrived_at,
        left_at=left_at,
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


def _reached_by(texts: dict[str, str]) -> dict[str, str]:
    """The phone and the address as they are kept."""
    found = {}
    for name, read in (("contact_phone", phone_of), ("contact_email", address_of)):
        try:
            found[name] = read(texts[name]) if texts[name] else ""
        except ValueError as error:
            raise Wrong(_("“%(name)s” cannot be reached so.") % {"name": name}) from error
    return found


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
    return _clean(value, name, longest=_LONGEST[name], lines=name in ("purpose", "notes"))


def _clean(value: str, name: str, *, longest: int, lines: bool = False) -> str:
    try:
        return text_of(value, longest=longest, lines=lines)
    except Unclear as unclear:
        raise Wrong(f"“{name}”: {unclear.why}") from unclear


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


def _moment(given: dict[str, Any], name: str, today: dt.date) -> dt.datetime | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise Wrong(_("“%(name)s” is no moment.") % {"name": name}) from error
    if moment.tzinfo is None:
        raise Wrong(_("“%(name)s” is no moment.") % {"name": name})
    # A day more: zones differ.
    if not EARLIEST <= moment.date() <= today + dt.timedelta(days=1):
        raise Wrong(_("“%(name)s” is no day of the past.") % {"name": name})
    return moment


def _number(given: dict[str, Any], name: str, *, least: int) -> int:
    value = given.get(name)
    most = MOST_CAME if name == "people_came" else max(MOST, MOST_CAME)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Wrong(_("“%(name)s” is no number of people.") % {"name": name})
    return value


def _named(given: dict[str, Any], name: str) -> tuple[Named, ...]:
    """Topics or agencies, each code once, as a code can be here."""
    wrong = Wrong(_("“%(name)s” is no list of codes and names.") % {"name": name})
    found: dict[str, Named] = {}
    for row in _rows(given, name, wrong, most=_MOST_NAMED):
        code, words, english = (_part(row, one, wrong) for one in ("code", "name", "name_en"))
        try:
            validate_slug(code)
        except ValidationError as error:
            raise wrong from error
        if len(code) > _LONGEST_CODE or not words:
            raise wrong
        texts = (_clean(one, name, longest=_LONGEST_NAME) for one in (words, english))
        found.setdefault(code, Named(code, *texts))
    if not all(one.name for one in found.values()):
        raise wrong
    return tuple(found.values())


def _participants(given: dict[str, Any]) -> tuple[tuple[str, str, str, str], ...]:
    wrong = Wrong(_("“participants” is no list of people."))
    found = []
    for row in _rows(given, "participants", wrong, most=MOST):
        name, position, grade = (
            _clean(_part(row, one, wrong), "participants", longest=longest)
            for one, longest in (("name", 120), ("position", 120), ("grade", 20))
        )
        nip = _part(row, "nip", wrong)
        if not name or (nip and not (nip.isascii() and nip.isdigit() and len(nip) == 18)):
            raise wrong
        found.append((name, position, grade, nip))
    return tuple(found)


def _rows(given: dict[str, Any], name: str, wrong: Wrong, *, most: int) -> list[dict[str, Any]]:
    rows = given.get(name, [])
    if not isinstance(rows, list) or len(rows) > most:
        raise wrong
    if not all(isinstance(row, dict) for row in rows):
        raise wrong
    return rows


def _part(row: dict[str, Any], name: str, wrong: Wrong) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise wrong
    return value
