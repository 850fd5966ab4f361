"""What Celery moves: look now whether something of the day is due."""

from celery import shared_task
from django.utils import timezone

from keeping.nightly import LONGEST, run_due


@shared_task(ignore_result=True, time_limit=int(LONGEST.total_seconds()))
def keep() -> None:
    """The day's backup and erasing, where nobody did them yet."""
    run_due(now=timezone.now())
