"""The Celery worker of the embedded mode: beat is a thread in it, not a process of its own.

`celery -A config.embedded worker`. It saves a third of the memory, and neither lives without the
other: where beat's thread ends, the worker does, and the supervisor starts both again.
"""

import os
import threading
from typing import Any

import structlog
from celery.beat import Scheduler, Service
from celery.signals import worker_ready, worker_shutting_down

from config.celery import app

log = structlog.get_logger(__name__)
__all__ = ["app"]


class Plan(Scheduler):
    """The schedule of the settings, in memory: the database knows what is due, not a file."""

    def setup_schedule(self) -> None:
        """Take the entries of the settings."""
        self.merge_inplace(self.app.conf.beat_schedule)


class Beat(threading.Thread):
    """Calls what is due until the worker ends, and ends the worker if it cannot."""

    def __init__(self) -> None:
        super().__init__(name="beat", daemon=True)
        self.service = Service(app, max_interval=1, scheduler_cls=Plan)
        self.asked_to_end = False

    def run(self) -> None:
        """Beat."""
        try:
            self.service.start()
        finally:
            if not self.asked_to_end:
                log.error("beat_ended")
                os._exit(1)

    def end(self) -> None:
        """Stop at the next tick, within a second."""
        self.asked_to_end = True
        self.service.stop()


@worker_ready.connect
def _begin(**_signal: Any) -> None:
    from notifications.tasks import deliver_due

    beat = Beat()
    worker_shutting_down.connect(lambda **_: beat.end(), weak=False)
    beat.start()
    # What waited while nothing ran need not wait for the first beat.
    deliver_due.apply_async(ignore_result=True)
