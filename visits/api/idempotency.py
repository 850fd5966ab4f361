"""`Idempotency-Key`: a retried POST gets the first answer again.

The answer is remembered in the transaction of the change itself: both are there or neither. Of
two at once the second waits for the first at the unique row. Only successes are remembered: a
refusal changed nothing, and asking again may well succeed.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access import caller_of
from visits.api.problems import Problem
from visits.models import IdempotencyRecord, Visit
from visits.tokens import visit_token

_LONGEST_KEY = 255
# Stored in the place of a visit's token, which must not lie readable (docs/decisions/0005).
_TOKEN = "(derived)"  # noqa: S105 - says that there is none


def once(request: Request, act: Callable[[], Response]) -> Response:
    """Do `act` (which changes things, and raises where it does not), or answer as the first time.

    Raises Problem (422 `idempotency_conflict`) where the key came with another body before.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if len(key) > _LONGEST_KEY or not key.isprintable():
        detail = _("An Idempotency-Key has 1 to 255 printable characters.")
        raise Problem(422, "idempotency_conflict", detail)
    caller = caller_of(request)
    fingerprint = _fingerprint(request)
    try:
        with transaction.atomic():
            remembered = _remembered(caller, key)
            if remembered is None:
                # Taken before the change, so that a second call waits here and not further on.
                record = IdempotencyRecord.objects.create(
                    caller=caller, key=key, fingerprint=fingerprint, status=0, answer={}
                )
                response = act()
                record.status = response.status_code
                record.answer = _without_token(response.data)
                record.save(update_fields=["status", "answer"])
                return response
    except IntegrityError:
        remembered = _remembered(caller, key)
        if remembered is None:
            raise
    if remembered.fingerprint != fingerprint:
        detail = _("This Idempotency-Key came with another request before.")
        raise Problem(422, "idempotency_conflict", detail)
    return Response(
        _with_token(remembered.answer),
        status=remembered.status,
        headers={"Idempotency-Replayed": "true"},
    )


def _remembered(caller: str, key: str) -> IdempotencyRecord | None:
    return IdempotencyRecord.objects.filter(caller=caller, key=key).first()


def _fingerprint(request: Request) -> str:
    files = {name: file.size for name, file in request.FILES.items()}
    data = request.data if isinstance(request.data, dict) else {"": request.data}
    fields = {name: value for name, value in data.items() if name not in files}
    body = json.dumps([request.method, request.path, fields, files], sort_keys=True, default=str)
    return hashlib.sha256(body.encode("utf-8", "backslashreplace")).hexdigest()


def _without_token(data: Any) -> Any:
    return {**data, "token": _TOKEN} if isinstance(data, dict) and "token" in data else data


def _with_token(data: Any) -> Any:
    if isinstance(data, dict) and data.get("token") == _TOKEN:
        visit = Visit.objects.get(reference=data["reference"])
        return {**data, "token": visit_token(visit)}
    return data
