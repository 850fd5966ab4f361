"""Reference data for anybody."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from visits.api.shapes import agency_shape, region_shape, topic_shape
from visits.api.throttling import Reads
from visits.models import Agency, Region, Topic
from visits.regions import search_regions


def _list(results: list[dict[str, Any]]) -> Response:
    """All on one page, in the form of every list."""
    return Response(
        {"next": None, "previous": None, "results": results},
        headers={"Content-Language": get_language() or "id"},
    )


class Regions(APIView):
    """Provinces, regencies and cities."""

    throttle_classes = [Reads]

    @extend_schema(
        parameters=[OpenApiParameter("search", str)],
        responses=OpenApiTypes.OBJECT,
        operation_id="regions",
    )
    def get(self, request: Request) -> Response:
        """All by code, or the likeliest twenty for `search`."""
        query = request.query_params.get("search")
        if query is not None:
            found = search_regions(query, limit=20)
        else:
            found = list(Region.objects.select_related("province"))
        return _list([region_shape(region) for region in found])


class Agencies(APIView):
    """Agencies that a delegation may ask to meet."""

    throttle_classes = [Reads]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="agencies")
    def get(self, request: Request) -> Response:
        """All in use, by name."""
        return _list([agency_shape(agency) for agency in Agency.objects.filter(active=True)])


class Topics(APIView):
    """What can be learned here."""

    throttle_classes = [Reads]

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="topics")
    def get(self, request: Request) -> Response:
        """All in use, by name."""
        return _list([topic_shape(topic) for topic in Topic.objects.filter(active=True)])
