"""What the host decides: answers to requests, officers, the day itself, a week's capacity."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from scheduling.availability import Schedule
from scheduling.capacity import set_week_capacity
from scheduling.weeks import parse_week
from visits import workflow
from visits.api.access import Scope, actor_of
from visits.api.base import (
    KEY_HEADER,
    VERSION_HEADER,
    Endpoint,
    answers,
    version_of,
    visit_answer,
    visit_for,
)
from visits.api.event_feed import events_after
from visits.api.fields import FIRST_DAY, LAST_DAY
from visits.api.idempotency import once
from visits.api.permissions import HasScope
from visits.api.problems import FieldProblem
from visits.api.serializers_in import (
    ApproveIn,
    AssignIn,
    ProposeIn,
    ReasonIn,
    Versioned,
    WeekIn,
)
from visits.api.serializers_out import EventOut, VisitOut, WeekOut
from visits.api.views_public import page_of
from visits.models import Visit

_ERRORS = (400, 401, 403, 404, 409, 413, 415, 422)


class _Decision(Endpoint):
    """A step that staff take with a visit; a subclass says which body and which step."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_WRITE
    body: type[serializers.Serializer[Any]] = Versioned

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Take the step; `who` holds by, now and version."""
        raise NotImplementedError

    @once
    def post(self, request: Request, reference: str) -> Response:
        visit = visit_for(request, reference)
        self.people_asked = visit.people
        body = self.read_body(self.body)
        visit = self.decide(
            visit,
            body.validated_data,
            by=actor_of(request),
            now=timezone.now(),
            version=version_of(request, body),
        )
        return visit_answer(request, visit)


def _decision(body: type[serializers.Serializer[Any]]) -> Any:
    """Describe a decision's POST."""
    return extend_schema_view(
        post=extend_schema(
            parameters=[KEY_HEADER, VERSION_HEADER],
            request=body,
            responses=answers(200, VisitOut, *_ERRORS),
        )
    )


@_decision(ApproveIn)
class Approve(_Decision):
    """Confirm the visit, in the session it holds or in `slot`."""

    body = ApproveIn

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """`override_reason` lets it go over soft rules."""
        return workflow.approve(
            visit, slot=data["slot"], override_reason=data["override_reason"], **who
        )


@_decision(ReasonIn)
class Decline(_Decision):
    """Refuse the request with a reason that the delegation reads."""

    body = ReasonIn

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The place goes back."""
        return workflow.decline(visit, reason=data["reason"], **who)


@_decision(ProposeIn)
class Propose(_Decision):
    """Offer other sessions; the place held so far stays held."""

    body = ProposeIn

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The delegation answers with accept/."""
        return workflow.propose(visit, slots=data["slots"], message=data["message"], **who)


@_decision(AssignIn)
class Assign(_Decision):
    """Name the host's people for the visit."""

    body = AssignIn

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The list replaces the one before."""
        return workflow.assign(visit, officers=data["officers"], receiving=data["receiving"], **who)


@_decision(Versioned)
class CheckIn(_Decision):
    """Note that the delegation arrived."""

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Now."""
        return workflow.check_in(visit, **who)


@_decision(Versioned)
class Complete(_Decision):
    """Note that the visit is over."""

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Now."""
        return workflow.complete(visit, **who)


@_decision(Versioned)
class NoShow(_Decision):
    """Note that nobody came."""

    def decide(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The place stays used."""
        return workflow.no_show(visit, **who)


class OneWeek(Endpoint):
    """A week's own capacity."""

    permission_classes = [HasScope]
    scope = Scope.SCHEDULE_WRITE

    @extend_schema(
        parameters=[OpenApiParameter("week", str, OpenApiParameter.PATH, description="2026-W50")],
        request=WeekIn,
        responses=answers(200, WeekOut, 400, 401, 403, 413, 415),
    )
    def put(self, request: Request, week: str) -> Response:
        """Set it, or with null give it back to the rule. Nobody is sent away by a lower one."""
        try:
            monday = parse_week(week)
        except (ValueError, OverflowError):
            monday = None
        if monday is None or not FIRST_DAY <= monday <= LAST_DAY:
            raise FieldProblem("week", "invalid", _("Write a week as 2026-W49."))
        data = self.read_body(WeekIn).validated_data
        now = timezone.now()
        set_week_capacity(week=monday, capacity=data["capacity"], note=data["note"], now=now)
        [state] = Schedule.load(first=monday, last=monday, now=now).weeks()
        return Response(WeekOut(state).data)


class Events(Endpoint):
    """What happened, for integrations."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_READ

    @extend_schema(
        parameters=[
            OpenApiParameter("after", int, description="The last event's id that you have."),
            OpenApiParameter("limit", int, description="Rows a page: 100, up to 500."),
        ],
        responses=answers(200, page_of(EventOut, "EventPage"), 400, 401, 403, 503),
    )
    def get(self, request: Request) -> Response:
        """In order of their ids; none is ever added behind one that was given out."""
        after = _number(request, "after", default=0, most=2**63 - 1)
        limit = max(1, min(_number(request, "limit", default=100, most=10**6), 500))
        events = events_after(after, limit=limit + 1)
        more = len(events) > limit
        shown = events[:limit]
        address = None
        if more:
            query = f"?after={shown[-1].pk}&limit={limit}"
            address = request.build_absolute_uri(request.path) + query
        results = EventOut(shown, many=True).data
        return Response({"next": address, "previous": None, "results": results})


def _number(request: Request, name: str, *, default: int, most: int) -> int:
    text = request.query_params.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= most):
        raise FieldProblem(name, "invalid", _("Give a whole number."))
    return int(text)
