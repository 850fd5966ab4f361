"""Visits: asked for by anybody, followed by their delegation, listed and decided by staff."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from scheduling.models import Reservation
from scheduling.slots import SlotId
from scheduling.weeks import parse_week
from visits import workflow
from visits.api.access import Scope, actor_of, delegation_of, key_of, may, staff_of
from visits.api.idempotency import once
from visits.api.pagination import CursorPages, InOrder
from visits.api.parsers import JSONParser, MultiPartParser
from visits.api.permissions import DelegationOrStaff, HasScope
from visits.api.serializers import CodeIn, StepIn, VisitChanges, VisitIn, plain_data
from visits.api.shapes import event_shape, visit_shape
from visits.api.throttling import Codes, Reads, Requests
from visits.models import Officer, Participant, Status, Visit, VisitEvent
from visits.queries import session_of, sessions_of
from visits.requests import submit
from visits.tokens import code_matches, visit_token

By = VisitEvent.By


def visits() -> QuerySet[Visit]:
    """Visits with all that a shape shows, in a fixed number of queries."""
    return Visit.objects.select_related("region__province").prefetch_related("topics", "agencies")


def visit_for(request: Request, reference: str, scope: Scope = Scope.VISITS_READ) -> Visit:
    """The visit where the caller may see it; Http404 otherwise, without telling which."""
    if delegation_of(request) is None and key_of(request) is None and staff_of(request) is None:
        raise NotAuthenticated
    visit = visits().filter(reference=reference[:16].replace("\x00", "")).first()
    own = delegation_of(request)
    if visit is None or not (may(request, scope) or (own and own.pk == visit.pk)):
        raise Http404
    return visit


def shown(request: Request, visit: Visit, status: int = 200) -> Response:
    """The visit as it is now, for this caller, with its version as ETag."""
    visit = visits().get(pk=visit.pk)
    reader = By.DELEGATION if delegation_of(request) else actor_of(request).kind
    return Response(
        visit_shape(visit, session_of(visit), reader=reader),
        status=status,
        headers={"ETag": f'"{visit.version}"'},
    )


def version_of(request: Request, data: dict[str, Any]) -> int | None:
    """The version that the caller read: `version`, or `If-Match`."""
    if data.get("version") is not None:
        return int(data["version"])
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    # A tag that is none of ours matches no version.
    return None if tag in ("", "*") else int(tag) if tag.isascii() and tag.isdigit() else 0


class VisitFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """The desk's filters."""

    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    region = django_filters.CharFilter(method="in_region")
    week = django_filters.CharFilter(method="in_week")
    search = django_filters.CharFilter(method="containing")
    ordering = django_filters.OrderingFilter(
        fields=[("created_at", "created_at"), ("reply_due_at", "reply_due_at"), ("id", "id")]
    )

    class Meta:
        model = Visit
        fields: list[str] = []

    def in_region(self, queryset: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        """A region, or all of a province."""
        return queryset.filter(Q(region=value) | Q(region__province=value))

    def in_week(self, queryset: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        """Visits with a place in the week `2026-W50`."""
        try:
            monday = parse_week(value)
        except ValueError as error:
            raise ValidationError({"week": [_("Write the week like 2026-W50.")]}) from error
        owners = Reservation.objects.filter(week=monday).exclude(state="released")
        uids = [owner.removeprefix("visit:") for owner in owners.values_list("owner", flat=True)]
        return queryset.filter(uid__in=uids)

    def containing(self, queryset: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        """Reference, institution, region or contact."""
        return queryset.filter(
            Q(reference__icontains=value)
            | Q(institution__icontains=value)
            | Q(region__name__icontains=value)
            | Q(contact_name__icontains=value)
            | Q(contact_email__icontains=value)
        )


class Visits(APIView):
    """All visits (staff), and asking for one (anybody)."""

    parser_classes = [JSONParser, MultiPartParser, FormParser]
    scope = Scope.VISITS_READ

    def get_permissions(self) -> list[Any]:
        """Listing is for staff."""
        return [HasScope()] if self.request.method in ("GET", "HEAD") else []

    def get_throttles(self) -> list[BaseThrottle]:
        """Requests have a limit of their own."""
        return [Requests()] if self.request.method == "POST" else [Reads()]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="visits_list")
    def get(self, request: Request) -> Response:
        """The desk's list."""
        query = {k: v for k, v in request.query_params.lists() if "\x00" not in "".join(v)}
        data = request.query_params.copy()
        for name in set(data) - set(query):
            del data[name]
        filters = VisitFilter(data, queryset=visits().order_by("-id"))
        if not filters.is_valid():
            raise ValidationError(filters.errors)
        pages = CursorPages()
        pages.ordering = {
            "created_at": ("created_at", "id"),
            "-created_at": ("-created_at", "-id"),
            "reply_due_at": ("reply_due_at", "id"),
            "id": ("id",),
        }.get(data.get("ordering", ""), ("-id",))
        page: list[Visit] = pages.paginate_queryset(filters.qs, request, view=self) or []
        sessions = sessions_of(page)
        shapes = [visit_shape(v, sessions.get(v.pk), reader=By.STAFF, in_list=True) for v in page]
        return pages.get_paginated_response(shapes)

    @extend_schema(request=VisitIn, responses={201: OpenApiTypes.OBJECT}, operation_id="visit_ask")
    def post(self, request: Request) -> Response:
        """Ask for a visit; the token in the answer is given only here."""
        asked = VisitIn(data=plain_data(request.data))
        asked.is_valid(raise_exception=True)
        trusted = may(request, Scope.VISITS_SUBMIT)
        reason = asked.validated_data["override_reason"] if staff_of(request) else ""

        def ask() -> Response:
            visit = submit(
                asked.application(),
                by=actor_of(request),
                now=timezone.now(),
                trusted=trusted,
                overrule_reason=reason,
            )
            response = shown(request, visit, status=201)
            response.data["token"] = visit_token(visit)
            return response

        return once(request, ask)


class OneVisit(APIView):
    """A visit as its reader may see it."""

    permission_classes = [DelegationOrStaff]
    throttle_classes = [Reads]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="visit")
    def get(self, request: Request, reference: str) -> Response:
        """The visit."""
        return shown(request, visit_for(request, reference))

    @extend_schema(request=VisitChanges, responses=OpenApiTypes.OBJECT, operation_id="visit_change")
    def patch(self, request: Request, reference: str) -> Response:
        """Headcount, contact, participants and notes."""
        visit = visit_for(request, reference, Scope.VISITS_WRITE)
        data = VisitChanges(data=plain_data(request.data), partial=True)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        changes = {k: given[k] for k in ("people", "notes") if k in given}
        changes |= {f"contact_{k}": v for k, v in given.get("contact", {}).items()}
        participants = given.get("participants")
        if participants is not None:
            changes["participants"] = [
                Participant(visit=visit, number=n, **p) for n, p in enumerate(participants, 1)
            ]
        if changes:
            workflow.amend(
                visit,
                changes=changes,
                by=actor_of(request),
                now=timezone.now(),
                version=version_of(request, given),
            )
        return shown(request, visit)


class Verify(APIView):
    """Confirming the e-mail address; the code itself is the right to do so."""

    throttle_classes = [Codes]

    @extend_schema(request=CodeIn, responses=OpenApiTypes.OBJECT, operation_id="visit_verify")
    def post(self, request: Request, reference: str) -> Response:
        """Confirm; a second time with the right code gives the same answer."""
        data = CodeIn(data=request.data)
        data.is_valid(raise_exception=True)
        code = data.validated_data["code"]
        visit = visits().filter(reference=reference[:16].replace("\x00", "")).first()
        if visit is None:
            # No telling whether the reference exists: the answer of a wrong code.
            raise workflow.BadCode(attempts_left=0)
        if visit.verified_at is None or not code_matches(visit, code):
            visit = workflow.verify(visit, code=code, now=timezone.now())
        shape = visit_shape(visits().get(pk=visit.pk), session_of(visit), reader=By.DELEGATION)
        # Who knows only the code sees that it worked, and nothing personal.
        public = ("reference", "status", "status_label", "slot", "hold_expires_at", "reply_due_at")
        return Response({name: shape[name] for name in public})


class Step(APIView):
    """One step of a visit's life; the URL names it, workflow.py decides."""

    permission_classes = [DelegationOrStaff]
    throttle_classes = [Reads]
    step = ""

    @extend_schema(request=StepIn, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, reference: str) -> Response:
        """Take the step."""
        visit = visit_for(request, reference, Scope.VISITS_WRITE)
        data = StepIn(data=plain_data(request.data))
        data.is_valid(raise_exception=True)
        given = data.validated_data

        def take() -> Response:
            self._take(visit, given, request)
            return shown(request, visit)

        return once(request, take)

    def _take(self, visit: Visit, given: dict[str, Any], request: Request) -> None:
        now, by, version = timezone.now(), actor_of(request), version_of(request, given)
        common: dict[str, Any] = {"by": by, "now": now, "version": version}
        match self.step:
            case "approve":
                slot = given.get("slot")
                reason = given["override_reason"]
                workflow.approve(visit, slot=slot, override_reason=reason, **common)
            case "decline":
                workflow.decline(visit, reason=given["reason"], **common)
            case "propose":
                slots = _needed(given, "slots")
                workflow.propose(visit, slots=slots, message=given["message"], **common)
            case "accept":
                self._accept(visit, _needed(given, "slot"), common)
            case "cancel":
                workflow.cancel(visit, reason=given["reason"], **common)
            case "assign":
                workflow.assign(visit, officers=_officers(_needed(given, "officers")), **common)
            case "check-in":
                workflow.check_in(visit, **common)
            case "complete":
                workflow.complete(visit, **common)
            case "no-show":
                workflow.no_show(visit, **common)

    def _accept(self, visit: Visit, slot: SlotId, common: dict[str, Any]) -> None:
        try:
            workflow.accept(visit, slot=slot, **common)
        except ValueError as error:
            detail = _("This session was not proposed.")
            raise ValidationError({"slot": [detail]}) from error


def _needed(given: dict[str, Any], name: str) -> Any:
    if given.get(name) is None:
        raise ValidationError({name: [_("This field is required.")]}, code="required")
    return given[name]


def _officers(addresses: list[str]) -> list[Officer]:
    by_address = {o.email.lower(): o for o in Officer.objects.filter(active=True)}
    unknown = [address for address in addresses if address.lower() not in by_address]
    if unknown:
        detail = _("Not an officer here: %(address)s") % {"address": unknown[0]}
        raise ValidationError({"officers": [detail]})
    return [by_address[address.lower()] for address in addresses]


class Events(APIView):
    """What happened, in order, for integrations."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_READ

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="events")
    def get(self, request: Request) -> Response:
        """Events after the id `after`, the oldest first."""
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise ValidationError({"after": [_("Give the id of the last event you have.")]})
        events = VisitEvent.objects.select_related("visit").filter(pk__gt=int(after))
        pages = InOrder()
        page = pages.paginate_queryset(events, request, view=self) or []
        return pages.get_paginated_response([event_shape(event) for event in page])
