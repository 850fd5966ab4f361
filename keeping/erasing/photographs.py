"""Photographs that the delegation allowed and then allows no more: shown to nobody, soon erased."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from visits.files.materials import remove_material
from visits.models import Material, VisitEvent


def withdrawn_before(moment: dt.datetime) -> QuerySet[Material]:
    """Photographs of visits whose last answer about them is no, and was given before `moment`."""
    answers = VisitEvent.objects.filter(
        visit=OuterRef("visit"), kind=VisitEvent.Kind.CONSENTED, at__gte=moment
    )
    found = Material.objects.filter(photo=True, visit__photo_consent=False)
    return found.exclude(Exists(answers)).order_by("pk")


def erase(before: dt.datetime, now: dt.datetime) -> int:
    """Erase them with their files; gives how many."""
    found = list(withdrawn_before(before))
    for photograph in found:
        remove_material(photograph)
    return len(found)
