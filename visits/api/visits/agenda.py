"""The rundown of a visit: read by either side, set by staff."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from visits.agenda.items import BadRundown
from visits.agenda.reading import rundown_of
from visits.api.access.callers import Scope, actor_of, may
from visits.api.access.permissions import DelegationReads
from visits.api.http.endpoint import VERSION_HEADER, Endpoint, answers, version_in, visit_for
from visits.api.http.multipart import plain
from visits.api.http.problems import BadFields, Problem
from visits.api.serializers.agenda import AgendaItemIn, AgendaItemOut, items_json, known_officers
from visits.life.rundown.setting import NoSession, set_rundown
from visits.models import Visit
from visits.phrases.rundowns import fault_words
from visits.queries.visits import session_of


class Agenda(Endpoint):
    """The rundown of the visit."""

    permission_classes = [DelegationReads]

    @extend_schema(responses=answers(200, AgendaItemOut(many=True), 401, 403, 404))
    def get(self, request: Request, reference: str) -> Response:
        """Its items in order; none where none is set.

        A delegation sees none either while staff mend one that does not fit its session.
        """
        return self._answer(request, visit_for(request, reference))

    @extend_schema(
        parameters=[VERSION_HEADER],
        request=AgendaItemIn(many=True),
        responses=answers(200, AgendaItemOut(many=True), 400, 401, 403, 404, 409, 413, 415),
    )
    def put(self, request: Request, reference: str) -> Response:
        """Let these be the items, in any order; an empty list clears it. Nobody is mailed."""
        visit = visit_for(request, reference)
        before = rundown_of(visit, session_of(visit))
        body = AgendaItemIn(
            data=plain(request.data), many=True, context={"officers": known_officers(before)}
        )
        body.is_valid(raise_exception=True)
        try:
            visit = set_rundown(
                visit,
                items=body.validated_data,
                by=actor_of(request),
                now=timezone.now(),
                version=version_in(request),
            )
        except BadRundown as error:
            raise BadFields(
                (f"{fault.index}.{fault.field}", fault.code.value, fault_words(fault))
                for fault in error.faults
            ) from error
        except NoSession as error:
            detail = _("The visit has no session yet, and so no hours for a rundown.")
            raise Problem(409, "no_session", detail) from error
        return self._answer(request, visit)

    def _answer(self, request: Request, visit: Visit) -> Response:
        session = session_of(visit)
        rundown = rundown_of(visit, session)
        items = rundown.items if may(request, Scope.VISITS_READ) else rundown.shown
        return Response(items_json(items, session), headers={"ETag": f'"{visit.version}"'})
