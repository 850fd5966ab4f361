"""The host's people: who there is, what each is named for, and whether they will be there."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope, actor_of, may, officer_of
from visits.api.access.permissions import DecidersOrOfficers, HasScope, Officers
from visits.api.http.endpoint import (
    KEY_HEADER,
    VERSION_HEADER,
    Endpoint,
    answers,
    version_of,
    visit_for,
)
from visits.api.http.idempotency import once
from visits.api.http.pagination import CursorPages, page_of, whole
from visits.api.http.parameters import PAGE
from visits.api.http.problems import FieldProblem
from visits.api.serializers.desk import CandidateOut, DutyOut, HostOfficerOut
from visits.api.serializers.steps import AnswerIn
from visits.history import events
from visits.history.events import Actor
from visits.life.duties import officers_answer
from visits.models import Assignment, Officer, Visit
from visits.people.officers import candidates, duties_of, suggested
from visits.queries.visits import session_of, sessions_of


class HostOfficers(Endpoint):
    """The host's officers, as assign/ names them."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_READ
    ordering = ("name", "pk")

    @extend_schema(
        parameters=PAGE,
        responses=answers(200, page_of(HostOfficerOut, "OfficerPage"), 400, 401, 403, 404),
    )
    def get(self, request: Request) -> Response:
        """Those in use, by name."""
        pages = CursorPages()
        found = Officer.objects.filter(active=True).select_related("agency")
        page = pages.paginate_queryset(found, request, self)
        return pages.get_paginated_response(HostOfficerOut(page, many=True).data)


class Candidates(Endpoint):
    """Who could receive the visit, the one to suggest first."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_READ

    @extend_schema(responses=answers(200, page_of(CandidateOut, "CandidatePage"), 401, 403, 404))
    def get(self, request: Request, reference: str) -> Response:
        """All officers in use, by the leader's rank and by who is free then."""
        visit = visit_for(request, reference)
        session = session_of(visit)
        found = candidates(visit, session=session if session and not session.given_back else None)
        context = {"suggested": suggested(found)}
        results = CandidateOut(found, many=True, context=context).data
        return whole(results)


class Duties(Endpoint):
    """What the officer who is signed in is named for."""

    permission_classes = [Officers]
    ordering = "-pk"

    @extend_schema(
        parameters=PAGE, responses=answers(200, page_of(DutyOut, "DutyPage"), 400, 401, 403, 404)
    )
    def get(self, request: Request) -> Response:
        """Own visits, the last named first."""
        pages = CursorPages()
        page = pages.paginate_queryset(_own(request), request, self)
        context = {"sessions": sessions_of([duty.visit for duty in page])}
        return pages.get_paginated_response(DutyOut(page, many=True, context=context).data)


class Answer(Endpoint):
    """Note whether an assigned officer will be there.

    An officer who is signed in answers for themself; staff, and keys with `visits:write`, note
    what an officer told them.
    """

    permission_classes = [DecidersOrOfficers]
    scope = Scope.VISITS_WRITE

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request=AnswerIn,
        responses=answers(200, DutyOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        visit = self._visit(request, reference)
        body = self.read_body(AnswerIn)
        officer, by = self._who(request, visit, body.validated_data["officer"])
        try:
            officers_answer.answer(
                visit,
                officer=officer,
                answer=body.validated_data["answer"],
                excuse=_excuse(body.validated_data),
                by=by,
                now=timezone.now(),
                version=version_of(request, body),
            )
        except Assignment.DoesNotExist as error:
            raise _not_named() from error
        except officers_answer.NoColleague as error:
            raise _no_colleague() from error
        duty = duties_of(officer).get(visit=visit)
        seen = DutyOut(duty, context={"sessions": sessions_of([duty.visit])}).data
        return Response(seen, headers={"ETag": f'"{duty.visit.version}"'})

    def _visit(self, request: Request, reference: str) -> Visit:
        """Any visit for those who decide, an own one for an officer; else 404."""
        visit = visit_for(request, reference)
        if not may(request, Scope.VISITS_WRITE) and not _own(request).filter(visit=visit).exists():
            raise Http404
        return visit

    def _who(self, request: Request, visit: Visit, email: str | None) -> tuple[Officer, Actor]:
        """Whose answer it is, and who notes it."""
        mine = officer_of(request)
        if mine is not None and email in (None, mine.email):
            return mine, events.officer(mine)
        if not email:
            raise FieldProblem("officer", "required", _("Name the officer by e-mail address."))
        named = Officer.objects.filter(email__iexact=email, assignments__visit=visit).first()
        if named is None or not may(request, Scope.VISITS_WRITE):
            raise _not_named()
        return named, actor_of(request)


def _excuse(given: dict[str, Any]) -> officers_answer.Excuse | None:
    """Why not, and who instead; None where nothing was said of it."""
    said = {name: given[name] for name in ("reason", "colleague") if name in given}
    if given["answer"] != Assignment.Answer.DECLINED:
        for name in (name for name, value in said.items() if value):
            raise FieldProblem(name, "invalid", _("This goes with the answer “declined” alone."))
    if not said:
        return None
    colleague = None
    if said.get("colleague"):
        colleague = Officer.objects.filter(email__iexact=said["colleague"]).first()
        if colleague is None:
            raise _no_colleague()
    return officers_answer.Excuse(said.get("reason", ""), colleague)


def _no_colleague() -> FieldProblem:
    words = _("Name an officer in use of the same agency who is not named for the visit.")
    return FieldProblem("colleague", "unknown", words)


def _not_named() -> FieldProblem:
    return FieldProblem("officer", "unknown", _("This officer is not named for the visit."))


def _own(request: Request) -> QuerySet[Assignment]:
    officer = officer_of(request)
    return Assignment.objects.none() if officer is None else duties_of(officer)
