"""The number of the request at work, which its events and mails keep (config/logs/requests.py)."""

from structlog.contextvars import get_contextvars


def current_request() -> str:
    """The number that the logs call `request_id`, or nothing outside of any request."""
    return str(get_contextvars().get("request_id", ""))
