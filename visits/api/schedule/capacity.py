"""What the host sets: a week's own capacity."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from scheduling.availability import Schedule
from scheduling.rules.weekly_capacity import set_week_capacity
from visits.api.access.callers import Scope
from visits.api.access.permissions import HasScope
from visits.api.http.endpoint import Endpoint, answers
from visits.api.http.parameters import WEEK_IN_PATH, week_named
from visits.api.serializers.request import WeekIn
from visits.api.serializers.schedule import WeekOut


class OneWeek(Endpoint):
    """A week's own capacity."""

    permission_classes = [HasScope]
    scope = Scope.SCHEDULE_WRITE

    @extend_schema(
        parameters=[WEEK_IN_PATH],
        request=WeekIn,
        responses=answers(200, WeekOut, 400, 401, 403, 413, 415),
    )
    def put(self, request: Request, week: str) -> Response:
        """Set it, or with null give it back to the rule. Nobody is sent away by a lower one."""
        monday = week_named(week)
        data = self.read_body(WeekIn).validated_data
        now = timezone.now()
        set_week_capacity(week=monday, capacity=data["capacity"], note=data["note"], now=now)
        [state] = Schedule.load(first=monday, last=monday, now=now).weeks()
        return Response(WeekOut(state).data)
