"""How a step of a visit's life is taken over the API: one way for all, whoever may take it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope, actor_of
from visits.api.access.permissions import DelegationOrStaff, HasScope
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
from visits.api.serializers.request import Versioned
from visits.api.serializers.visit import VisitOut
from visits.models import Visit

V = TypeVar("V", bound="type[TakeStep]")


class TakeStep(Endpoint):
    """A step of staff; a subclass says which body and which step."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_WRITE
    body: type[serializers.Serializer[Any]] = Versioned

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Take the step; `who` holds by, now and version."""
        raise NotImplementedError

    @once
    def post(self, request: Request, reference: str) -> Response:
        visit = visit_for(request, reference)
        self.people_asked = visit.people
        body = self.read_body(self.body)
        visit = self.take(
            visit,
            body.validated_data,
            by=actor_of(request),
            now=timezone.now(),
            version=version_of(request, body),
        )
        return visit_answer(request, visit)


class TakeEitherStep(TakeStep):
    """A step that either side may take: the delegation of the visit, or staff."""

    permission_classes = [DelegationOrStaff]


def takes(body: type[serializers.Serializer[Any]]) -> Callable[[V], V]:
    """Let a step take `body`, and describe it."""

    def described(view: V) -> V:
        view.body = body
        return extend_schema_view(
            post=extend_schema(
                parameters=[KEY_HEADER, VERSION_HEADER],
                request=body,
                responses=answers(200, VisitOut, 400, 401, 403, 404, 409, 413, 415, 422),
            )
        )(view)

    return described
