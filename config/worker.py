"""The worker: Celery's, with beat as a thread in it, and without Celery's command line.

`python -m config.worker [THREADS]`. The command line would load a shell for people to type in, a
fifth of what a worker holds. With beat inside there is one process less, and neither lives without
the other: where beat's thread ends, the worker does, and whoever keeps it starts both again.
Several workers beat several times, which does no harm: the database decides what is due.
"""

import logging
import os
import sys
import threading
from typing import Any

import structlog
from celery.beat import ScheduleEntry, Scheduler, Service
from celery.signals import task_postrun, worker_ready, worker_shutting_down
from django.db import close_old_connections
from django.utils import timezone

from config.celery import app
from config.loading import memory

log = structlog.get_logger(__name__)
_THREADS = 4


class Plan(Scheduler):
    """The schedule of the settings, in memory: the database knows what is due, not a file."""

    def setup_schedule(self) -> None:
        """Take the entries of the settings."""
        self.merge_inplace(self.app.conf.beat_schedule)

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Send the entry's task; of passes only where one has anything to do."""
        if entry.name != "deliver-due" or _pass_is_needed():
            super().apply_entry(entry, producer)


def _pass_is_needed() -> bool:
    from notifications.glance import pass_is_needed

    close_old_connections()
    try:
        return pass_is_needed(now=timezone.now())
    except Exception as error:  # noqa: BLE001 - beat goes on; the pass itself says what is wrong
        log.warning("glance_failed", reason=f"{type(error).__name__}: {error}")
        return True
    finally:
        close_old_connections()


class Beat(threading.Thread):
    """Calls what is due until the worker ends, and ends the worker if it cannot."""

    def __init__(self) -> None:
        super().__init__(name="beat", daemon=True)
        self.service = Service(app, max_interval=5, scheduler_cls=Plan)
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
        """Stop at the next tick; nobody waits for it."""
        self.asked_to_end = True
        self.service.stop()


def _begin(**_signal: Any) -> None:
    from notifications.tasks import deliver_due

    beat = Beat()
    worker_shutting_down.connect(lambda **_: beat.end(), weak=False)
    beat.start()
    # What waited while nothing ran need not wait for the first beat.
    deliver_due.apply_async(ignore_result=True)


def main(threads: int = _THREADS) -> int:
    """Work until the end is asked for; gives the exit code."""
    worker_ready.connect(_begin, weak=False)
    task_postrun.connect(memory.give_back, weak=False)
    worker = app.Worker(
        pool="threads",
        concurrency=threads,
        loglevel=logging.WARNING,
        quiet=True,
        # What workers tell each other, and nobody here listens to.
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return worker.exitcode or 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
