"""How errors are described in the OpenAPI: one schema and one response for each status.

The codes here are what programs may rely on; a test asks for each of them (test_problems.py).
"""

from typing import Any

MEDIA_TYPE = "application/problem+json"

# Every operation may answer these, whatever it does.
ALWAYS = (401, 406, 429, 500, 503)

CODES: dict[int, tuple[str, ...]] = {
    400: ("invalid", "parse_error", "bad_code"),
    401: ("not_authenticated", "authentication_failed"),
    403: ("permission_denied", "second_factor_required"),
    404: ("not_found",),
    405: ("method_not_allowed",),
    406: ("not_acceptable",),
    413: ("too_large",),
    415: ("unsupported", "unsupported_media_type"),
    422: ("idempotency_conflict",),
    429: ("throttled", "too_many_open"),
    500: ("error",),
    503: ("busy", "not_kept"),
}
REFUSALS = (
    "week_full",
    "day_full",
    "slot_taken",
    "slot_closed",
    "too_soon",
    "too_far",
    "too_many_people",
)

# Why a file cannot be shared.
NOT_SHARED = ("no_consent", "too_many_files")
_CONFLICTS = (
    "Refused",
    "WrongStatus",
    "WrongPaperState",
    "Stale",
    "TooLate",
    "CannotJoin",
    "CannotUndo",
    "JustDecided",
    "NotOpen",
    "NotedPresent",
    "NotShared",
    "NoSession",
)

_WORDS = {
    400: "The request is not right; `errors` names the fields.",
    401: "Not identified: no token or session where one is needed, or a token that is unknown.",
    403: "The caller may not do this.",
    404: "There is no such thing, or none that this caller may see.",
    405: "Not possible at this address.",
    406: "Not available in the form that `Accept` asks for.",
    409: "Not possible now: against the rules, the visit's status, or its version.",
    413: "The body, or the file in it, is too large.",
    415: "The body is of a kind that is not taken, or a file is none of the kinds that are.",
    422: "This `Idempotency-Key` was used for another request.",
    429: "Too many requests, or too many visits asked for; see `Retry-After`.",
    500: "A fault on our side; it is logged.",
    503: "Busy or being repaired; see `Retry-After`.",
}
_RETRY_AFTER = {
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 0},
    }
}
_HEADERS: dict[int, Any] = {
    401: {
        "WWW-Authenticate": {
            "description": "How to identify oneself.",
            "schema": {"type": "string"},
        }
    },
    429: _RETRY_AFTER,
    503: _RETRY_AFTER,
}
_DETAILS = {
    400: "Please check the fields named in “errors”.",
    401: "This token is unknown or no longer valid.",
    403: "You do not have permission to perform this action.",
    404: "Not found.",
    405: 'Method "PUT" not allowed.',
    406: "Could not satisfy the request Accept header.",
    413: "The letter is too large: 10 MB at the most.",
    415: "This file cannot be read as a PDF or a picture. Save it as PDF, JPG or PNG.",
    422: "This key was used for another request. Take a new key.",
    429: "Request was throttled. Expected available in 30 seconds.",
    500: "Something went wrong on our side. Please try again.",
    503: "Busy just now. Please try again in a moment.",
}


def name_of(status: int) -> str:
    """The name of a status' response and schema among the components."""
    return f"Problem{status}"


def schemas(alternatives: str) -> dict[str, Any]:
    """All schemas of problems by name; `alternatives` is the reference of a session's schema."""
    found: dict[str, Any] = {
        "Problem": {
            "type": "object",
            "description": "An error (RFC 9457). Programs go by `code`, people by the words.",
            "properties": {
                "type": {"type": "string", "description": "`urn:singgah:problem:` and the code."},
                "title": {"type": "string", "description": "In the reader's language."},
                "status": {"type": "integer", "description": "The HTTP status."},
                "detail": {"type": "string", "description": "In the reader's language."},
                "code": {"type": "string"},
            },
            "required": ["type", "title", "status", "detail", "code"],
        },
        "FieldError": {
            "type": "object",
            "description": "One bad field; inside objects `contact.email`, inside lists `slots.0`.",
            "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            "required": ["field", "code", "detail"],
        },
        "Refused": _conflict(
            REFUSALS,
            {
                "slot": {"type": "string", "description": "The session that was refused."},
                "alternatives": {
                    "type": "array",
                    "maxItems": 5,
                    "description": "Sessions that can be had, the nearest first.",
                    "items": {"$ref": alternatives},
                },
            },
        ),
        "WrongStatus": _conflict(
            ("wrong_status",),
            {
                "visit_status": {"$ref": "#/components/schemas/VisitStatus"},
                "allowed": {
                    "type": "array",
                    "description": "What this caller may do instead.",
                    "items": {"$ref": "#/components/schemas/VisitAction"},
                },
            },
        ),
        "WrongPaperState": _conflict(
            ("wrong_status",),
            {
                "paper_state": {
                    "type": ["string", "null"],
                    "description": "The paper's state as it is now; null where there is none.",
                },
                "allowed": {
                    "type": "array",
                    "description": "What can be done to the paper instead.",
                    "items": {"type": "string"},
                },
            },
        ),
        "Stale": _conflict(
            ("stale",),
            {"version": {"type": "integer", "description": "The visit's version as it is now."}},
        ),
        "TooLate": _conflict(
            ("too_late",),
            {"cut_off": {"type": "string", "format": "date-time"}},
        ),
        "CannotJoin": _conflict(
            ("cannot_join",),
            {"reason": {"enum": ["same_visit", "joined_already", "no_place"]}},
        ),
        "CannotUndo": _conflict(
            ("cannot_undo",),
            {"reason": {"enum": ["nothing", "too_late", "not_yours", "changed"]}},
        ),
        "JustDecided": _conflict(("just_decided",), {}),
        "NotOpen": _conflict(("not_open",), {}),
        "NotedPresent": _conflict(
            ("noted_present",),
            {
                "participants": {
                    "type": "array",
                    "description": "The numbers of those who stay on the list.",
                    "items": {"type": "integer"},
                }
            },
        ),
        "NotShared": _conflict(NOT_SHARED, {}),
        "NoSession": _conflict(("no_session",), {}),
        name_of(409): {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in _CONFLICTS]},
    }
    for status, codes in CODES.items():
        more: dict[str, Any] = {"status": {"const": status}, "code": {"enum": list(codes)}}
        if status in (400, 413, 415, 503):
            errors = {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}}
            more["errors"] = errors
        found[name_of(status)] = _problem(more)
    return found


def responses() -> dict[str, Any]:
    """All responses with problems by name."""
    return {
        name_of(status): {
            "description": words,
            **({"headers": _HEADERS[status]} if status in _HEADERS else {}),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": f"#/components/schemas/{name_of(status)}"},
                    "examples": _examples(status),
                }
            },
        }
        for status, words in _WORDS.items()
    }


def _problem(more: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    members: dict[str, Any] = {"type": "object", "properties": more}
    if required:
        members["required"] = list(required)
    return {"allOf": [{"$ref": "#/components/schemas/Problem"}, members]}


def _conflict(codes: tuple[str, ...], more: dict[str, Any]) -> dict[str, Any]:
    fixed: dict[str, Any] = {"status": {"const": 409}, "code": {"enum": list(codes)}}
    return _problem(fixed | more, tuple(more))


def _example(status: int, code: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    problem = {
        "type": f"urn:singgah:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return {"value": problem | more}


def _examples(status: int) -> dict[str, Any]:
    if status == 409:
        return _conflicts()
    code, more = CODES[status][0], {}
    if status == 400:
        detail = "Enter a valid email address."
        more["errors"] = [{"field": "contact.email", "code": "invalid", "detail": detail}]
    return {code: _example(status, code, _TITLES[status], _DETAILS[status], **more)}


_TITLES = {
    400: "The request is not right",
    401: "Please identify yourself",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "Not available in that form",
    413: "Too large",
    415: "Kind of content not taken",
    422: "Does not fit the first request",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Busy",
}


def _conflicts() -> dict[str, Any]:
    title = "Not possible now"
    other = {
        "id": "2026-12-08-1330-aula",
        "date": "2026-12-08",
        "starts_at": "2026-12-08T13:30:00+07:00",
        "ends_at": "2026-12-08T15:30:00+07:00",
        "room": "Aula Lt. 2",
        "people": 60,
        "available": True,
        "reason": None,
    }
    return {
        "slot_taken": _example(
            409, "slot_taken", title, "The session is already taken.",
            slot="2026-12-08-0900-aula", alternatives=[other],
        ),
        "wrong_status": _example(
            409, "wrong_status", title, "This is not possible in the visit's present status.",
            visit_status="arrived", allowed=["complete", "take-back"],
        ),
        "stale": _example(
            409, "stale", title,
            "The visit has been changed in the meantime. Read it again, then repeat.", version=4,
        ),
        "too_late": _example(
            409, "too_late", title,
            "The time for changes is over. Please contact the protocol staff.",
            cut_off="2026-12-06T23:59:59+07:00",
        ),
    }  # fmt: skip
