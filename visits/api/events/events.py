"""What happened, for integrations."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope
from visits.api.access.permissions import HasScope
from visits.api.events.feed import events_after
from visits.api.http.endpoint import Endpoint, answers
from visits.api.http.pagination import absolute, page_of
from visits.api.http.parameters import AFTER, EVENT_LIMIT, MOST_EVENTS, number_asked, size_asked
from visits.api.serializers.schedule import EventOut


class Events(Endpoint):
    """What happened, for integrations."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_READ

    @extend_schema(
        parameters=[AFTER, EVENT_LIMIT],
        responses=answers(200, page_of(EventOut, "EventPage"), 400, 401, 403, 503),
    )
    def get(self, request: Request) -> Response:
        """In order of their ids; none is ever added behind one that was given out."""
        after = number_asked(request, "after", default=0, least=0, most=2**63 - 1)
        limit = size_asked(request, default=100, most=MOST_EVENTS)
        events = events_after(after, limit=limit + 1)
        more = len(events) > limit
        shown = events[:limit]
        address = None
        if more:
            query = f"?after={shown[-1].number}&limit={limit}"
            address = absolute(request.path) + query
        results = EventOut(shown, many=True).data
        return Response({"next": address, "previous": None, "results": results})
