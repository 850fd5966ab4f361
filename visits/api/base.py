"""What every endpoint shares: limits, sizes, versions, and how it is described."""

import datetime as dt
import re
from typing import Any, TypeVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scheduling.weeks import parse_week
from visits.api.access import Scope, actor_of, delegation_of, may
from visits.api.fields import FIRST_DAY, LAST_DAY
from visits.api.forms import plain
from visits.api.idempotency import HEADER
from visits.api.parsers import JSONParser
from visits.api.problems import MEDIA_TYPE, FieldProblem
from visits.api.serializers_out import visits_json
from visits.api.throttling import ReadLimit, WriteLimit
from visits.models import Visit, VisitEvent

S = TypeVar("S", bound=serializers.Serializer[Any])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"|(\d{1,9})', re.ASCII)
MOST_DAYS = 400


class Endpoint(APIView):
    """JSON in, JSON out, limited."""

    parser_classes = [JSONParser]
    throttle_classes = [ReadLimit, WriteLimit]

    def read_body(self, kind: type[S]) -> S:
        """The body as `kind` takes it, cleaned; 400 with every bad field named."""
        serializer = kind(data=plain(self.request.data))
        serializer.is_valid(raise_exception=True)
        return serializer


def visit_for(request: Request, reference: str) -> Visit:
    """The visit if this caller may see it; 404 otherwise, without telling which."""
    visits = Visit.objects.select_related("region__province")
    own = delegation_of(request)
    if own is not None:
        visits = visits.filter(pk=own.pk)
    visit = visits.filter(reference=reference.upper()).first()
    if visit is None:
        raise Http404
    return visit


def visit_answer(request: Request, visit: Visit, *, status: int = 200, **more: Any) -> Response:
    """A visit as its reader may see it, with its version as ETag; `more` are further fields."""
    staff = may(request, Scope.VISITS_READ)
    by: VisitEvent.By | None = actor_of(request).kind
    if staff and not may(request, Scope.VISITS_WRITE):
        by = None
    [body] = visits_json([visit], by=by, staff=staff)
    return Response({**body, **more}, status=status, headers={"ETag": f'"{visit.version}"'})


def version_of(request: Request, body: serializers.Serializer[Any]) -> int | None:
    """The version that the caller has read: `If-Match`, else the body's `version`, else None."""
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        version: int | None = body.validated_data.get("version")
        return version
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


class FieldErrorOut(serializers.Serializer[Any]):
    """One bad field; members of objects as `contact.email`, of lists as `slots.0`."""

    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """An error (RFC 9457). Some codes have further members, see docs/api.md."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """`errors` is the serializer's own word, so it is named here."""
        return {**super().get_fields(), "errors": FieldErrorOut(many=True, required=False)}


_WORDS = {
    400: "Bad input; `errors` names the fields.",
    401: "No token, or an unknown one.",
    403: "Not allowed.",
    404: "There is no such thing, or not for this caller.",
    409: "Not possible now: the rules, the visit's status or its version are against it.",
    413: "The body or the file is too large.",
    415: "Neither of the content types that are taken, or not a PDF, JPEG or PNG.",
    422: "This Idempotency-Key was used for another request.",
    429: "Too many requests; see Retry-After.",
    503: "Busy; see Retry-After.",
}


def answers(status: int, shape: Any, *others: int) -> dict[Any, Any]:
    """What an operation answers: `shape` with `status`, else problems with the `others`."""
    described: dict[Any, Any] = {status: shape}
    for other in (*others, 429):
        described[other, MEDIA_TYPE] = OpenApiResponse(ProblemOut, description=_WORDS[other])
    return described


KEY_HEADER = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, description="A retry with the same key is harmless."
)
VERSION_HEADER = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The visit's ETag; an old one is refused."
)
