"""What the clock brings of names that a group wrote by its link, and their contact has not taken.

At most one such letter a day: new names an hour after the first of them, and what is left once more
on the last day on which the list can be changed (decision 234).
"""

import datetime as dt

from notifications.models import Message
from notifications.plan.occasions import DAY, Occasion, Reminder
from notifications.plan.table import To
from visits.life.table import OPEN
from visits.models import ParticipantEntry, Visit
from visits.people.filling import waiting_of
from visits.people.participants import cut_off_at
from visits.queries.visits import Session

_LETTER = "names_waiting"
# They come one after the other: the letter waits until more may be there.
_GATHERED = dt.timedelta(hours=1)
# For so long they are news where nothing says when the list closes.
_NEWS = dt.timedelta(days=7)


def _with_names(now: dt.datetime) -> list[Visit]:
    waiting = ParticipantEntry.objects.filter(state=ParticipantEntry.State.WAITING)
    found = Visit.objects.filter(status__in=OPEN, pk__in=waiting.order_by().values("visit"))
    return list(found.select_related("region__province").order_by("pk"))


def _told_at(visit: Visit) -> dt.datetime | None:
    letters = Message.objects.filter(visit=visit, template=_LETTER)
    last = letters.exclude(state=Message.State.DEAD).order_by("id").last()
    return last.created_at if last else None


def _last_day(session: Session | None) -> tuple[dt.datetime, dt.datetime] | None:
    """When the last day begins on which the list can be changed, and when it ends."""
    if session is None or session.given_back:
        return None
    cut_off = cut_off_at(session)
    return cut_off - DAY, cut_off


def _new_names(visit: Visit, session: Session | None) -> Occasion | None:
    """An hour after the first name that no letter told, a day after the letter before."""
    told, last = _told_at(visit), _last_day(session)
    waiting = waiting_of(visit)
    first = (waiting.filter(written_at__gt=told) if told else waiting).first()
    if first is None:
        return None
    since = first.written_at + _GATHERED
    if told:
        since = max(since, told + DAY)
    until = last[0] if last else since + _NEWS
    return Occasion(str(first.pk), since, until) if since < until else None


def _names_left(visit: Visit, session: Session | None) -> Occasion | None:
    """On the last day, half a day after another such letter."""
    last, told = _last_day(session), _told_at(visit)
    if last is None or not waiting_of(visit).exists():
        return None
    begins, ends = last
    since = max(begins, told + DAY / 2) if told and told < begins else begins
    return Occasion(f"{begins:%Y-%m-%d}", since, ends) if since < ends else None


NAMES = (
    Reminder(_LETTER, ((To.CONTACT, _LETTER),), _with_names, _new_names, early=False),
    Reminder("names_left", ((To.CONTACT, _LETTER),), _with_names, _names_left, early=False),
)
