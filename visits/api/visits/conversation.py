"""What is written about a visit: to the other side, among staff, or passed on elsewhere."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope, actor_of, may
from visits.api.access.permissions import DelegationOrStaff, ReadOrWrite
from visits.api.http.endpoint import KEY_HEADER, Endpoint, answers, visit_for
from visits.api.http.idempotency import once
from visits.api.http.pagination import CursorPages, page_of
from visits.api.http.parameters import PAGE
from visits.api.serializers.conversation import (
    MarkReadIn,
    MarkReadOut,
    PassedOnOut,
    PassOnIn,
    WrittenIn,
    WrittenOut,
)
from visits.conversation import messages
from visits.conversation.whatsapp import whatsapp_link, whatsapp_text
from visits.history import incoming
from visits.models import Host
from visits.queries.visits import session_of

_READ = answers(200, page_of(WrittenOut, "WrittenPage"), 400, 401, 403, 404)
_WRITE = answers(201, WrittenOut, 400, 401, 403, 404, 409, 413, 415, 422)


class _Written(Endpoint):
    """Messages, or internal notes: in their order, and one more."""

    ordering = "pk"
    internal = False

    def read(self, request: Request, reference: str) -> Response:
        """One page, the oldest first."""
        visit = visit_for(request, reference)
        notes = messages.written_about(visit, internal=self.internal)
        pages = CursorPages()
        page = pages.paginate_queryset(notes, request, self)
        return pages.get_paginated_response(
            WrittenOut(page, many=True, context=_eyes(request)).data
        )

    def write(self, request: Request, reference: str) -> Response:
        """Keep it; the other side is told of messages."""
        visit = visit_for(request, reference)
        text = self.read_body(WrittenIn).validated_data["text"]
        note = messages.write(
            visit, text=text, by=actor_of(request), now=timezone.now(), internal=self.internal
        )
        return Response(WrittenOut(note, context=_eyes(request)).data, status=201)


def _eyes(request: Request) -> dict[str, Any]:
    return {"staff": may(request, Scope.VISITS_READ) or may(request, Scope.VISITS_WRITE)}


class Messages(_Written):
    """What staff and delegation write to each other."""

    permission_classes = [DelegationOrStaff]

    @extend_schema(parameters=PAGE, responses=_READ)
    def get(self, request: Request, reference: str) -> Response:
        """The conversation, the oldest first."""
        return self.read(request, reference)

    @extend_schema(parameters=[KEY_HEADER], request=WrittenIn, responses=_WRITE)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Write to the other side, which is told by e-mail."""
        return self.write(request, reference)


class Notes(_Written):
    """Notes that staff alone read."""

    permission_classes = [ReadOrWrite]
    internal = True

    @extend_schema(parameters=PAGE, responses=_READ)
    def get(self, request: Request, reference: str) -> Response:
        """Internal notes, the oldest first; a delegation never sees them."""
        return self.read(request, reference)

    @extend_schema(parameters=[KEY_HEADER], request=WrittenIn, responses=_WRITE)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Keep a note for staff alone."""
        return self.write(request, reference)


class MarkRead(Endpoint):
    """Mark what came in about the visit, up to a moment, as read: it waits for nobody any more."""

    permission_classes = [ReadOrWrite]

    @extend_schema(
        parameters=[KEY_HEADER],
        request=MarkReadIn,
        responses=answers(200, MarkReadOut, 400, 401, 403, 404, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        visit, by = visit_for(request, reference), actor_of(request)
        until = self.read_body(MarkReadIn).validated_data["until"]
        marked = incoming.settle_until(
            visit, until, at=timezone.now(), user_id=by.user_id, name=by.name
        )
        return Response(MarkReadOut({"marked": marked}).data)


class PassOn(Endpoint):
    """Note that the visit's standing is passed on by WhatsApp, and get the words and the link."""

    permission_classes = [ReadOrWrite]

    @extend_schema(
        parameters=[KEY_HEADER],
        request=PassOnIn,
        responses=answers(200, PassedOnOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        visit = visit_for(request, reference)
        channel = self.read_body(PassOnIn).validated_data["channel"]
        messages.passed_on(visit, channel=channel, by=actor_of(request), now=timezone.now())
        session, host = session_of(visit), Host.load()
        told = {
            "channel": channel,
            "text": whatsapp_text(visit, session, host),
            "link": whatsapp_link(visit, session, host),
        }
        return Response(PassedOnOut(told).data)
