"""Papers of a visit: issued, read, sent, withdrawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope, actor_of, delegation_of
from visits.api.access.permissions import DelegationOrStaff, HasScope, ReadOrWrite
from visits.api.files.contents import AsItIs, file_shapes
from visits.api.http.endpoint import (
    KEY_HEADER,
    VERSION_HEADER,
    Endpoint,
    answers,
    refusals,
    version_of,
    visit_for,
)
from visits.api.http.idempotency import once
from visits.api.http.problems import FieldProblem, Problem
from visits.api.serializers.papers import IssuedPaperOut, IssuePaperIn, PaperOut, WithdrawPaperIn
from visits.api.serializers.request import Versioned
from visits.files.downloads import file_answer
from visits.models import Paper, PaperKind, Participant, Visit
from visits.papers.life import ending, issuing, making, sending
from visits.papers.life.refusals import REFUSALS, field_of, words_of
from visits.papers.life.step import StalePaper, WrongState
from visits.papers.life.table import IN_FORCE, State


@contextmanager
def said() -> Iterator[None]:
    """What the steps of a paper's life raise, as the API says it."""
    try:
        yield
    except StalePaper as error:
        raise Problem(409, "stale", words_of(error), version=error.paper.version) from error
    except WrongState as error:
        paper = error.paper
        raise Problem(
            409, "wrong_status", words_of(error),
            paper_state=str(paper.state), allowed=[str(action) for action in error.allowed],
        ) from error  # fmt: skip
    except making.NotMadeYet as error:
        raise Problem(503, "busy", words_of(error)) from error
    except REFUSALS as error:
        if field := field_of(error):
            raise FieldProblem(field, "invalid", words_of(error)) from error
        raise Problem(409, "wrong_status", words_of(error), paper_state=None, allowed=[]) from error


def _papers(request: Request, visit: Visit) -> QuerySet[Paper]:
    """What this reader may see of them; guests what was given to them, as on their page."""
    found = visit.papers.order_by("pk")
    if delegation_of(request) is not None:
        found = found.filter(pk__in=[one.pk for one in sending.for_guests(visit)])
    return found


def one_paper(request: Request, reference: str, pk: str) -> Paper:
    """The paper of that visit that this reader may see; raises Http404."""
    visit = visit_for(request, reference)
    paper = _papers(request, visit).filter(pk=int(pk)).first()
    if paper is None:
        raise Http404
    paper.visit = visit
    return paper


def paper_answer(paper: Paper, *, status: int = 200) -> Response:
    """The paper with its version."""
    headers = {"ETag": f'"{paper.version}"'}
    return Response(PaperOut(paper).data, status=status, headers=headers)


class Papers(Endpoint):
    """The papers of a visit."""

    def get_permissions(self) -> list[BasePermission]:
        """The delegation reads its own; the host issues them."""
        return [ReadOrWrite()] if self.request.method == "POST" else [DelegationOrStaff()]

    @extend_schema(responses=answers(200, PaperOut(many=True), 401, 403, 404))
    def get(self, request: Request, reference: str) -> Response:
        """All of them, the oldest first; a delegation what was given to it (as on its page).

        That is what is in force and of use to it: signed, where it is of a kind that is signed; and
        what it was sent and holds no more.
        """
        visit = visit_for(request, reference)
        found = list(_papers(request, visit))
        for paper in found:
            paper.visit = visit
        return Response(PaperOut(found, many=True).data)

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request=IssuePaperIn,
        responses=answers(201, IssuedPaperOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str) -> Response:
        """Issue one: its number is taken, its contents are frozen."""
        visit = visit_for(request, reference)
        body = self.read_body(IssuePaperIn)
        data, kind = body.validated_data, PaperKind(body.validated_data["kind"])
        who: dict[str, Any] = {"by": actor_of(request), "now": timezone.now()}
        person = _person(visit, data["participant"])
        with said():
            if data["draft"]:
                return paper_answer(issuing.draft(visit, kind, person, **who), status=201)
            if kind == PaperKind.VISUM and person is None:
                return _all_sheets(visit, **who)
            paper = issuing.issue(
                visit, kind, person,
                number=data["number"], day=data["date"], version=version_of(request, body), **who,
            )  # fmt: skip
        return paper_answer(paper, status=201)


def _person(visit: Visit, number: int | None) -> Participant | None:
    if number is None:
        return None
    found = visit.participants.filter(number=number).first()
    if found is None:
        raise FieldProblem("participant", "unknown", str(number))
    return found


def _all_sheets(visit: Visit, **who: Any) -> Response:
    """Visum sheets for all who may have one and have none."""
    made = issuing.issue_for_all(visit, PaperKind.VISUM, **who)
    first = {**PaperOut(made[0]).data, "papers": PaperOut(made, many=True).data}
    return Response(first, status=201, headers={"ETag": f'"{made[0].version}"'})


class PaperFile(Endpoint):
    """The bytes of a paper."""

    content_negotiation_class = AsItIs
    permission_classes = [DelegationOrStaff]

    @extend_schema(responses={**file_shapes("pdf"), **refusals(401, 403, 404, 409)})
    def get(self, request: Request, reference: str, pk: str) -> HttpResponseBase:
        """As it was issued, or signed; a draft as things are now, with KONSEP on each page."""
        paper = one_paper(request, reference, pk)
        if delegation_of(request) is not None and paper.state not in IN_FORCE:
            raise Http404
        with said():
            if paper.state == State.DRAFT:
                return HttpResponse(
                    making.look_at(paper, now=timezone.now()),
                    content_type="application/pdf",
                    headers={"Content-Security-Policy": "sandbox; default-src 'none'"},
                )
            paper = making.make(paper, now=timezone.now())
            making.check_made(paper)
        name = f"{paper.visit.reference}-{paper.kind}"
        return file_answer(paper.signed_file or paper.file, name=name)


class SendPaper(Endpoint):
    """A paper on its way to the guests."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_WRITE

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request=Versioned,
        responses=answers(200, PaperOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str, pk: str) -> Response:
        """By mail to the contact, attached; sent once the mail is queued."""
        body = self.read_body(Versioned)
        paper = one_paper(request, reference, pk)
        with said():
            return paper_answer(
                sending.send(
                    paper,
                    by=actor_of(request),
                    now=timezone.now(),
                    version=version_of(request, body),
                )
            )


class WithdrawPaper(Endpoint):
    """A paper that holds no more."""

    permission_classes = [HasScope]
    scope = Scope.VISITS_WRITE

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request=WithdrawPaperIn,
        responses=answers(200, PaperOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str, pk: str) -> Response:
        """Its number stays in the register, with the reason."""
        body = self.read_body(WithdrawPaperIn)
        paper = one_paper(request, reference, pk)
        with said():
            return paper_answer(
                ending.withdraw(
                    paper,
                    reason=body.validated_data["reason"],
                    by=actor_of(request),
                    now=timezone.now(),
                    version=version_of(request, body),
                )
            )
