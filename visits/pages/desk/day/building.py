"""Who is in the building now: names by visit, to be read out where people gather outside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.pages.desk.frame.access import needs
from visits.people.roles import Right
from visits.presence.roll import in_the_building, not_by_name


@never_cache
@require_safe
@needs(Right.READ)
def building(request: HttpRequest) -> HttpResponse:
    """On the screen and on paper, as of this moment."""
    now = timezone.now()
    inside, unnamed = in_the_building(now), not_by_name(now)
    context = {
        "section": "day",
        "now": now,
        "inside": inside,
        "unnamed": unnamed,
        "count": sum(len(one.people) for one in inside),
        "more": sum(visit.people_came or visit.people for visit in unnamed),
    }
    return render(request, "desk/building.html", context)
