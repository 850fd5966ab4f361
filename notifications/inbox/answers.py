"""An answer in iCalendar (RFC 5546): METHOD:REPLY or COUNTER, read into plain values."""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, use_zoneinfo

from notifications.ical.text import clean_text, clip
from notifications.inbox.parts import Unreadable
from visits.language.emails import mail_address

_COMMENT_OCTETS = 800
_LOOKED_AT = 64 * 1024
_BEGIN = "BEGIN:VCALENDAR"
_UID = re.compile(r"^UID[^:\r\n]*:([^\r\n]{1,255})", re.IGNORECASE | re.MULTILINE)
# Google puts a reply's words beside the name, not into COMMENT.
_WORDS_BESIDE = "X-RESPONSE-COMMENT"
_OWN_ZONE = re.compile(r"^(BEGIN|END):VTIMEZONE", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """What one attendee says. `delegated`: somebody else speaks, or is to come, in their place.

    `sequence` is None where the calendar says none (Exchange of some versions).
    """

    method: str
    uid: str
    attendee: str
    partstat: str
    sequence: int | None
    stamp: dt.datetime | None
    starts_at: dt.datetime | None
    comment: str
    delegated: bool


def answer_in(calendar: str, *, sender: str = "") -> Answer | None:
    """The answer, or None where the calendar is none. Raises Unreadable.

    Of several attendees it is that of the `sender`; a calendar that names others alone is none.
    """
    # A byte-order mark, or a line of a gateway, before it begins.
    calendar = calendar[max(calendar.upper().find(_BEGIN), 0) :]
    # Zones are known by their names, IANA's and Windows'. What a calendar says of one by itself the
    # package would believe from then on for all calendars, and keep for good.
    use_zoneinfo()  # type: ignore[no-untyped-call]  # the package does not type it
    try:
        return _read(Calendar.from_ical(_OWN_ZONE.sub(r"\1:X-ZONE", calendar)), sender)
    # The package raises whatever its parts raise, and a calendar from outside may hold anything.
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def uid_in(calendar: str) -> str:
    """The first UID that stands in it, however broken the rest is; or nothing."""
    found = _UID.search(re.sub(r"\r?\n[ \t]", "", calendar[:_LOOKED_AT]))
    return found[1].strip() if found else ""


def _read(calendar: Calendar, sender: str) -> Answer | None:
    method = str(calendar.get("METHOD", "")).upper()
    events = calendar.walk("VEVENT")
    if method not in ("REPLY", "COUNTER") or len(events) != 1:
        return None
    (event,) = events
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    # RFC 5546, 3.2.3: the replying attendee alone; some programs name the others too.
    if len(attendees) != 1:
        attendees = [a for a in attendees if mail_address(_bare(str(a))) == sender]
    if len(attendees) != 1:
        return None
    (attendee,) = attendees
    params = {name.upper(): str(value) for name, value in attendee.params.items()}
    partstat = params.get("PARTSTAT", "").upper()
    comment = event.get("COMMENT", "")
    comments = comment if isinstance(comment, list) else [comment]
    words = [str(c) for c in comments if str(c).strip()] or [params.get(_WORDS_BESIDE, "")]
    return Answer(
        method=method,
        uid=str(event.get("UID", ""))[:255],
        attendee=mail_address(_bare(str(attendee))),
        partstat=partstat,
        sequence=int(str(event["SEQUENCE"])) if "SEQUENCE" in event else None,
        stamp=_instant(event, "DTSTAMP"),
        starts_at=_instant(event, "DTSTART"),
        comment=clip(clean_text("\n".join(words)), _COMMENT_OCTETS),
        delegated="SENT-BY" in params or partstat == "DELEGATED",
    )


def _bare(address: str) -> str:
    # RFC 6068 percent-encodes what a URI cannot hold.
    return unquote(address[7:]).strip() if address[:7].lower() == "mailto:" else ""


def _instant(event: Component, name: str) -> dt.datetime | None:
    value = event.get(name)
    found = getattr(value, "dt", None)
    # One that slipped in is not asked for its hours: its rules may take as many to follow.
    known = isinstance(found, dt.datetime) and isinstance(found.tzinfo, ZoneInfo | dt.timezone)
    return found if known else None
