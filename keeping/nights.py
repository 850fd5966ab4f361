"""What the page of the installation's state says of the nightly backup, erasing and recount."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from keeping.copies.rotation import day_of
from keeping.models import Run
from keeping.nightly import backup_alarm, last_run
from keeping.notice import pending
from keeping.table import in_words
from notifications.state.parts import Level, Part
from visits.language.dates import day_words, moment_words
from visits.language.sizes import size_words

# A night that was slept through is made up for in the day.
_OLD = dt.timedelta(days=2)


def backup(now: dt.datetime) -> Iterator[Part]:
    """The last one: when, how large, where, and whether its drill should be thought of."""
    name = _("Backup")
    if not settings.BACKUP_DIR:
        level = Level.OFF if settings.DEMO else Level.NOTICE
        advice = _("Set BACKUP_DIR, best to a disk of another machine (docs/operations.md).")
        yield Part(name, level, _("Nobody makes one."), advice)
        return
    drill = _("Twice a year try whether it can be restored: docs/operations.md, The drill.")
    last = _last_in(Path(settings.BACKUP_DIR))
    alarm = backup_alarm(now=now)
    if alarm:
        words = _("No good one since %(moment)s: %(why)s.") % {
            "moment": _moment(alarm.since),
            "why": alarm.why or _("nobody made one"),
        }
        advice = _("Look at folder, room and BACKUP_KEY_FILE; it is tried again every hour.")
        yield Part(name, Level.FAULT, f"{words} {last}".strip(), advice)
    elif not Run.objects.filter(job=Run.Job.BACKUP, trouble="").exclude(ended_at=None).exists():
        yield Part(name, Level.NOTICE, _("The first one is made after 02.00 at night."), drill)
    else:
        sealed = _("encrypted") if settings.BACKUP_KEY_FILE else _("not encrypted")
        words = last or _("Its folder cannot be read from here.")
        yield Part(name, Level.OK, f"{words} ({sealed})", drill)


def _last_in(folder: Path) -> str:
    """The newest whole backup in words; empty where there is none, or nobody may look."""
    try:
        found = max((path for path in folder.iterdir() if day_of(path.name)), default=None)
        state = found.stat() if found else None
    except OSError:
        return ""
    if found is None or state is None:
        return ""
    made = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
    return _("The last one: %(moment)s, %(size)s, %(path)s") % {
        "moment": _moment(made),
        "size": size_words(state.st_size),
        "path": found,
    }


def erasing(now: dt.datetime) -> Iterator[Part]:
    """What will go for the first time, and how much; else whether it went last night."""
    if coming := pending(now=now):
        words = _("From %(moment)s on this is erased for the first time: %(counts)s.") % {
            "moment": _moment(coming[0].begins_at),
            "counts": in_words({row.kind: row.found for row in coming}),
        }
        advice = _("Settings, How long we keep data: change the times before, or begin sooner.")
        yield Part(_("Erasing"), Level.NOTICE, words, advice)
        return
    advice = _("It is tried again each hour. See why with `python manage.py erase_due`.")
    yield _part(_("Erasing"), Run.Job.ERASE, now, advice)


def recount(now: dt.datetime) -> Iterator[Part]:
    """Whether places, weeks and visits agreed last night."""
    advice = _(
        "It is counted again each hour. `python manage.py audit_capacity` names each difference:"
        " keep what it says, and look at those visits before anybody comes."
    )
    yield _part(_("Recount of all places"), Run.Job.AUDIT, now, advice)


def _part(name: str, job: Run.Job, now: dt.datetime, advice: str) -> Part:
    run = last_run(job)
    if run is None:
        return Part(name, Level.OFF, _("Not done yet: it is done at night."))
    day = day_words(run.day)
    if run.trouble:
        words = _("It failed on %(day)s: %(why)s") % {"day": day, "why": run.trouble}
        return Part(name, Level.FAULT, words, advice)
    words = _("Last done on %(day)s.") % {"day": day}
    if run.ended_at and now - run.ended_at > _OLD:
        return Part(name, Level.NOTICE, words, _("Are beat and a worker running at night?"))
    return Part(name, Level.OK, words)


def _moment(moment: dt.datetime) -> str:
    return moment_words(timezone.localtime(moment))
