"""What Celery moves. The database knows what is due; a task only says "look now"."""

import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications import asked

if TYPE_CHECKING:
    from notifications.outbox.reminding import Which

log = structlog.get_logger(__name__)


# Most reminders hang on hours and days, and looking for all is most of a pass that finds nothing.
_REMIND_EVERY_SECONDS, _OF_URGENT_EVERY = 300.0, 60.0
_remind_from = _of_urgent_from = 0.0


@shared_task(ignore_result=True)
def deliver_due() -> None:
    """One pass over holds, events and messages; every five minutes here over all reminders."""
    # Before anything is looked at: who commits from now on asks anew.
    asked.forget()
    from notifications.due import run_due

    done = run_due(now=timezone.now(), reminders=_reminders())
    if any(asdict(done).values()):
        log.info("due", **asdict(done))


def _reminders() -> "Which":
    """Those whose turn it is in this process."""
    global _remind_from, _of_urgent_from
    from notifications.outbox.reminding import Which

    moment = time.monotonic()
    if moment < _of_urgent_from:
        return Which.NONE
    _of_urgent_from = moment + _OF_URGENT_EVERY
    if moment < _remind_from:
        return Which.URGENT
    _remind_from = moment + _REMIND_EVERY_SECONDS
    return Which.ALL


@shared_task(ignore_result=True, time_limit=300)
def read_neighbours() -> None:
    """What other hosts say of their open weeks, where it is time to ask again."""
    from notifications.neighbours.fetching import read_due

    read_due(now=timezone.now())


# After a nudge that failed, as long as beat takes to look by itself.
_PAUSE_SECONDS = 15.0
_paused_until = 0.0
# Commits that come closer than this are told of together, at the end of such a time.
_TOGETHER_SECONDS = 0.2
_looks_at = 0.0


def _together(seconds: float, *, now: float) -> float | None:
    """In how many seconds a worker is to look; None where a look is still to come that sees it."""
    global _looks_at
    if seconds:
        return seconds
    if now < _looks_at:
        return None
    later = _TOGETHER_SECONDS if now < _looks_at + _TOGETHER_SECONDS else 0.0
    _looks_at = now + later
    return later


def nudge(seconds: float = 0) -> None:
    """Ask a worker to look now, or in so many `seconds`; without a broker the next beat does.

    In the embedded mode not again until the pass begins that was asked for. With a broker, of many
    commits in a moment this process tells the first at once, and the others together.

    Raises what the broker raises, and then leaves it alone for a while: where it does not answer
    but by a timeout, only one in many commits waits for that.
    """
    global _paused_until
    now = time.monotonic()
    if now < _paused_until:
        return
    try:
        later = _together(seconds, now=now) if settings.REDIS_URL else asked.ask(seconds)
        if later is None:
            return
        if not settings.REDIS_URL:
            (settings.QUEUE_DIR / "messages").mkdir(exist_ok=True)
        deliver_due.apply_async(
            retry=False, ignore_result=True, countdown=later, expires=60 + later
        )
    except Exception:
        _paused_until = time.monotonic() + _PAUSE_SECONDS
        asked.forget()
        raise
