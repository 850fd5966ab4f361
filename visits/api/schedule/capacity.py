"""What the host sets: a week's own capacity."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from scheduling.availability import Schedule
from scheduling.impact import Kind, preview
from scheduling.models import Week
from scheduling.relief import relief_of
from scheduling.rules.weekly_capacity import set_week_capacity
from visits.api.access.callers import Scope, actor_of, key_of
from visits.api.access.permissions import HasScope
from visits.api.http.endpoint import Endpoint, answers
from visits.api.http.parameters import WEEK_IN_PATH, week_named
from visits.api.serializers.request import WeekIn
from visits.api.serializers.schedule import WeekOut
from visits.api.serializers.shape import Shape
from visits.history.settings_log import note_change
from visits.models import Visit
from visits.people.quota import why_not_so_many


class CouldMoveOut(Shape[Any]):
    """A visit of a week with too many: its session, and the nearest that it could have instead."""

    visit = serializers.CharField()
    slot = serializers.CharField()
    to = serializers.CharField(allow_null=True, help_text="null: none is free within the horizon.")


class WeekSetOut(WeekOut):
    """The week as it is now, or with `dry_run` would be, and whom that concerns."""

    over_committed = serializers.BooleanField(source="overcommitted")
    could_move = serializers.SerializerMethodField()
    waiting = serializers.SerializerMethodField()

    @extend_schema_field(CouldMoveOut(many=True))
    def get_could_move(self, _week: Any) -> list[dict[str, str | None]]:
        """As many as are too many, easiest first: a suggestion, nobody is moved or sent away."""
        found: list[dict[str, str | None]] = self.context["could_move"]
        return found

    def get_waiting(self, _week: Any) -> list[str]:
        """References of those whose waiting this ends, or who wait for a session that goes."""
        found: list[str] = self.context["waiting"]
        return found


class OneWeek(Endpoint):
    """A week's own capacity."""

    permission_classes = [HasScope]
    scope = Scope.SCHEDULE_WRITE

    @extend_schema(
        parameters=[WEEK_IN_PATH],
        request=WeekIn,
        responses=answers(200, WeekSetOut, 400, 401, 403, 413, 415),
    )
    def put(self, request: Request, week: str) -> Response:
        """Set it, or with null give it back to the rule. Nobody is sent away by a lower one.

        More than the rule says is for leaders and administrators, or a program with the scope.
        """
        monday = week_named(week)
        data = self.read_body(WeekIn).validated_data
        now = timezone.now()
        # A program may whatever its scope says: who made its key may raise a week.
        user = request.user
        if key_of(request) is None and isinstance(user, User):
            _check_raise(user, monday, data["capacity"])

        def change() -> Week:
            return set_week_capacity(
                week=monday, capacity=data["capacity"], note=data["note"], now=now
            )

        brought = preview(change, now=now)
        with transaction.atomic():
            stored = change()
            [state] = Schedule.load(first=monday, last=monday, now=now).weeks()
            reliefs = relief_of([monday], now=now) if state.overcommitted else []
            if data["dry_run"]:
                transaction.set_rollback(True)
            else:
                note_change(actor_of(request), stored, gettext_lazy("The week's quota is changed."))
        references = _references({r.owner for r in reliefs} | {t.owner for t in brought})
        moves = [
            {"visit": references[r.owner], "slot": str(r.slot), "to": str(r.to) if r.to else None}
            for r in reliefs
            if r.owner in references
        ]
        waits = {t.owner for t in brought if t.kind in (Kind.WAITED_FOR, Kind.WAIT_ENDS)}
        context = {
            "could_move": moves,
            "waiting": sorted(references[owner] for owner in waits if owner in references),
        }
        return Response(WeekSetOut(state, context=context).data)


def _check_raise(user: User, week: dt.date, capacity: int | None) -> None:
    """Raise 403 with words where the page would say so too."""
    if words := why_not_so_many(user, week=week, capacity=capacity):
        raise exceptions.PermissionDenied(words)


def _references(owners: set[str]) -> dict[str, str]:
    uids = [owner.removeprefix("visit:") for owner in owners if owner]
    visits = Visit.objects.filter(uid__in=uids) if uids else ()
    return {visit.owner_key: visit.reference for visit in visits}
