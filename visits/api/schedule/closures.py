"""Closed days: who may set the schedule closes days, a part of a day or a room, and opens them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from scheduling.impact import Kind, Trouble, preview
from scheduling.models import Closure, Room
from scheduling.sessions.holidays import open_again
from visits.api.access.callers import Scope, actor_of
from visits.api.access.permissions import SetsSchedule
from visits.api.http.endpoint import KEY_HEADER, Endpoint, answers, day_asked, refusals
from visits.api.http.idempotency import once
from visits.api.http.pagination import CursorPages, page_of
from visits.api.http.parameters import PAGE, RANGE
from visits.api.serializers.fields import ClockTime, Day, Line, OneOf
from visits.api.serializers.shape import Shape
from visits.history.settings_log import note_change
from visits.models import Visit

_BOTH = gettext_lazy("Give both hours, the later one last, or neither.")


class ClosureIn(Shape[Any]):
    """Days on which nothing can be booked; hours for a part of each, `room` for one room alone."""

    name = Line(max_length=120)
    name_en = Line(max_length=120, required=False, allow_blank=True, default="")
    kind = OneOf(choices=Closure.Kind.choices, required=False, default=Closure.Kind.OWN_EVENT)
    starts_on = Day()
    ends_on = Day(required=False, allow_null=True, default=None, help_text="Left out: one day.")
    starts_at = ClockTime(required=False, allow_null=True, default=None)
    ends_at = ClockTime(required=False, allow_null=True, default=None)
    room = Line(
        max_length=24, required=False, allow_blank=True, default="", help_text="Empty: all of them."
    )

    def validate_room(self, code: str) -> Room | None:
        """By its code, as the ids of sessions end with it."""
        room = Room.objects.filter(code=code).first() if code else None
        if code and room is None:
            raise serializers.ValidationError(_("There is no such room."), code="unknown")
        return room

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The last day is not before the first, and hours come in pairs."""
        attrs["ends_on"] = attrs["ends_on"] or attrs["starts_on"]
        if attrs["ends_on"] < attrs["starts_on"]:
            words = _("The last day must not be before the first day.")
            raise serializers.ValidationError({"ends_on": [words]}, code="range")
        first, last = attrs["starts_at"], attrs["ends_at"]
        if (first is None) != (last is None) or (first and last and last <= first):
            raise serializers.ValidationError({"ends_at": [_BOTH]}, code="range")
        return attrs


class ClosureOut(Shape[Any]):
    """Days on which nothing can be booked; `name` in the reader's language."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="shown_name")
    kind = serializers.ChoiceField(choices=Closure.Kind.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    starts_at = serializers.TimeField(allow_null=True, format="%H:%M")
    ends_at = serializers.TimeField(allow_null=True, format="%H:%M")
    room = serializers.SerializerMethodField()
    estimated = serializers.BooleanField(help_text="Its date may still change.")

    def get_room(self, closure: Closure) -> str | None:
        """The code of the only room that is closed; null for all of them."""
        return closure.room.code if closure.room else None


class ClosedOut(ClosureOut):
    """The closure that was made, and the visits that it concerns."""

    to_move = serializers.SerializerMethodField()
    waiting = serializers.SerializerMethodField()

    def get_to_move(self, _closure: Closure) -> list[str]:
        """Their references; nobody is sent away."""
        found: list[str] = self.context["to_move"]
        return found

    def get_waiting(self, _closure: Closure) -> list[str]:
        """The references of those without a place there who wait for it, or were offered it."""
        found: list[str] = self.context["waiting"]
        return found


class Closures(Endpoint):
    """Days on which nothing can be booked."""

    scope = Scope.SCHEDULE_WRITE
    ordering = ("starts_on", "pk")

    def get_permissions(self) -> list[BasePermission]:
        """Anyone reads them."""
        return [SetsSchedule()] if self.request.method == "POST" else [AllowAny()]

    @extend_schema(
        parameters=[*RANGE, *PAGE],
        responses=answers(200, page_of(ClosureOut, "ClosurePage"), 400, 404),
    )
    def get(self, request: Request) -> Response:
        """Those with a day from `from` (today) to `to`, by their first day."""
        first = day_asked(request, "from") or timezone.localdate()
        last = day_asked(request, "to", last=True) or dt.date.max
        found = Closure.objects.filter(ends_on__gte=first, starts_on__lte=last)
        pages = CursorPages()
        page = pages.paginate_queryset(found.select_related("room"), request, self)
        return pages.get_paginated_response(ClosureOut(page, many=True).data)

    @extend_schema(
        parameters=[KEY_HEADER],
        request=ClosureIn,
        responses=answers(201, ClosedOut, 400, 401, 403, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request) -> Response:
        """Close days, or a part of them; visits that lie there stay until they are moved."""
        values = self.read_body(ClosureIn).validated_data
        brought = preview(lambda: Closure.objects.create(**values), now=timezone.now())
        with transaction.atomic():
            closure = Closure.objects.create(**values)
            note_change(actor_of(request), closure, gettext_lazy("Closed day stored."))
        placed = [trouble for trouble in brought if trouble.kind in (Kind.CLOSED, Kind.NO_SESSION)]
        context = {
            "to_move": _references(placed),
            "waiting": _references([trouble for trouble in brought if trouble not in placed]),
        }
        return Response(ClosedOut(closure, context=context).data, status=201)


def _references(troubles: list[Trouble]) -> list[str]:
    uids = [trouble.owner.removeprefix("visit:") for trouble in troubles if trouble.owner]
    visits = Visit.objects.filter(uid__in=uids).order_by("reference")
    return list(visits.values_list("reference", flat=True))


class OneClosure(Endpoint):
    """One closure."""

    permission_classes = [SetsSchedule]
    scope = Scope.SCHEDULE_WRITE

    @extend_schema(responses={204: None, **refusals(401, 403, 404)})
    def delete(self, request: Request, pk: str) -> Response:
        """Open its days again: their sessions can be booked."""
        with transaction.atomic():
            closure = Closure.objects.select_for_update().filter(pk=int(pk)).first()
            if closure is None:
                raise Http404
            note_change(actor_of(request), closure, gettext_lazy("Closed day removed."))
            open_again(closure)
        return Response(status=204)
