"""Files of a visit: its official letter, and material for the delegation."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope, actor_of, delegation_of
from visits.api.access.permissions import DelegationOrStaff, HasScope, ReadOrWrite
from visits.api.files.contents import (
    LETTER_KINDS,
    AsItIs,
    assignment_letter_of,
    file_shapes,
    letter_of,
    material_of,
)
from visits.api.http.endpoint import (
    KEY_HEADER,
    VERSION_HEADER,
    Endpoint,
    answers,
    refusals,
    version_of,
    visit_answer,
    visit_for,
)
from visits.api.http.idempotency import once
from visits.api.http.multipart import plain
from visits.api.http.pagination import CursorPages, page_of
from visits.api.http.parameters import PAGE
from visits.api.http.parsers import JSONParser, MaterialParser, MultiPartParser
from visits.api.http.problems import FieldProblem
from visits.api.serializers.files import (
    AssignmentLetterForm,
    AssignmentLetterIn,
    LetterReadingOut,
    LetterSentOut,
    MaterialForm,
    MaterialIn,
    MaterialOut,
    SendLetterForm,
    SendLetterIn,
)
from visits.api.serializers.visit import VisitOut
from visits.files import materials
from visits.files.downloads import KINDS, file_answer, material_file
from visits.files.letter_reading import reading_of_kept
from visits.models import Material, Visit
from visits.people import participants
from visits.phrases.letter_words import questions_of
from visits.queries.same_letter import received_on


class Letter(Endpoint):
    """The official letter."""

    content_negotiation_class = AsItIs
    parser_classes = [JSONParser, MultiPartParser]
    scope = Scope.VISITS_READ

    def get_permissions(self) -> list[BasePermission]:
        """Either side sends it; it is read by staff alone."""
        return [DelegationOrStaff()] if self.request.method == "POST" else [HasScope()]

    @extend_schema(responses={**file_shapes(*LETTER_KINDS), **refusals(401, 403, 404)})
    def get(self, request: Request, reference: str) -> FileResponse:
        """The letter itself; 404 where there is none."""
        visit = visit_for(request, reference)
        return file_answer(visit.letter_file, name=visit.reference)

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request={"application/json": SendLetterIn, "multipart/form-data": SendLetterForm},
        responses=answers(200, LetterSentOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Send the letter, or a better one, also after the cut-off; what is left out stays.

        What a PDF with text says of itself is in the answer, to be confirmed by who sent it:
        none of it is stored. `letter_asks` names what differs from what is known.
        """
        visit = visit_for(request, reference)
        body = self.read_body(SendLetterIn, visit=visit)
        file = letter_of(plain(request.data))
        number, date = body.validated_data["number"], body.validated_data["date"]
        if file is None and not number and date is None:
            raise FieldProblem("letter_file", "required", _("Send the letter, or its number."))
        visit = participants.send_letter(
            visit,
            file=file,
            number=number,
            date=date,
            by=actor_of(request),
            now=timezone.now(),
            version=version_of(request, body),
        )
        return visit_answer(request, visit, **_asked(visit, read=file is not None))


class AssignmentLetter(Endpoint):
    """The assignment letter (surat tugas)."""

    content_negotiation_class = AsItIs
    parser_classes = [JSONParser, MultiPartParser]
    scope = Scope.VISITS_READ

    def get_permissions(self) -> list[BasePermission]:
        """As the official letter."""
        return [DelegationOrStaff()] if self.request.method == "POST" else [HasScope()]

    @extend_schema(responses={**file_shapes(*LETTER_KINDS), **refusals(401, 403, 404)})
    def get(self, request: Request, reference: str) -> FileResponse:
        """The letter itself; 404 where there is none."""
        visit = visit_for(request, reference)
        return file_answer(visit.assignment_letter, name=f"{visit.reference}-surat-tugas")

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request={"multipart/form-data": AssignmentLetterForm},
        responses=answers(200, VisitOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Send it, or a better one, also after the cut-off."""
        visit = visit_for(request, reference)
        body = self.read_body(AssignmentLetterIn, visit=visit)
        visit = participants.send_assignment_letter(
            visit,
            file=assignment_letter_of(plain(request.data)),
            by=actor_of(request),
            now=timezone.now(),
            version=version_of(request, body),
        )
        return visit_answer(request, visit)


def _asked(visit: Visit, *, read: bool) -> dict[str, Any]:
    """What is asked about the letter that was sent just now."""
    number, date = visit.letter_number, visit.letter_date
    reading = reading_of_kept(visit) if read else None
    asked = reading and questions_of(reading, number=number, date=date, people=visit.people)
    before = received_on(number=number, date=date, institution=visit.institution, but=visit)
    return {
        "letter_reading": LetterReadingOut(reading).data if reading else None,
        "letter_asks": asked.names if asked else [],
        "letter_received_on": before.day.isoformat() if before else None,
    }


def _shared(request: Request, visit: Visit) -> QuerySet[Material]:
    """What this reader may have of the visit's material."""
    if delegation_of(request) is not None:
        return materials.materials_for_delegation(visit)
    return visit.materials.all()


class Materials(Endpoint):
    """Material for the delegation to take home."""

    parser_classes = [JSONParser, MaterialParser]
    ordering = "pk"

    def get_permissions(self) -> list[BasePermission]:
        """The delegation reads it, once the visit is over; the host shares it."""
        return [ReadOrWrite()] if self.request.method == "POST" else [DelegationOrStaff()]

    @extend_schema(
        parameters=PAGE,
        responses=answers(200, page_of(MaterialOut, "MaterialPage"), 400, 401, 403, 404),
    )
    def get(self, request: Request, reference: str) -> Response:
        """What is shared; a delegation finds it once the visit is over."""
        visit = visit_for(request, reference)
        pages = CursorPages()
        page = pages.paginate_queryset(_shared(request, visit), request, self)
        return pages.get_paginated_response(MaterialOut(page, many=True).data)

    @extend_schema(
        parameters=[KEY_HEADER],
        request={"multipart/form-data": MaterialForm},
        responses=answers(201, MaterialOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Share a file; a photograph only with the delegation's consent."""
        visit = visit_for(request, reference)
        data = self.read_body(MaterialIn).validated_data
        file = material_of(plain(request.data))
        made = materials.add_material(
            visit,
            file=file,
            title=data["title"],
            photo=data["photo"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(MaterialOut(made).data, status=201)


class OneMaterial(Endpoint):
    """One file of the material."""

    content_negotiation_class = AsItIs

    def get_permissions(self) -> list[BasePermission]:
        """As for the list."""
        return [DelegationOrStaff()] if self.request.method == "GET" else [ReadOrWrite()]

    def _one(self, request: Request, reference: str, pk: str) -> Material:
        found = _shared(request, visit_for(request, reference)).filter(pk=int(pk)).first()
        if found is None:
            raise Http404
        return found

    @extend_schema(responses={**file_shapes(*KINDS), **refusals(401, 403, 404)})
    def get(self, request: Request, reference: str, pk: str) -> FileResponse:
        """The file itself."""
        return material_file(self._one(request, reference, pk))

    @extend_schema(responses=answers(204, None, 401, 403, 404))
    def delete(self, request: Request, reference: str, pk: str) -> Response:
        """Take it back."""
        materials.remove_material(self._one(request, reference, pk))
        return Response(status=204)
