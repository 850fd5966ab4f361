"""A retried POST gets the first answer again (docs/api.md, "Repeating a request safely").

Tokens are left out of what is kept (access/repeats.py) and derived anew.
"""

import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from visits.access import repeats
from visits.access.tokens import visit_token
from visits.api.access.callers import caller_of
from visits.api.http import problems
from visits.api.schema.problems import MEDIA_TYPE
from visits.models import IdempotencyRecord, Visit
from visits.models.references import read_reference

HEADER = "Idempotency-Key"


def once(post: Callable[..., Response]) -> Callable[..., Response]:
    """Make a view's `post` answer the same key with the same answer."""

    @functools.wraps(post)
    def posted(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return post(view, request, *args, **kwargs)
        if not repeats.is_key(key):
            detail = _("Give a key of 1 to 255 ASCII characters, such as a UUID.")
            raise problems.FieldProblem(HEADER, "invalid", detail)
        repeats.forget_old()
        try:
            return repeats.first_or_again(
                caller=caller_of(request),
                key=key,
                fingerprint=_fingerprint(request),
                reference=read_reference(kwargs.get("reference", "")),
                run=lambda: _run(
                    lambda: post(view, request, *args, **kwargs),
                    people=lambda: getattr(view, "people_asked", 1),
                ),
                kept=_kept,
                repeated=_again,
            )
        except repeats.OtherRequest:
            detail = _("This key was used for another request. Take a new key.")
            raise problems.Problem(422, "idempotency_conflict", detail) from None

    return posted


def _run(run: Callable[[], Response], *, people: Callable[[], int]) -> Response:
    try:
        return run()
    except Exception as error:
        known = problems.answer_of(error, people=people())
        if known is None:
            raise
        return known


def _kept(response: Response) -> tuple[int, dict[str, Any]] | None:
    """The answer without its token, once the rules have spoken; a body to correct or a limit to
    wait for is not final."""
    if response.status_code >= 300 and response.status_code != 409:
        return None
    answer = json.loads(JSONRenderer().render(response.data))
    if "token" in answer:
        answer["token"] = None
    return response.status_code, answer


def _again(record: IdempotencyRecord) -> Response:
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
