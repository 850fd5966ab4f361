"""Who could go to a visit in the place of an officer who cannot."""

from django.db.models import QuerySet

from visits.models import Officer, Visit


def colleagues_of(visit: Visit, officer: Officer) -> QuerySet[Officer]:
    """Officers in use of the same agency who are not named for `visit`, by name.

    Who has no agency is of the house itself, and so are their colleagues.
    """
    found = Officer.objects.filter(active=True, agency=officer.agency_id)
    return found.exclude(pk=officer.pk).exclude(assignments__visit=visit).order_by("name")


def may_go(visit: Visit, officer: Officer, colleague: Officer) -> bool:
    """Whether `colleague` is one of them; one query."""
    return colleagues_of(visit, officer).filter(pk=colleague.pk).exists()
