"""What the clock brings after a visit: the survey, and material that was added or still lacks.

Like reminders before it (reminders.py), each is made once, and nothing where it would come late.
Contacts hear of both only where a thank-you went before: of a visit whose end was never told, as
of one brought in from an older list, nobody expects a letter.
"""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import Message
from notifications.plan.occasions import DAY, Occasion, Reminder, days_before, host_zone
from notifications.plan.table import To
from visits.files.materials import materials_for_delegation
from visits.models import Material, Status, Visit
from visits.queries.visits import Session, visits_between

_THANKS = "thank_you"
_ADDED = "material_added"
# Files come one after the other: the letter waits until nothing was added for so long.
_STILL = dt.timedelta(minutes=30)
# For so long after it came the news of material is news.
_NEWS = dt.timedelta(days=7)


def _gone(now: dt.datetime) -> QuerySet[Visit]:
    """Completed visits of the last week."""
    today = timezone.localdate(now, host_zone())
    return visits_between(today - 7 * DAY, today, statuses=[Status.COMPLETED])


def _told(visit: Visit, *templates: str) -> Message | None:
    """The last of these letters to the contact that was made and did not fail."""
    letters = Message.objects.filter(visit=visit, template__in=templates)
    return letters.exclude(state=Message.State.DEAD).order_by("id").last()


def _unanswered(now: dt.datetime) -> list[Visit]:
    thanked = _gone(now).filter(messages__template=_THANKS, survey_answers=None)
    return list(thanked.distinct())


def _survey(visit: Visit, session: Session | None) -> Occasion | None:
    """From the beginning of H+3 to the end of H+6, and two days after the thank-you at least."""
    thanks = _told(visit, _THANKS)
    if visit.status != Status.COMPLETED or session is None or thanks is None:
        return None
    since = max(days_before(session, -3), thanks.created_at + 2 * DAY)
    return Occasion(session.slot_id, since, days_before(session, -7))


def _nobody_answered(visit: Visit) -> bool:
    return not visit.survey_answers.exists()


def _without_material(now: dt.datetime) -> list[Visit]:
    return list(_gone(now).filter(materials=None))


def _material_lacks(visit: Visit, session: Session | None) -> Occasion | None:
    """From the beginning of H+1 to the end of H+3."""
    if visit.status != Status.COMPLETED or session is None:
        return None
    return Occasion(session.slot_id, days_before(session, -1), days_before(session, -4))


def _no_material(visit: Visit) -> bool:
    return not visit.materials.exists()


def _with_new_material(now: dt.datetime) -> list[Visit]:
    added = Material.objects.filter(added_at__gt=now - _NEWS, added_at__lte=now - _STILL)
    found = Visit.objects.filter(status=Status.COMPLETED, pk__in=added.values("visit"))
    return list(found.select_related("region__province").order_by("pk"))


def _material_added(visit: Visit, session: Session | None) -> Occasion | None:
    """Once nothing more was added for half an hour, and a day after the last such letter.

    What the thank-you, or the letter before, showed already is no news.
    """
    told = _told(visit, _THANKS, _ADDED)
    if told is None:
        return None
    new = materials_for_delegation(visit).filter(added_at__gt=told.created_at)
    newest = new.order_by("added_at", "pk").last()
    if newest is None:
        return None
    since = newest.added_at + _STILL
    if told.template == _ADDED:
        since = max(since, told.created_at + DAY)
    return Occasion(str(newest.pk), since, newest.added_at + _NEWS)


AFTERWARDS = (
    Reminder(
        "survey_reminder",
        ((To.CONTACT, "survey_reminder"),),
        _unanswered,
        _survey,
        needed=_nobody_answered,
    ),
    Reminder(
        "material_lacks",
        ((To.OFFICERS, "officer_material"),),
        _without_material,
        _material_lacks,
        needed=_no_material,
    ),
    Reminder(_ADDED, ((To.CONTACT, _ADDED),), _with_new_material, _material_added),
)
