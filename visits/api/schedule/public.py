"""What anyone may read: weeks, sessions, and the lists that a request is made of."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.web.prepared import keep
from scheduling.availability import Schedule
from scheduling.database.marks import Topic as MarkTopic
from scheduling.models import BookingRules
from scheduling.weeks import monday_of
from visits.api.http.endpoint import Endpoint, answers, check_range, day_asked
from visits.api.http.pagination import CursorPages, page_of, whole
from visits.api.http.parameters import PAGE, RANGE, people_asked, size_asked
from visits.api.serializers.request import MOST_PEOPLE
from visits.api.serializers.schedule import FoundRegionOut, NamedOut, SlotOut, WeekOut, slots_json
from visits.models import Agency, Region, Topic
from visits.reference.regions import search_regions

# What weeks and sessions follow from, besides the time.
_SHOWN = (MarkTopic.RULES, MarkTopic.PLACES)
_WEEKS_AHEAD = dt.timedelta(weeks=25)


class Weeks(Endpoint):
    """Weeks with what is left of them."""

    @extend_schema(parameters=RANGE, responses=answers(200, WeekOut(many=True), 400))
    def get(self, request: Request) -> Response:
        """Weeks from `from` to `to`; this week and the 25 after it where they are left out."""
        keep(request, *_SHOWN)
        now = timezone.now()
        rules = BookingRules.load()
        this = monday_of(now.astimezone(rules.zone).date())
        first = day_asked(request, "from") or this
        last = day_asked(request, "to", last=True) or first + _WEEKS_AHEAD
        check_range(first, last)
        weeks = Schedule.load(first=first, last=last, now=now).weeks()
        return Response(WeekOut(weeks, many=True).data)


class Slots(Endpoint):
    """Sessions, and why not where they cannot be had."""

    @extend_schema(
        parameters=[
            *RANGE,
            OpenApiParameter(
                "people",
                {"type": "integer", "minimum": 1, "maximum": MOST_PEOPLE},
                description="How many would come; 1 if left out.",
            ),
        ],
        responses=answers(200, SlotOut(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """Sessions from `from` to `to`; from today to the horizon where they are left out."""
        keep(request, *_SHOWN)
        now = timezone.now()
        rules = BookingRules.load()
        today = now.astimezone(rules.zone).date()
        first = day_asked(request, "from") or today
        horizon = today + dt.timedelta(days=rules.horizon_days)
        last = day_asked(request, "to", last=True) or max(first, horizon)
        check_range(first, last)
        schedule = Schedule.load(first=first, last=last, now=now)
        slots = schedule.slots(people=people_asked(request, most=MOST_PEOPLE))
        return Response(slots_json(slots))


class Regions(Endpoint):
    """Provinces, regencies and cities by their Kemendagri codes."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "search",
                str,
                description="Any of its names as people write it: `kab solok`, `oku timur`.",
            ),
            *PAGE,
        ],
        responses=answers(200, page_of(FoundRegionOut, "RegionPage"), 400, 404),
    )
    def get(self, request: Request) -> Response:
        """All by code, or with `search` the likeliest first: 20, or `limit`.

        Where `guessed` is true, ask whether it is meant: what was searched for names none of them.
        """
        query = request.query_params.get("search", "").replace("\0", "")
        if query.strip():
            limit = size_asked(request, default=20, most=CursorPages.max_page_size)
            found = search_regions(query, limit=limit)
            context = {"guessed": found.guessed}
            return whole(FoundRegionOut(found.regions, many=True, context=context).data)
        pages = CursorPages()
        regions = Region.objects.select_related("province")
        page = pages.paginate_queryset(regions, request, self)
        return pages.get_paginated_response(FoundRegionOut(page, many=True).data)


class Agencies(Endpoint):
    """Agencies that a delegation may ask to meet."""

    ordering = ("name", "pk")

    @extend_schema(
        parameters=PAGE, responses=answers(200, page_of(NamedOut, "AgencyPage"), 400, 404)
    )
    def get(self, request: Request) -> Response:
        """Those in use, by name."""
        pages = CursorPages()
        page = pages.paginate_queryset(Agency.objects.filter(active=True), request, self)
        return pages.get_paginated_response(NamedOut(page, many=True).data)


class Topics(Endpoint):
    """What can be learned here."""

    ordering = ("name", "pk")

    @extend_schema(
        parameters=PAGE, responses=answers(200, page_of(NamedOut, "TopicPage"), 400, 404)
    )
    def get(self, request: Request) -> Response:
        """Those in use, by name."""
        pages = CursorPages()
        page = pages.paginate_queryset(Topic.objects.filter(active=True), request, self)
        return pages.get_paginated_response(NamedOut(page, many=True).data)


class Nowhere(Endpoint):
    """Any other address below the API's; one without its last slash is sent on."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """308 keeps method and body, which Django's own 301 would not."""
        if not request.path.endswith("/"):
            address = request.get_full_path(force_append_slash=True)
            return HttpResponsePermanentRedirect(address, preserve_request=True)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # a DRF response is one

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is here, whatever the method."""
        raise Http404
