"""Every error as `application/problem+json` (RFC 9457), in the reader's language."""

import math
from collections.abc import Iterable
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from scheduling.alternatives import alternatives
from scheduling.capacity import Refused
from scheduling.database.contention import AWAY
from visits.api.http.parsers import TooLarge
from visits.api.schema.problems import MEDIA_TYPE
from visits.api.serializers.schedule import slots_json
from visits.confined.running import Busy
from visits.files.letters import LetterNotKept
from visits.files.materials import MaterialNotKept, NoConsent, TooManyFiles
from visits.files.whole_files import is_no_room
from visits.language.dates import wait_words
from visits.life import step
from visits.life.amending import NotedPresent, NotYours
from visits.life.joint_visits import CannotJoin
from visits.life.limits import NotOpenYet, TooManyOpen, lapses_within
from visits.life.undo.reopening import JustDecided
from visits.life.undo.undoing import CannotUndo
from visits.phrases import why_not
from visits.phrases.opening import not_open_words
from visits.phrases.refused_files import file_words
from visits.phrases.undone import why_not_reopened, why_not_undone

log = structlog.get_logger(__name__)
TYPE_PREFIX = "urn:singgah:problem:"


class Problem(exceptions.APIException):
    """A refusal of our own; `more` are further members of the answer."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.code, self.more = code, more


class FieldProblem(Problem):
    """One bad field that only the rules, or the file itself, could judge."""

    def __init__(self, field: str, code: str, detail: str, *, status: int = 400) -> None:
        error = {"field": field, "code": code, "detail": detail}
        outer = "invalid" if status == 400 else code
        super().__init__(status, outer, detail, errors=[error])


class BadFields(Problem):
    """Bad fields that only the rules could judge: name, code and words of each."""

    def __init__(self, faults: Iterable[tuple[str, str, str]]) -> None:
        errors = [
            {"field": field, "code": code, "detail": detail} for field, code, detail in faults
        ]
        detail = _("Please check the fields named in “errors”.")
        super().__init__(400, "invalid", detail, errors=errors)


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to any exception of a view; what nobody foresaw is logged and answered 500."""
    request = context.get("request")
    known = answer_of(error, people=getattr(context.get("view"), "people_asked", 1))
    if known is not None:
        return known
    if isinstance(error, AWAY) or is_no_room(error):
        log.warning("cannot_answer", reason=f"{type(error).__name__}: {error}")
        detail = _("We cannot answer at the moment. Please try again shortly.")
        return _answer(503, "busy", detail)
    log.exception("api_error", exc_info=error)
    got_request_exception.send(sender=None, request=getattr(request, "_request", request))
    return _answer(500, "error", _("Something went wrong on our side. Please try again."))


def answer_of(error: Exception, *, people: int = 1) -> Response | None:
    """The answer to an exception that we know, or None. `people` is for the alternatives."""
    match error:
        case Refused():
            return _refused(error, people)
        case step.Over():
            detail = _("The visit's session has begun or is over: this is no longer possible.")
            return _answer(409, "too_late", detail, cut_off=error.cut_off)
        case step.WrongStatus():
            detail = _("This is not possible in the visit's present status.")
            allowed = [str(action) for action in error.allowed]
            return _answer(
                409, "wrong_status", detail, visit_status=str(error.status), allowed=allowed
            )
        case step.Stale():
            detail = _("The visit has been changed in the meantime. Read it again, then repeat.")
            return _answer(409, "stale", detail, version=error.visit.version)
        case step.TooLate():
            detail = _("The time for changes is over. Please contact the protocol staff.")
            return _answer(409, "too_late", detail, cut_off=error.cut_off)
        case NotYours():
            detail = _("Only staff change this. Write to them.")
            names = [field.replace("_", ".", 1) for field in error.fields]
            errors = [{"field": name, "code": "staff_only", "detail": detail} for name in names]
            return _answer(400, "invalid", detail, errors=errors)
        case TooManyOpen():
            return _answer(
                429,
                "too_many_open",
                _too_many(error),
                headers={"Retry-After": str(lapses_within())},
            )
        case NotOpenYet():
            return _answer(409, "not_open", not_open_words())
        case CannotJoin():
            detail = {
                "same_visit": _("A visit cannot be joined with itself."),
                "joined_already": _("These visits are received together already."),
            }.get(error.code, _("This visit shares no place with another."))
            return _answer(409, "cannot_join", detail, reason=error.code)
        case CannotUndo():
            return _answer(409, "cannot_undo", why_not_undone(error), reason=error.code)
        case JustDecided():
            return _answer(409, "just_decided", why_not_reopened())
        case NotedPresent():
            detail = _("Who was noted as present stays on the list. Take the presence back first.")
            return _answer(409, "noted_present", detail, participants=error.numbers)
        case NoConsent():
            detail = _("The delegation has not agreed to be photographed. Ask on the day first.")
            return _answer(409, "no_consent", detail)
        case TooManyFiles():
            detail = _("There are enough files already. Remove one first.")
            return _answer(409, "too_many_files", detail)
        case LetterNotKept():
            detail = file_words(error)
            return answer_of(FieldProblem("letter_file", "not_kept", detail, status=503))
        case MaterialNotKept():
            return answer_of(FieldProblem("file", "not_kept", file_words(error), status=503))
        case Busy():
            return _answer(503, "busy", file_words(error))
        case step.BadCode():
            return _answer(400, "bad_code", _("This code does not confirm the e-mail address."))
        case step.NeedsReason():
            return answer_of(FieldProblem("reason", "required", _("Please give a reason.")))
        case Problem():
            return _answer(error.status_code, error.code, str(error.detail), **error.more)
        case exceptions.ValidationError():
            errors = list(_field_errors(error.get_full_details()))
            detail = _("Please check the fields named in “errors”.")
            return _answer(400, "invalid", detail, errors=errors)
        case Http404() | PermissionDenied():
            return answer_of(
                exceptions.NotFound()
                if isinstance(error, Http404)
                else exceptions.PermissionDenied()
            )
        case RequestDataTooBig():
            return answer_of(TooLarge(_("The request is too large.")))
        case SuspiciousOperation():
            return answer_of(exceptions.ParseError())
        case exceptions.APIException():
            return _of_framework(error)
    return None


def _answer(status: int, code: str, detail: str, **more: Any) -> Response:
    headers = more.pop("headers", {})
    if code == "busy":
        # When to come again, whoever was busy with what (docs/api.md).
        headers = {"Retry-After": "15", **headers}
    # `status` is RFC 9457's own member, a number; the visit's stands beside it (docs/api.md).
    body = {
        "type": f"{TYPE_PREFIX}{code}",
        "title": _title(status),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _title(status: int) -> str:
    return str(_TITLES.get(status, gettext_lazy("Error")))


_TITLES = {
    400: gettext_lazy("The request is not right"),
    401: gettext_lazy("Please identify yourself"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Not possible here"),
    406: gettext_lazy("Not available in that form"),
    409: gettext_lazy("Not possible now"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Kind of content not taken"),
    422: gettext_lazy("Does not fit the first request"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Something went wrong"),
    503: gettext_lazy("Busy"),
}


def _too_many(error: TooManyOpen) -> str:
    when = {"when": wait_words(lapses_within())}
    return {
        "address": _(
            "This e-mail address has too many unconfirmed requests. "
            "Confirm one first, or try again %(when)s."
        )
        % when,
        "network": _(
            "Too many unconfirmed requests come from your network. "
            "Confirm one first, or try again %(when)s."
        )
        % when,
    }.get(
        error.who, _("Your region or country has enough visits in that week. Choose another week.")
    )


def _refused(error: Refused, people: int) -> Response:
    code = str(error.code)
    others = alternatives(
        near=error.slot, people=people, now=timezone.now(), closed_weeks=error.closed_weeks
    )
    return _answer(
        409,
        code,
        str(why_not.of(code).program),
        slot=str(error.slot),
        alternatives=slots_json(others),
    )


def _of_framework(error: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    code = str(error.get_codes()) if isinstance(error.detail, str) else "error"
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        headers["WWW-Authenticate"] = getattr(error, "auth_header", 'Bearer realm="singgah"')
        # The framework answers 403 where a session was tried first; ours always begin with Bearer.
        return _answer(error.status_code, code, str(error.detail), headers=headers)
    if isinstance(error, exceptions.Throttled):
        wait = math.ceil(getattr(error, "wait", None) or 60)
        headers["Retry-After"] = str(wait)
        detail = _("Too many requests. Please try again %(when)s.") % {"when": wait_words(wait)}
        return _answer(error.status_code, code, detail, headers=headers)
    return _answer(error.status_code, code, str(error.detail), headers=headers)


def _field_errors(details: Any, path: str = "") -> Any:
    """Flatten the framework's nested details into {"field", "code", "detail"}."""
    leaf = isinstance(details, dict) and set(details) == {"message", "code"}
    if leaf and isinstance(details["message"], str):
        yield {"field": path, "code": details["code"], "detail": str(details["message"])}
        return
    if isinstance(details, dict):
        for name, inner in details.items():
            part = "" if name == "non_field_errors" else str(name)
            yield from _field_errors(inner, ".".join(p for p in (path, part) if p))
    elif isinstance(details, list):
        for number, inner in enumerate(details):
            nested = isinstance(inner, dict) and set(inner) != {"message", "code"}
            here = f"{path}.{number}" if path else str(number)
            yield from _field_errors(inner, here if nested else path)
