"""What the page of the installation's state says of the nightly erasing and recount."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from keeping.models import Run
from keeping.nightly import last_run
from notifications.state.parts import Level, Part
from visits.language.dates import day_words

# A night that was slept through is made up for in the day.
_OLD = dt.timedelta(days=2)


def erasing(now: dt.datetime) -> Iterator[Part]:
    """Whether what was kept long enough went last night."""
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
