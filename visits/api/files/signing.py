"""Signing a paper by the API: a scan of the signed sheet, on paper alone, or the office's own key.

Where a person's NIK or passphrase is asked for, that person signs on the desk: no program is to
hold them, and no body with them is to be kept for repeating (http/idempotency.py).
"""

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope, actor_of
from visits.api.access.permissions import HasScope
from visits.api.files.contents import judged, scan_of
from visits.api.files.papers import one_paper, paper_answer, said
from visits.api.http.endpoint import KEY_HEADER, VERSION_HEADER, Endpoint, answers, version_of
from visits.api.http.idempotency import once
from visits.api.http.multipart import plain
from visits.api.http.parsers import JSONParser, MultiPartParser
from visits.api.http.problems import FieldProblem, Problem
from visits.api.serializers.papers import PaperOut, SignPaperForm, SignPaperIn
from visits.history.events import Actor
from visits.models import Paper
from visits.papers.life.step import StalePaper
from visits.papers.life.table import allowed_actions
from visits.papers.signing.choosing import signer_now
from visits.papers.signing.hand import note_signed, sign_by_hand
from visits.papers.signing.interface import Problem as Why
from visits.papers.signing.interface import Secrets, SigningFailed
from visits.papers.signing.signing import sign
from visits.papers.signing.words import problem_words

# What may be gone in a minute.
_PASSING = frozenset({Why.BUSY, Why.TIMEOUT, Why.UNREACHABLE, Why.NO_TIMESTAMP, Why.UNCHECKED})


class SignPaper(Endpoint):
    """A paper is signed."""

    parser_classes = [JSONParser, MultiPartParser]
    permission_classes = [HasScope]
    scope = Scope.VISITS_WRITE
    # A scan under another name would be passed over, and the paper signed without it.
    strict = True

    @extend_schema(
        parameters=[KEY_HEADER, VERSION_HEADER],
        request={"application/json": SignPaperIn, "multipart/form-data": SignPaperForm},
        responses=answers(200, PaperOut, 400, 401, 403, 404, 409, 413, 415, 422),
    )
    @once
    def post(self, request: Request, reference: str, pk: str) -> Response:
        """With the scan of the signed sheet; without one by the office's key, or on paper alone."""
        is_form = isinstance(request.data, QueryDict)
        body = self.read_body(SignPaperForm if is_form else SignPaperIn)
        paper = one_paper(request, reference, pk)
        version, scan = version_of(request, body), scan_of(plain(request.data))
        by, now = actor_of(request), timezone.now()
        with said(), judged("file"):
            if version is not None and version != paper.version:
                raise StalePaper(paper)
            try:
                if scan is not None:
                    signed = sign_by_hand(paper, scan, by=by, now=now)
                elif signer_now() is None:
                    signed = note_signed(paper, by=by, now=now)
                else:
                    signed = _by_key(paper, by)
            except SigningFailed as failed:
                raise _problem(paper, failed) from failed
        return paper_answer(signed)


def _by_key(paper: Paper, by: Actor) -> Paper:
    signer = signer_now()
    if signer is None or signer.asks:
        detail = _("Whoever signs types NIK and passphrase on the desk. Here, send a scan.")
        raise FieldProblem("file", "required", detail)
    (result,) = sign([paper], signer, Secrets(), by=by, now=timezone.now())
    if result.problem is not None:
        raise SigningFailed(result.problem, said=result.said)
    return result.paper


def _problem(paper: Paper, failed: SigningFailed) -> Problem:
    words = problem_words(failed.problem)
    if failed.problem in _PASSING:
        return Problem(503, "busy", words)
    now = Paper.objects.get(pk=paper.pk)
    allowed = [str(action) for action in allowed_actions(now)]
    return Problem(409, "wrong_status", words, paper_state=str(now.state), allowed=allowed)
