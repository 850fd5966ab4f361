"""A retried POST gets the first answer again (docs/api.md, "Repeating a request safely").

The answer is kept in the transaction of the change itself: who comes second at the same moment
waits at the unique key and then finds it. Tokens are left out of what is kept and derived anew.
"""

import functools
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from scheduling.database.contention import again
from visits.access.tokens import visit_token
from visits.api.access.callers import caller_of
from visits.api.http import problems
from visits.api.schema.problems import MEDIA_TYPE
from visits.models import IdempotencyRecord, Visit
from visits.models.references import read_reference

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
_LONGEST_KEY = 255


def once(post: Callable[..., Response]) -> Callable[..., Response]:
    """Make a view's `post` answer the same key with the same answer."""

    @functools.wraps(post)
    def posted(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return post(view, request, *args, **kwargs)
        if not (key.isascii() and key.isprintable() and 0 < len(key) <= _LONGEST_KEY):
            detail = _("Give a key of 1 to 255 ASCII characters, such as a UUID.")
            raise problems.FieldProblem(HEADER, "invalid", detail)
        _forget_old()
        return _first_or_again(
            caller=caller_of(request),
            key=key,
            fingerprint=_fingerprint(request),
            reference=read_reference(kwargs.get("reference", "")),
            run=lambda: post(view, request, *args, **kwargs),
            people=lambda: getattr(view, "people_asked", 1),
        )

    return posted


@again
def _first_or_again(
    *,
    caller: str,
    key: str,
    fingerprint: str,
    reference: str,
    run: Callable[[], Response],
    people: Callable[[], int],
) -> Response:
    with transaction.atomic():
        try:
            with transaction.atomic():
                record = IdempotencyRecord.objects.create(
                    caller=caller, key=key, fingerprint=fingerprint, status=0, answer={}
                )
        except IntegrityError:
            return _again(IdempotencyRecord.objects.get(caller=caller, key=key), fingerprint)
        try:
            response = run()
        except Exception as error:
            known = problems.answer_of(error, people=people())
            if known is None:
                raise
            response = known
        if not _is_final(response):
            record.delete()
            return response
        answer = json.loads(JSONRenderer().render(response.data))
        if "token" in answer:
            answer["token"] = None
        record.status, record.answer = response.status_code, answer
        # By this the answer goes when the visit's people do (keeping/erasing/visits.py).
        record.reference = reference or answer.get("reference", "")
        record.save(update_fields=["status", "answer", "reference"])
        return response


def _is_final(response: Response) -> bool:
    """Whether the rules have spoken; a body to correct or a limit to wait for is not final."""
    return response.status_code < 300 or response.status_code == 409


def _again(record: IdempotencyRecord, fingerprint: str) -> Response:
    if record.fingerprint != fingerprint:
        detail = _("This key was used for another request. Take a new key.")
        raise problems.Problem(422, "idempotency_conflict", detail)
    answer = dict(record.answer)
    if "token" in answer:
        answer["token"] = visit_token(Visit.objects.get(reference=answer["reference"]))
    media_type = MEDIA_TYPE if record.status >= 400 else None
    headers = {"Idempotency-Replayed": "true"}
    if record.status < 300 and "version" in answer:
        headers["ETag"] = f'"{answer["version"]}"'
    return Response(answer, status=record.status, headers=headers, content_type=media_type)


def _fingerprint(request: Request) -> str:
    """The SHA-256 of what is asked for: path, version and body, however the body is written."""
    digest = hashlib.sha256(f"{request.path}\n{request.headers.get('If-Match', '')}\n".encode())
    data = request.data
    if hasattr(data, "lists"):
        data = sorted(data.lists())
    digest.update(json.dumps(data, sort_keys=True, default=_of_file).encode())
    return digest.hexdigest()


def _of_file(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        raise TypeError(type(value))
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()


def _forget_old() -> None:
    """Once an hour, drop the answers that nobody can ask for any more."""
    if cache.add("api:answers-forgotten", 1, timeout=3600):
        IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
