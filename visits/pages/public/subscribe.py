"""The addresses by which calendars follow a feed (calendars.md 23)."""

import datetime as dt
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from visits.models import Host, Visit
from visits.queries.visits import Session


def subscriptions(feed: str, *, name: str) -> dict[str, str]:
    """`feed` itself, and what opens it in this device's, Google's and both Outlooks' calendars."""
    webcal = f"webcal://{feed.split('://', 1)[1]}"
    added = f"calendar/0/addfromweb?url={quote(feed, safe='')}&name={quote(name)}"
    return {
        "feed": feed,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com/{added}",
        "outlook_work": f"https://outlook.office.com/{added}",
    }


def events_for(session: Session, host: Host, visit: Visit | None = None) -> dict[str, str]:
    """What writes the session once into Google's or an Outlook calendar; no link of ours in it.

    For the host's own people it is called after the guests, where their `visit` is given.
    """
    title = _("Study visit: %(host)s") % {"host": visit.institution if visit else host.name}
    place = ", ".join(part for part in (session.room_name, host.name, host.address) if part)
    begin, end = (
        moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        for moment in (session.starts_at, session.ends_at)
    )
    google = {"action": "TEMPLATE", "text": title, "dates": f"{begin}/{end}", "location": place}
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": session.starts_at.isoformat(),
        "enddt": session.ends_at.isoformat(),
        "location": place,
    }
    return {
        "google": f"https://calendar.google.com/calendar/render?{urlencode(google)}",
        "outlook": f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(outlook)}",
        "outlook_work": (
            f"https://outlook.office.com/calendar/0/deeplink/compose?{urlencode(outlook)}"
        ),
    }
