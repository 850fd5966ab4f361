"""Who of a delegation was here, person by person."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import actor_of
from visits.api.access.permissions import DelegationOrStaff, ReadOrWrite
from visits.api.http.endpoint import (
    KEY_HEADER,
    VERSION_HEADER,
    Endpoint,
    answers,
    version_of,
    visit_for,
)
from visits.api.http.idempotency import once
from visits.api.http.pagination import page_of, whole
from visits.api.http.problems import FieldProblem
from visits.api.serializers.steps import PresenceIn, TakeBackPresenceIn
from visits.api.serializers.visit import PresenceOut
from visits.language.dates import day_words
from visits.models import Participant, Presence, Visit
from visits.papers.life import ending
from visits.presence import noting
from visits.presence.roll import roll
from visits.queries.day import WrongMoment

_PAGE = page_of(PresenceOut, "PresencePage")
_WRITE = answers(200, _PAGE, 400, 401, 403, 404, 409, 413, 415, 422)


def _whole_list(visit: Visit) -> Response:
    return whole(PresenceOut(roll(visit), many=True).data)


def _chosen(visit: Visit, numbers: list[int]) -> list[int]:
    """The ids of those with these numbers on the list; 400 where one is nobody's."""
    found = Participant.objects.filter(visit=visit, number__in=numbers)
    by_number = dict(found.values_list("number", "pk"))
    if missing := sorted(set(numbers) - set(by_number)):
        detail = _("Not on the list: %(numbers)s.") % {"numbers": ", ".join(map(str, missing))}
        raise FieldProblem("participants", "unknown", detail)
    return list(by_number.values())


@contextmanager
def _said(field: str) -> Iterator[None]:
    """What noting raises, as the problem of a field; `field` is the one whose time was judged."""
    try:
        yield
    except noting.NotYet as early:
        detail = _("Their day has not come: they are expected on %(day)s.")
        raise FieldProblem("came_at", "not_yet", detail % {"day": day_words(early.day)}) from early
    except (noting.NotOnTheList, noting.NotNoted) as gone:
        detail = _("The list has been changed in the meantime. Read it again, then repeat.")
        raise FieldProblem("participants", "unknown", detail) from gone
    except WrongMoment as wrong:
        detail = {
            "not_yet": _("This time has not come yet."),
            "another_day": _("This is not on the day of the visit."),
        }.get(wrong.code, _("They had not arrived then."))
        raise FieldProblem(field, wrong.code, detail) from wrong


class WhoCame(Endpoint):
    """The people of the list, and when each of them was here; staff note it."""

    def get_permissions(self) -> list[BasePermission]:
        """The delegation reads its own; staff, and keys with `visits:write`, note."""
        reads = self.request.method in SAFE_METHODS
        return [DelegationOrStaff() if reads else ReadOrWrite()]

    @extend_schema(responses=answers(200, _PAGE, 401, 403, 404))
    def get(self, request: Request, reference: str) -> Response:
        """All of them by number; `came_at` is null for who was not noted."""
        return _whole_list(visit_for(request, reference))

    @extend_schema(parameters=[KEY_HEADER, VERSION_HEADER], request=PresenceIn, responses=_WRITE)
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Note that these were here, and of who is noted already that they left at `left_at`.

        Left out, times are now on the day itself, afterwards the session's.
        """
        visit = visit_for(request, reference)
        body = self.read_body(PresenceIn)
        data, by, now = body.validated_data, actor_of(request), timezone.now()
        people, left_at = _chosen(visit, data["participants"]), data["left_at"]
        with _said("left_at" if data["came_at"] is None else "came_at"), transaction.atomic():
            noting.note(
                visit,
                people,
                how=Presence.How.LIST if data["from_list"] else Presence.How.DOOR,
                by=by,
                now=now,
                came_at=data["came_at"],
                left_at=left_at,
                reason=data["reason"],
                version=version_of(request, body),
            )
            if left_at is not None:
                noting.leave(visit, people, by=by, now=now, left_at=left_at, reason=data["reason"])
        return _whole_list(visit)


class TakeBackPresence(Endpoint):
    """Take back that these were here; papers that rest on it are withdrawn."""

    permission_classes = [ReadOrWrite]

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER], request=TakeBackPresenceIn, responses=_WRITE
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Who is not noted is passed over; with a `reason` after seven days, or where one of their
        papers was sent or handed over already."""
        visit = visit_for(request, reference)
        body = self.read_body(TakeBackPresenceIn)
        people = _chosen(visit, body.validated_data["participants"])
        with _said("participants"):
            ending.take_back_presence(
                visit,
                people,
                by=actor_of(request),
                now=timezone.now(),
                reason=body.validated_data["reason"],
                version=version_of(request, body),
            )
        return _whole_list(visit)
