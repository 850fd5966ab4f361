"""The waiting list: who waits in which order, and changing that order."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from scheduling.weeks import monday_of
from visits.api.access.callers import Scope
from visits.api.access.permissions import HasScope
from visits.api.http.endpoint import Endpoint, answers
from visits.api.http.pagination import page_of, whole
from visits.api.http.parameters import WEEK, week_asked
from visits.api.serializers.desk import WaitingOut
from visits.api.serializers.steps import ReorderIn
from visits.api.visits.taking import TakeStep, takes
from visits.life import waiting_list
from visits.models import Visit


class WaitingList(Endpoint):
    """Who waits for a place, in the order in which places are offered."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_READ

    @extend_schema(
        parameters=[
            OpenApiParameter("week", WEEK, description="Only those who wish for that week.")
        ],
        responses=answers(200, page_of(WaitingOut, "WaitingPage"), 400, 401, 403),
    )
    def get(self, request: Request) -> Response:
        """All of them at once; `number` is the place in the whole list, also of one week."""
        week = week_asked(request, "week")
        lines = [
            line
            for line in waiting_list.lines(now=timezone.now())
            if week is None or week in {monday_of(slot.date) for slot in line.wishes}
        ]
        results = WaitingOut(lines, many=True).data
        return whole(results)


@takes(ReorderIn)
class Reorder(TakeStep):
    """Put the visit at another place of the waiting list; the reason stays in its history."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The order of the others stays."""
        return waiting_list.reorder(visit, number=data["number"], reason=data["reason"], **who)
