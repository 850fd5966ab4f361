"""Asking for a visit, reading it, changing it, and confirming its address."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from visits.access.networks import network_of
from visits.access.tokens import code_matches, visit_token
from visits.api.access.callers import Scope, actor_of, may
from visits.api.access.limits import ReadLimit, SubmitLimit, VerifyLimit, WriteLimit
from visits.api.access.permissions import DelegationOrStaff, HasScope
from visits.api.files.contents import letter_of
from visits.api.http.endpoint import (
    KEY_HEADER,
    VERSION_HEADER,
    Endpoint,
    answers,
    version_of,
    visit_answer,
    visit_for,
)
from visits.api.http.idempotency import once
from visits.api.http.multipart import plain
from visits.api.http.parsers import JSONParser, MultiPartParser
from visits.api.serializers.around import Around
from visits.api.serializers.request import AmendIn, VisitForm, VisitIn
from visits.api.serializers.steps import VerifyIn
from visits.api.serializers.visit import AmendedOut, CreatedOut, VerifiedOut, VisitOut, visits_json
from visits.api.visits.listing import describe_list, desk_list
from visits.life import address, step
from visits.life.requesting import store
from visits.models import Status, Visit, VisitEvent
from visits.models.references import read_reference
from visits.people import participants


class Visits(Endpoint):
    """Ask for a visit; staff list them."""

    parser_classes = [JSONParser, MultiPartParser]
    throttle_classes = [ReadLimit, WriteLimit, SubmitLimit]
    scope = Scope.VISITS_READ

    def get_permissions(self) -> list[BasePermission]:
        """Anyone may ask."""
        return [AllowAny()] if self.request.method in ("POST", "OPTIONS") else [HasScope()]

    @describe_list
    def get(self, request: Request) -> Response:
        """The desk's list, the newest request first."""
        return desk_list(request, self)

    @extend_schema(
        parameters=[KEY_HEADER],
        request={"application/json": VisitIn, "multipart/form-data": VisitForm},
        responses=answers(201, CreatedOut, 400, 401, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request) -> Response:
        """Ask for a visit: takes a place until the e-mail address is confirmed, or staff decide.

        Staff and keys with `visits:submit` need no confirmation; staff may go over soft rules
        with `override_reason`.
        """
        serializer = self.read_body(VisitIn)
        self.people_asked = serializer.validated_data["people"]
        trusted = may(request, Scope.VISITS_SUBMIT)
        overrules = may(request, Scope.VISITS_WRITE)
        reason = serializer.validated_data["override_reason"] if overrules else ""
        stored = store(
            serializer.application(
                letter_file=letter_of(plain(request.data)), network=network_of(request)
            ),
            by=actor_of(request),
            now=timezone.now(),
            trusted=trusted,
            overrule_reason=reason,
        )
        around = Around.known(stored)
        token = visit_token(stored.visit)
        return visit_answer(request, stored.visit, status=201, around=around, token=token)


class OneVisit(Endpoint):
    """A visit as its reader may see it."""

    permission_classes = [DelegationOrStaff]

    @extend_schema(responses=answers(200, VisitOut, 401, 403, 404))
    def get(self, request: Request, reference: str) -> Response:
        """A delegation sees its own visit, staff see all."""
        return visit_answer(request, visit_for(request, reference))

    @extend_schema(
        parameters=[VERSION_HEADER],
        request=AmendIn,
        responses=answers(200, AmendedOut, 400, 401, 403, 404, 409, 413, 415),
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Change headcount, contact, participants and notes until the cut-off.

        Staff change all of it, at any time. Who has an invitation is told of what it shows, until
        the visit is over.
        """
        visit = visit_for(request, reference)
        body = self.read_body(AmendIn, visit=visit)
        changes = body.changes()
        self.people_asked = changes.get("people", visit.people)
        people = body.participants_list()
        version = version_of(request, body)
        if not changes and people is None:
            if version not in (None, visit.version):
                raise step.Stale(visit)
            return visit_answer(request, visit)
        visit = participants.amend(
            visit,
            changes=changes,
            participants=people,
            by=actor_of(request),
            now=timezone.now(),
            override_reason=body.validated_data["override_reason"],
            version=version,
        )
        if "contact_email" in changes and actor_of(request).kind == VisitEvent.By.DELEGATION:
            # The token that it came with has ended, as all links that the former address got.
            return visit_answer(request, visit, token=visit_token(visit))
        return visit_answer(request, visit)


class Verify(Endpoint):
    """Confirm the e-mail address."""

    throttle_classes = [VerifyLimit]

    @extend_schema(
        parameters=[KEY_HEADER],
        request=VerifyIn,
        responses=answers(200, VerifiedOut, 400, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """With the code of the mail; once more with the right code gives the same answer.

        A wrong code, and a visit that there is not, get the same refusal. Staff who spoke with the
        contact confirm `by_phone` instead.
        """
        asked = self.read_body(VerifyIn).validated_data
        if asked["by_phone"]:
            return self._by_phone(request, reference)
        code = asked["code"]
        visit = Visit.objects.filter(reference=read_reference(reference)).first()
        if visit is None or (visit.status != Status.UNVERIFIED and not code_matches(visit, code)):
            raise step.BadCode(0)
        if visit.verified_at is None:
            visit = address.verify(
                visit, now=timezone.now(), code=code, network=network_of(request)
            )
        return self._answer(visit)

    def _by_phone(self, request: Request, reference: str) -> Response:
        if not may(request, Scope.VISITS_WRITE):
            self.permission_denied(request)
        visit = visit_for(request, reference)
        if visit.status == Status.UNVERIFIED:
            visit = address.confirm_by_phone(visit, by=actor_of(request), now=timezone.now())
        elif visit.verified_at is None:
            raise step.WrongStatus(visit, actor_of(request).kind, now=timezone.now())
        return self._answer(visit)

    @staticmethod
    def _answer(visit: Visit) -> Response:
        [seen] = visits_json([visit], by=None, staff=False, in_list=True)
        return Response({name: seen[name] for name in VerifiedOut().get_fields()})
