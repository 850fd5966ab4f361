"""The addresses by which calendars follow a feed (calendars.md 23)."""

from urllib.parse import quote


def subscriptions(feed: str, *, name: str) -> dict[str, str]:
    """`feed` itself, and what opens it in this device's calendar, in Google's and in Outlook's."""
    webcal = f"webcal://{feed.split('://', 1)[1]}"
    return {
        "feed": feed,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        "outlook": (
            "https://outlook.live.com/calendar/0/addfromweb"
            f"?url={quote(feed, safe='')}&name={quote(name)}"
        ),
    }
