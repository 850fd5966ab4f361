"""What Celery moves. The database knows what is due; a task only says "look now"."""

import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

log = structlog.get_logger(__name__)


# Reminders hang on hours and days, and looking for them is most of a pass that finds nothing.
_REMIND_EVERY_SECONDS = 300.0
_remind_from = 0.0


@shared_task(ignore_result=True)
def deliver_due() -> None:
    """One pass over holds, events and messages; every five minutes here over reminders as well."""
    global _remind_from
    # Before anything is looked at: who commits from now on asks anew.
    _forget_that_asked()
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


def _asked() -> Path:
    """A mark of the embedded mode: somebody asked, and no pass has begun since."""
    return settings.QUEUE_DIR / "asked"


def _is_asked() -> bool:
    """Whether the pass that was asked for last will see what was committed until now.

    A mark of long ago is none: its task was lost.
    """
    with suppress(FileNotFoundError):
        if time.time() - _asked().stat().st_mtime < _PAUSE_SECONDS:
            return True
    return False


def _forget_that_asked() -> None:
    # A disk that takes nothing any more stops no pass.
    with suppress(OSError):
        _asked().unlink()


def nudge(seconds: float = 0) -> None:
    """Ask a worker to look now, or in so many `seconds`; without a broker the next beat does.

    In the embedded mode not again until the pass begins that was asked for.

    Raises what the broker raises, and then leaves it alone for a while: where it does not answer
    but by a timeout, only one in many commits waits for that.
    """
    global _paused_until
    if time.monotonic() < _paused_until:
        return
    try:
        if not settings.REDIS_URL:
            if not seconds and _is_asked():
                return
            (settings.QUEUE_DIR / "messages").mkdir(parents=True, exist_ok=True)
            if not seconds:
                _asked().touch()
        deliver_due.apply_async(
            retry=False, ignore_result=True, countdown=seconds, expires=60 + seconds
        )
    except Exception:
        _paused_until = time.monotonic() + _PAUSE_SECONDS
        _forget_that_asked()
        raise
