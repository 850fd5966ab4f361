"""Asking for a visit, and what its delegation may do with it."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from visits import participants, workflow
from visits.api.access import Scope, actor_of, may
from visits.api.base import (
    KEY_HEADER,
    VERSION_HEADER,
    Endpoint,
    answers,
    version_of,
    visit_answer,
    visit_for,
)
from visits.api.desk_list import describe_list, desk_list
from visits.api.forms import plain
from visits.api.idempotency import once
from visits.api.parsers import JSONParser, MultiPartParser
from visits.api.permissions import DelegationOrStaff, HasScope
from visits.api.problems import FieldProblem
from visits.api.serializers_in import AcceptIn, AmendIn, ReasonIn, VerifyIn, VisitForm, VisitIn
from visits.api.serializers_out import CreatedOut, VerifiedOut, VisitOut, visits_json
from visits.api.throttling import ReadLimit, SubmitLimit, VerifyLimit, WriteLimit
from visits.letters import LetterTooLarge, LetterUnreadable, check_letter
from visits.models import Status, Visit
from visits.requests import submit
from visits.tokens import code_matches, visit_token


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
        visit = submit(
            serializer.application(letter_file=_letter_of(plain(request.data))),
            by=actor_of(request),
            now=timezone.now(),
            trusted=trusted,
            overrule_reason=reason,
        )
        return visit_answer(request, visit, status=201, token=visit_token(visit))


def _letter_of(body: Any) -> Any:
    """The letter as it may be kept, or None; 413 and 415 for files that are none."""
    file = body.get("letter_file")
    if file is None or file == "":
        return None
    if not isinstance(file, UploadedFile):
        raise FieldProblem("letter_file", "invalid", _("Send the letter as multipart/form-data."))
    try:
        return check_letter(file)
    except LetterTooLarge as error:
        detail = _("The letter is too large: 10 MB at the most.")
        raise FieldProblem("letter_file", "too_large", detail, status=413) from error
    except LetterUnreadable as error:
        detail = _("The letter must be a readable PDF, JPEG or PNG file.")
        raise FieldProblem("letter_file", "unsupported", detail, status=415) from error


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
        responses=answers(200, VisitOut, 400, 401, 403, 404, 409, 413, 415),
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Change headcount, contact, participants and notes until the cut-off."""
        visit = visit_for(request, reference)
        body = self.read_body(AmendIn)
        changes = body.changes()
        self.people_asked = changes.get("people", visit.people)
        people = body.participants_list()
        version = version_of(request, body)
        if not changes and people is None:
            if version not in (None, visit.version):
                raise workflow.Stale(visit)
            return visit_answer(request, visit)
        visit = participants.amend(
            visit,
            changes=changes,
            participants=people,
            by=actor_of(request),
            now=timezone.now(),
            version=version,
        )
        return visit_answer(request, visit)


class Verify(Endpoint):
    """Confirm the e-mail address."""

    throttle_classes = [VerifyLimit]

    @extend_schema(
        parameters=[KEY_HEADER],
        request=VerifyIn,
        auth=[],
        responses=answers(200, VerifiedOut, 400, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """With the code of the mail; once more with the right code gives the same answer.

        A wrong code, and a visit that there is not, get the same refusal.
        """
        code = self.read_body(VerifyIn).validated_data["code"]
        visit = Visit.objects.filter(reference=reference.upper()).first()
        if visit is None or (visit.status != Status.UNVERIFIED and not code_matches(visit, code)):
            raise workflow.BadCode(0)
        if visit.verified_at is None:
            visit = workflow.verify(visit, now=timezone.now(), code=code)
        [seen] = visits_json([visit], by=None, staff=False, in_list=True)
        return Response({name: seen[name] for name in VerifiedOut().get_fields()})


class Accept(Endpoint):
    """Take one of the proposed sessions."""

    permission_classes = [DelegationOrStaff]

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request=AcceptIn,
        responses=answers(200, VisitOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Answer a proposal."""
        visit = visit_for(request, reference)
        body = self.read_body(AcceptIn)
        self.people_asked = visit.people
        slot = body.validated_data["slot"]
        # What was not proposed is a matter of the field only while there is a proposal.
        if visit.status == Status.PROPOSED and str(slot) not in visit.proposed_slots:
            raise FieldProblem("slot", "not_proposed", _("This session was not proposed."))
        visit = workflow.accept(
            visit,
            slot=slot,
            by=actor_of(request),
            now=timezone.now(),
            version=version_of(request, body),
        )
        return visit_answer(request, visit)


class Cancel(Endpoint):
    """Call the visit off."""

    permission_classes = [DelegationOrStaff]

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request=ReasonIn,
        responses=answers(200, VisitOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Either side may, with a reason or without."""
        visit = visit_for(request, reference)
        body = self.read_body(ReasonIn)
        visit = workflow.cancel(
            visit,
            reason=body.validated_data["reason"],
            by=actor_of(request),
            now=timezone.now(),
            version=version_of(request, body),
        )
        return visit_answer(request, visit)
