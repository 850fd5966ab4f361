"""What Celery moves. The database knows what is due; a task only says "look now"."""

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def deliver_due() -> None:
    """One pass over holds, events and messages."""
    from notifications.due import run_due

    done = run_due(now=timezone.now())
    if done.lapsed or done.told or done.delivered:
        log.info("due", lapsed=done.lapsed, told=done.told, delivered=done.delivered)


def nudge() -> None:
    """Ask a worker to look now; without a broker the next beat does."""
    if not settings.REDIS_URL:
        (settings.QUEUE_DIR / "messages").mkdir(parents=True, exist_ok=True)
    deliver_due.apply_async(retry=False, ignore_result=True, expires=60)
