"""What every endpoint shares: limits, sizes, versions, and how it is described."""

import datetime as dt
import re
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scheduling.weeks import parse_week
from visits.api.access.callers import Scope, actor_of, delegation_of, may
from visits.api.access.limits import DelegationLimit, ReadLimit, WriteLimit
from visits.api.http.multipart import plain
from visits.api.http.parameters import IDEMPOTENCY_KEY, IF_MATCH
from visits.api.http.parsers import JSONParser
from visits.api.http.problems import FieldProblem
from visits.api.http.unknown import CHANGING, errors_of
from visits.api.schema.problems import MEDIA_TYPE
from visits.api.serializers.around import Around
from visits.api.serializers.fields import FIRST_DAY, LAST_DAY
from visits.api.serializers.visit import visits_json
from visits.models import Visit, VisitEvent
from visits.models.references import read_reference

S = TypeVar("S", bound=serializers.Serializer[Any])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"|(\d{1,9})', re.ASCII)
MOST_DAYS = 400


class Endpoint(APIView):
    """JSON in, JSON out, limited."""

    # Whether a POST refuses names that it doesn't know too, as PATCH and PUT always do.
    strict = False

    parser_classes = [JSONParser]
    throttle_classes = [ReadLimit, WriteLimit, DelegationLimit]

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """As usual; what a caller sees by who they are is kept by no cache on the way."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        # By what was sent: asking who it is would read the body, which may be the very trouble.
        if "authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    def read_body(self, kind: type[S], **context: Any) -> S:
        """The body as `kind` takes it, cleaned; 400 with every bad field named."""
        data = self.request.data
        context["form"] = isinstance(data, QueryDict)
        body = plain(data)
        serializer = kind(data=body, context=context)
        serializer.is_valid()
        strict = self.strict or self.request.method in CHANGING
        if errors := errors_of(serializer, body, strict=strict):
            raise serializers.ValidationError(errors)
        return serializer


def visit_for(request: Request, reference: str) -> Visit:
    """The visit if this caller may see it; 404 otherwise, without telling which."""
    visits = Visit.objects.select_related("region__province")
    own = delegation_of(request)
    if own is not None:
        visits = visits.filter(pk=own.pk)
    visit = visits.filter(reference=read_reference(reference)).first()
    if visit is None:
        raise Http404
    return visit


def visit_answer(
    request: Request, visit: Visit, *, status: int = 200, around: Around | None = None, **more: Any
) -> Response:
    """A visit as its reader may see it, with its version as ETag; `more` are further fields.

    What is `around` it is read, unless the caller knows it.
    """
    staff = may(request, Scope.VISITS_READ)
    by: VisitEvent.By | None = actor_of(request).kind
    if staff and not may(request, Scope.VISITS_WRITE):
        by = None
    [body] = visits_json([visit], by=by, staff=staff, around=around)
    return Response({**body, **more}, status=status, headers={"ETag": f'"{visit.version}"'})


def version_of(request: Request, body: serializers.Serializer[Any]) -> int | None:
    """The version that the caller has read: `If-Match`, else the body's `version`, else None."""
    version: int | None = body.validated_data.get("version")
    return version if (named := version_in(request)) is None else named


def version_in(request: Request) -> int | None:
    """The version that `If-Match` names; None where it names none."""
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    match = _ETAG.fullmatch(header)
    if not match:
        detail = _('Give the visit\'s ETag as it was answered, such as “"3"”.')
        raise FieldProblem("If-Match", "invalid", detail)
    return int(match[1] or match[2])


def day_asked(request: Request, name: str, *, last: bool = False) -> dt.date | None:
    """A date or week of the query, a week as its Monday or (`last`) Sunday; None if left out."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            day = dt.date.fromisoformat(text)
        else:
            day = parse_week(text) + dt.timedelta(days=6 if last else 0)
    except (ValueError, OverflowError) as error:
        detail = _("Write a date as 2026-12-01, or a week as 2026-W49.")
        raise FieldProblem(name, "invalid", detail) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise FieldProblem(name, "range", _("Give a date between 2000 and 2100."))
    return day


def check_range(first: dt.date, last: dt.date) -> None:
    """400 where the range runs backwards, or is longer than MOST_DAYS."""
    if last < first:
        raise FieldProblem("to", "range", _("The end lies before the beginning."))
    if (last - first).days > MOST_DAYS:
        detail = _("Ask for %(days)s days at the most.") % {"days": MOST_DAYS}
        raise FieldProblem("to", "range", detail)


# --- How endpoints are described ----------------------------------------------------------------


def answers(status: int, shape: Any, *others: int) -> dict[Any, Any]:
    """What an operation answers: `shape` with `status`, else problems with the `others`.

    What any call may answer (openapi_problems.ALWAYS) need not be named.
    """
    return {status: shape, **refusals(*others)}


def refusals(*statuses: int) -> dict[Any, Any]:
    """Problems with these statuses, for an operation that answers them."""
    problem = OpenApiResponse({"$ref": "#/components/schemas/Problem"})
    return {(status, MEDIA_TYPE): problem for status in statuses}


# Their names in the views.
KEY_HEADER, VERSION_HEADER = IDEMPOTENCY_KEY, IF_MATCH
