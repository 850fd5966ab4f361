"""The addresses by which calendars follow a feed (calendars.md 23)."""

from urllib.parse import quote


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
