"""What is done once a day, over all workers: a backup where BACKUP_DIR is set, erasing, a recount.

Whoever makes the day's row does the job. One that failed is tried again after an hour, one whose
worker died is taken over after the longest that a job may last.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from keeping import privacy_notice
from keeping.copies.archive import Refused
from keeping.copies.backing_up import PART, back_up_to
from keeping.copies.keys import BadKey, read_key
from keeping.copies.rotation import day_of, name_for, superfluous
from keeping.copies.snapshot import snapshot
from keeping.models import Run
from keeping.notice import erase_with_notice
from scheduling import audit as places
from scheduling.models import BookingRules
from visits.history import audit as visits

log = structlog.get_logger(__name__)
# Hours of the host's clock, when nobody works: first the copy, then what goes.
_HOURS = {Run.Job.BACKUP: 2, Run.Job.ERASE: 3, Run.Job.AUDIT: 4}
LONGEST = dt.timedelta(hours=4)
_PAUSE = dt.timedelta(hours=1)
_STALE = dt.timedelta(days=1)
_TOO_OLD = dt.timedelta(hours=36)


def run_due(*, now: dt.datetime) -> list[Run]:
    """Do what is due at this hour and not done yet; gives what was done. Raises nothing of a job's.

    Safe to run at any number of places at once.
    """
    local = timezone.localtime(now, BookingRules.load().zone)
    jobs: dict[Run.Job, Callable[[dt.datetime], object]] = {
        Run.Job.ERASE: _erase,
        Run.Job.AUDIT: recount,
    }
    if settings.BACKUP_DIR:
        jobs = {Run.Job.BACKUP: back_up_today, **jobs}
    done = []
    for job, work in jobs.items():
        if local.hour >= _HOURS[job] and (run := _claim(job, local.date(), now=now)):
            _do(run, work, now=now)
            done.append(run)
    return done


def _claim(job: Run.Job, day: dt.date, *, now: dt.datetime) -> Run | None:
    """The day's row, if this process is to do it."""
    run, made = Run.objects.get_or_create(job=job, day=day, defaults={"began_at": now})
    if made:
        return run
    died = Q(ended_at=None, began_at__lt=now - LONGEST)
    failed = ~Q(trouble="") & Q(ended_at__lt=now - _PAUSE)
    taken = Run.objects.filter(died | failed, pk=run.pk, began_at=run.began_at)
    if not taken.update(began_at=now, ended_at=None, trouble=""):
        return None
    run.refresh_from_db()
    return run


def _do(run: Run, work: Callable[[dt.datetime], object], *, now: dt.datetime) -> None:
    trouble = ""
    try:
        work(now)
    except (OSError, DatabaseError, Refused, BadKey, Disagrees) as error:
        trouble = (str(error).strip().splitlines() or [type(error).__name__])[0][:500]
        log.error("keeping_failed", job=str(run.job), trouble=trouble)
    run.trouble, run.ended_at = trouble, max(timezone.now(), now)
    run.save(update_fields=["trouble", "ended_at"])


class Disagrees(Exception):
    """What was counted anew is not what stands there."""


def recount(_now: dt.datetime | None = None) -> None:
    """Raise Disagrees where places, weeks and visits do not agree."""
    with snapshot():  # what is booked meanwhile would look like a difference
        found = [str(difference) for difference in places.audit()] + visits.audit()
    if found:
        raise Disagrees(f"{len(found)}: {found[0]}")


def failed_jobs() -> set[Run.Job]:
    """The jobs whose last run that ended failed."""
    return {job for job in Run.Job if (run := last_run(job)) and run.trouble}


def last_run(job: Run.Job) -> Run | None:
    """The job's last run that ended."""
    return Run.objects.filter(job=job).exclude(ended_at=None).order_by("-day").first()


def _erase(now: dt.datetime) -> None:
    privacy_notice.keep(now=now)
    erase_with_notice(now=now)


def back_up_today(now: dt.datetime) -> Path:
    """A backup into BACKUP_DIR, and the superfluous ones gone. Raises OSError, BadKey, ..."""
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob(f"{PART}*"):
        if left.stat().st_mtime < (now - _STALE).timestamp():
            left.unlink(missing_ok=True)
    key = read_key(Path(settings.BACKUP_KEY_FILE)) if settings.BACKUP_KEY_FILE else None
    path = folder / name_for(timezone.localtime(now, BookingRules.load().zone))
    made = back_up_to(path, key=key)
    # Only once the new one is whole.
    days = {file: day for file in folder.iterdir() if (day := day_of(file.name))}
    for file in superfluous(days):
        file.unlink(missing_ok=True)
    log.info("backed_up", rows=made.rows, files=made.files, octets=path.stat().st_size)
    return path


@dataclass(frozen=True)
class Alarm:
    """No good backup `since`, and why, or nothing where none was tried."""

    since: dt.datetime
    why: str


def backup_alarm(*, now: dt.datetime) -> Alarm | None:
    """What is wrong with the nightly backup: the last one failed, or is older than 36 hours.

    None where no folder is set, or nobody looked yet (that nothing beats is said by others).
    """
    if not settings.BACKUP_DIR:
        return None
    runs = Run.objects.filter(job=Run.Job.BACKUP)
    last = runs.exclude(ended_at=None).order_by("-day").first()
    good = runs.exclude(ended_at=None).filter(trouble="").order_by("-ended_at").first()
    first = runs.order_by("began_at").first()
    if first is None:
        return None
    since = good.ended_at if good and good.ended_at else first.began_at
    if last and last.trouble:
        return Alarm(since, last.trouble)
    return Alarm(since, "") if now - since > _TOO_OLD else None
