"""What the host's staff see at a glance: all that waits, with its deadline."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope
from visits.api.access.permissions import HasScope
from visits.api.http.endpoint import Endpoint, answers
from visits.api.http.pagination import page_of, whole
from visits.api.serializers.desk import ObligationOut
from visits.inbox.sources import outstanding
from visits.models import Visit


class Inbox(Endpoint):
    """What waits for the host, the oldest deadline first, then what waits for delegations."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_READ

    @extend_schema(responses=answers(200, page_of(ObligationOut, "InboxPage"), 401, 403))
    def get(self, request: Request) -> Response:
        """All of it at once, as the desk's inbox shows it."""
        visits = Visit.objects.select_related("region__province")
        # A program has no dispositions of its own; somebody who is signed in has.
        reader = getattr(request.user, "pk", None)
        found = outstanding(visits, now=timezone.now(), reader=reader)
        results = ObligationOut(found, many=True).data
        return whole(results)
