"""The desk's list of visits: its filters, its order, its pages."""

import datetime as dt
import re
from collections.abc import Callable
from types import MappingProxyType

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scheduling.models import BookingRules
from scheduling.weeks import parse_week, sunday_of
from visits.access.tokens import visit_of_arrival_code
from visits.api.access.callers import Scope, actor_of, may
from visits.api.http.endpoint import answers
from visits.api.http.pagination import CursorPages, page_of
from visits.api.http.parameters import PAGE, WEEK
from visits.api.serializers.fields import FIRST_DAY, LAST_DAY
from visits.api.serializers.visit import VisitInListOut, visits_json
from visits.language.countries import countries
from visits.models import Rank, Region, Status, Visit
from visits.queries.narrowed import declined_for, sent_between, waited
from visits.queries.placed import in_days, not_given_back
from visits.search.finding import matching

ORDERS = ("created_at", "changed_at", "institution", "people", "reference")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY = {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2})?$", "examples": ["2026-12-07"]}


def _day_in(name: str, text: str) -> dt.date:
    """A date as the contract writes it; ValidationError for what is none of this time."""
    try:
        day = dt.date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError({name: [_("Write a date as 2026-12-01.")]})
    return day


class VisitFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """`status` may be repeated; `region` takes a province's code for all of its members."""

    status = django_filters.MultipleChoiceFilter(choices=Status.choices, distinct=False)
    week = django_filters.CharFilter(method="in_week")
    region = django_filters.CharFilter(method="from_region", max_length=8)
    country = django_filters.ChoiceFilter(choices=countries)
    search = django_filters.CharFilter(method="with_words", max_length=100)
    topic = django_filters.CharFilter(field_name="topics__code", max_length=40)
    agency = django_filters.CharFilter(field_name="agencies__code", max_length=40)
    rank = django_filters.ChoiceFilter(field_name="leader_rank", choices=Rank.choices)
    waited = django_filters.ChoiceFilter(
        choices=[("yes", "yes"), ("placed", "placed")], method="having_waited"
    )
    reason = django_filters.CharFilter(method="declined_so", max_length=1000)
    sent_from = django_filters.CharFilter(method="sent_since", max_length=10)
    sent_to = django_filters.CharFilter(method="sent_until", max_length=10)
    ticket = django_filters.CharFilter(method="with_ticket", max_length=60)
    ordering = django_filters.ChoiceFilter(
        choices=[(sign + name, name) for name in ORDERS for sign in ("", "-")],
        method="as_it_is",
    )

    class Meta:
        model = Visit
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """With `from` and `to`, which no attribute can be called."""
        held = {
            "from": django_filters.CharFilter("from", method="held_since", max_length=10),
            "to": django_filters.CharFilter("to", method="held_until", max_length=10),
        }
        return {**super().get_filters(), **held}

    def in_week(self, visits: QuerySet[Visit], name: str, week: str) -> QuerySet[Visit]:
        """Those that hold a place of that week, or were held in it before there were places."""
        try:
            monday = parse_week(week)
        except (ValueError, OverflowError):
            monday = None
        if monday is None or not FIRST_DAY <= monday <= LAST_DAY:
            raise ValidationError({name: [_("Write a week as 2026-W49.")]})
        return not_given_back(in_days(visits, monday, sunday_of(monday)))

    def from_region(self, visits: QuerySet[Visit], _name: str, code: str) -> QuerySet[Visit]:
        """Those from a region, or from a province and its members."""
        codes = Region.objects.filter(Q(code=code) | Q(province=code)).values("pk")
        return visits.filter(region__in=codes)

    def with_words(self, visits: QuerySet[Visit], _name: str, words: str) -> QuerySet[Visit]:
        """Those that hold every word (visits/search/finding.py)."""
        return matching(visits, words)

    def having_waited(self, visits: QuerySet[Visit], _name: str, how: str) -> QuerySet[Visit]:
        """Those that were ever on the waiting list, or got a place from it."""
        return waited(visits, placed=how == "placed")

    def declined_so(self, visits: QuerySet[Visit], _name: str, reason: str) -> QuerySet[Visit]:
        """Those declined for this reason."""
        return declined_for(visits, reason)

    def held_since(self, visits: QuerySet[Visit], name: str, day: str) -> QuerySet[Visit]:
        """Those whose session is on this day or later."""
        return in_days(visits, _day_in(name, day), LAST_DAY)

    def held_until(self, visits: QuerySet[Visit], name: str, day: str) -> QuerySet[Visit]:
        """Those whose session is on this day or earlier."""
        return in_days(visits, FIRST_DAY, _day_in(name, day))

    def sent_since(self, visits: QuerySet[Visit], name: str, day: str) -> QuerySet[Visit]:
        """Requests sent on this day or later, and confirmed."""
        return _sent(visits, _day_in(name, day), LAST_DAY)

    def sent_until(self, visits: QuerySet[Visit], name: str, day: str) -> QuerySet[Visit]:
        """Requests sent on this day or earlier, and confirmed."""
        return _sent(visits, FIRST_DAY, _day_in(name, day))

    def with_ticket(self, visits: QuerySet[Visit], _name: str, code: str) -> QuerySet[Visit]:
        """The one whose ticket was read at the door, if it is one of ours."""
        found = visit_of_arrival_code(code)
        return visits.filter(pk=found.pk) if found else visits.none()

    def as_it_is(self, visits: QuerySet[Visit], _name: str, _order: str) -> QuerySet[Visit]:
        """The pages do the ordering; here it is only checked."""
        return visits


def _sent(visits: QuerySet[Visit], first: dt.date, last: dt.date) -> QuerySet[Visit]:
    return sent_between(visits, first, last, zone=BookingRules.load().zone)


class _DeskPages(CursorPages):
    # As the desk's list sorts names, and an index holds them.
    keys = MappingProxyType({"institution": Lower})

    def get_ordering(self, request: Request, view: APIView | None) -> tuple[str, ...]:
        """What was asked for, with the id to tell equals apart."""
        order = request.query_params.get("ordering") or "-created_at"
        return (order, "-pk" if order.startswith("-") else "pk")


def desk_list(request: Request, view: APIView) -> Response:
    """One page of the visits that the filters leave; 400 for a filter that makes no sense."""
    visits = Visit.objects.select_related("region__province").prefetch_related("topics", "agencies")
    for name in ("status", "country", "rank", "waited", "ordering"):
        if "" in request.query_params.getlist(name):
            raise ValidationError({name: [_("Name one, or leave it out.")]})
    chosen = VisitFilter(request.query_params, queryset=visits, request=request)
    if not chosen.is_valid():
        raise ValidationError(
            {
                name: [
                    ErrorDetail(message, problem.code or "invalid")
                    for problem in problems
                    for message in problem.messages
                ]
                for name, problems in chosen.errors.as_data().items()
            }
        )
    pages = _DeskPages()
    page = pages.paginate_queryset(chosen.qs, request, view)
    by = actor_of(request).kind if may(request, Scope.VISITS_WRITE) else None
    return pages.get_paginated_response(visits_json(page, by=by, staff=True, in_list=True))


def describe_list(get: Callable[..., Response]) -> Callable[..., Response]:
    """The OpenAPI description of the list."""
    described: Callable[..., Response] = extend_schema(
        parameters=[
            OpenApiParameter("status", str, many=True, enum=Status.values),
            OpenApiParameter(
                "week", WEEK, description="Holds a place of that week, or was held in it."
            ),
            OpenApiParameter(
                "region",
                {"type": "string", "maxLength": 8},
                description="A code; a province's for all of it.",
            ),
            OpenApiParameter(
                "country",
                {"type": "string", "maxLength": 2},
                description="From abroad: ISO 3166-1 alpha-2.",
            ),
            OpenApiParameter(
                "from",
                _DAY,
                description="Its session is on this day or later.",
            ),
            OpenApiParameter(
                "to",
                _DAY,
                description="Its session is on this day or earlier.",
            ),
            OpenApiParameter(
                "sent_from",
                _DAY,
                description="Sent on this day or later, and confirmed.",
            ),
            OpenApiParameter(
                "sent_to",
                _DAY,
                description="Sent on this day or earlier, and confirmed.",
            ),
            OpenApiParameter(
                "topic", {"type": "string", "maxLength": 40}, description="A topic's code."
            ),
            OpenApiParameter(
                "agency", {"type": "string", "maxLength": 40}, description="An agency's code."
            ),
            OpenApiParameter("rank", str, enum=Rank.values, description="The leader's rank."),
            OpenApiParameter(
                "waited",
                str,
                enum=["yes", "placed"],
                description="Was on the waiting list; `placed`: and got a place from it.",
            ),
            OpenApiParameter(
                "reason",
                {"type": "string", "maxLength": 1000},
                description="Declined for it, as written; else a part of the reason.",
            ),
            OpenApiParameter(
                "search",
                {"type": "string", "maxLength": 100},
                description="Reference, institution, region, names.",
            ),
            OpenApiParameter(
                "ticket",
                {"type": "string", "maxLength": 60},
                description="The code on a ticket: its visit alone.",
            ),
            OpenApiParameter("ordering", str, enum=[s + n for n in ORDERS for s in ("", "-")]),
            *PAGE,
        ],
        responses=answers(200, page_of(VisitInListOut, "VisitPage"), 400, 401, 403, 404),
    )(get)
    return described
