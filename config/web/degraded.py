"""What fails though the system serves, by name; people read the same at /petugas/keadaan/."""

import datetime as dt
import shutil

from django.conf import settings

from keeping.models import Run
from keeping.nightly import backup_alarm, failed_jobs
from notifications.due import waiting_since
from notifications.inbox.silence import mailbox_silence
from notifications.state.machine import NO_ROOM
from notifications.state.work import LATE, last_pass

# A pass may take two minutes, and a mail that waits for its server is tried again by then.
_WAITS = dt.timedelta(minutes=15)


def degraded(*, now: dt.datetime) -> list[str]:
    """The names of what fails (docs/operations.md, "Watching it"); empty where all is well."""
    passed, since, failed = last_pass(), waiting_since(now=now), failed_jobs()
    failing = {
        # None was ever made: it was just started.
        "work": passed and now - passed > LATE,
        "waiting": since and now - since > _WAITS,
        "mailbox": mailbox_silence(now=now),
        "backup": backup_alarm(now=now),
        "erasing": Run.Job.ERASE in failed,
        "audit": Run.Job.AUDIT in failed,
        "disk": shutil.disk_usage(settings.DATA_DIR).free < NO_ROOM,
    }
    return [name for name, found in failing.items() if found]
