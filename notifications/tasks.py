"""What Celery moves. The database knows what is due; a task only says "look now"."""

import time
from dataclasses import asdict

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

log = structlog.get_logger(__name__)


# Reminders hang on hours and days, and looking for them is most of a pass that finds nothing.
_REMIND_EVERY_SECONDS = 60.0
_remind_from = 0.0


@shared_task(ignore_result=True)
def deliver_due() -> None:
    """One pass over holds, events and messages; once a minute in this process over reminders."""
    global _remind_from
    from notifications.due import run_due

    moment = time.monotonic()
    reminding = moment >= _remind_from
    if reminding:
        _remind_from = moment + _REMIND_EVERY_SECONDS
    done = run_due(now=timezone.now(), reminding=reminding)
    if any(asdict(done).values()):
        log.info("due", **asdict(done))


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


def nudge(seconds: float = 0) -> None:
    """Ask a worker to look now, or in so many `seconds`; without a broker the next beat does.

    Of many commits in a moment this process tells the first at once and the others together: a
    look that is still to come sees them all. Raises what the broker raises, and then leaves it
    alone for a while: where it does not answer but by a timeout, only one in many commits waits
    for that.
    """
    global _paused_until, _looks_at
    now = time.monotonic()
    if now < _paused_until or (not seconds and now < _looks_at):
        return
    if not seconds:
        if now < _looks_at + _TOGETHER_SECONDS:
            seconds = _TOGETHER_SECONDS
        _looks_at = now + seconds
    try:
        if not settings.REDIS_URL:
            (settings.QUEUE_DIR / "messages").mkdir(parents=True, exist_ok=True)
        deliver_due.apply_async(
            retry=False, ignore_result=True, countdown=seconds, expires=60 + seconds
        )
    except Exception:
        _paused_until = time.monotonic() + _PAUSE_SECONDS
        raise
