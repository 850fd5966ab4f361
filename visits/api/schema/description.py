"""The OpenAPI description: drawn from the code, so that it says what the code does.

Who may call what follows from a view's permission and scope, errors from what the view takes; the
file docs/openapi.yaml is written from it (`make openapi`).
"""

import re
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema

from visits.api.access.permissions import (
    DelegationOrStaff,
    DelegationReads,
    HasScope,
    Officers,
    ReadOrWrite,
    scope_for,
)
from visits.api.schema import (
    agenda_examples,
    examples,
    paper_examples,
    people_examples,
    problems,
)
from visits.models import ApiKey

VISIT_TOKEN, API_KEY, SESSION, CSRF = "visitToken", "apiKey", "session", "csrfToken"
_SAFE = ("GET", "HEAD", "OPTIONS")
_PROBLEM = problems.MEDIA_TYPE
# What belongs to a visit, and is listed or sent rather than done.
_OF_A_VISIT = (
    *("messages", "notes", "materials", "letter", "assignment-letter", "candidates"),
    *("agenda", "papers", "presence"),
)
# Of these there is one a visit.
_SINGLE = ("letter", "assignment-letter", "agenda")
# A visit that was made can be followed: read, changed, decided.
_FOLLOWED_BY = (
    "read_visit", "change_visit", "accept_visit", "refuse_visit", "cancel_visit",
    "reschedule_visit", "approve_visit", "decline_visit", "propose_visit", "undo_visit",
    "reopen_visit", "keep_visit", "ask_missing_visit", "give_missing_visit", "assign_visit",
    "answer_visit", "check_in_visit", "complete_visit", "no_show_visit", "consent_visit",
    "reorder_visit", "split_visit", "send_visit_letter", "read_visit_letter",
    "send_visit_assignment_letter", "read_visit_assignment_letter",
    "list_visit_messages", "create_visit_message", "list_visit_notes", "create_visit_note",
    "list_visit_materials", "pass_on_visit", "list_visit_candidates",
    "read_visit_agenda", "set_visit_agenda", "list_visit_papers", "create_visit_paper",
    "list_visit_presence", "create_visit_presence", "take_back_presence_visit",
)  # fmt: skip

SECURITY_SCHEMES: dict[str, Any] = {
    VISIT_TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "description": "A visit's own token, as `POST visits/` answers it once: its delegation.",
    },
    API_KEY: {
        "type": "http",
        "scheme": "bearer",
        "description": "A key `sgk_…` of another program. Its scopes: "
        + ", ".join(f"`{scope.value}`" for scope in ApiKey.Scope)
        + ". The scope that a call needs stands beside the scheme's name.",
    },
    SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The session of the staff desk.",
    },
    CSRF: {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": "With a session, for everything but reading: the value of the cookie "
        f"`{settings.CSRF_COOKIE_NAME}`.",
    },
}
TAGS = {
    "visits": "Asking for a visit, following it, deciding on it.",
    "weeks": "What is left of a week.",
    "slots": "Sessions, and why not where they cannot be had.",
    "regions": "Provinces, regencies and cities by their Kemendagri codes.",
    "agencies": "Agencies that a delegation may ask to meet.",
    "topics": "What can be learned here.",
    "events": "What happened, in order.",
    "inbox": "What waits for the host, with its deadline.",
    "waiting-list": "Who waits for a place, in order.",
    "officers": "The host's people.",
    "closures": "Days on which nothing can be booked.",
    "duties": "What the officer who is signed in is named for.",
    "reports": "Figures without anybody's name.",
}
_INFO = {
    "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    "contact": {"name": "The protocol staff of the host"},
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # a library's metaclass
    """Both kinds of token; which of them a call takes, Description says."""

    target_class = "visits.api.access.authentication.BearerAuthentication"
    name = [VISIT_TOKEN, API_KEY]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        """Both definitions."""
        return [SECURITY_SCHEMES[VISIT_TOKEN], SECURITY_SCHEMES[API_KEY]]


class LineExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Text that may not be blank has a character at least, also without a split of components."""

    target_class = "visits.api.serializers.fields.Line"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """As it is, and not empty."""
        schema: dict[str, Any] = auto_schema._map_serializer_field(
            self.target, direction, bypass_extensions=True
        )
        # Who asks adds null by itself, once more.
        schema["type"] = "string"
        return schema if self.target.allow_blank else schema | {"minLength": 1}


class Description(AutoSchema):
    """Describes one operation."""

    def get_operation_id(self) -> str:
        """Such as list_visits, read_visit, approve_visit."""
        parts = [part for part in self.path.removeprefix("/api/v1/").split("/") if part]
        thing = parts[0].removesuffix("s")
        if parts[0] == "reports":
            return "_".join(["report", *parts[1:]])
        if len(parts) > 2 and parts[2] in _OF_A_VISIT:
            return self._id_of_part(parts[2:])
        if len(parts) > 2:
            return f"{parts[-1].replace('-', '_')}_{thing}"
        verb = {
            "GET": "read",
            "POST": "create",
            "PATCH": "change",
            "PUT": "set",
            "DELETE": "delete",
        }[self.method]
        if self.method == "GET" and len(parts) == 1:
            return f"list_{parts[0].replace('-', '_')}"
        return f"{verb}_{thing}"

    def _id_of_part(self, parts: list[str]) -> str:
        """Such as list_visit_messages, create_visit_note."""
        name, one = parts[0], len(parts) > 1 or parts[0] in _SINGLE
        if len(parts) > 2:
            verb = "read" if self.method == "GET" else parts[2]
            return f"{verb}_visit_{name.removesuffix('s')}"
        if self.method == "GET" and not one:
            return f"list_visit_{name}"
        verb = {
            "GET": "read",
            "POST": "send" if one else "create",
            "PUT": "set",
            "DELETE": "delete",
        }[self.method]
        return f"{verb}_visit_{name.removesuffix('s').replace('-', '_')}"

    def get_summary(self) -> str:
        """What the method does, or where the view has but one, what the view is for."""
        methods = [m for m in self.view.allowed_methods if m != "OPTIONS"]
        method = getattr(self.view, self.method.lower())
        words = (method.__doc__ if len(methods) > 1 else None) or type(self.view).__doc__ or ""
        return re.split(r"[.:;]\s|\.$", words.strip().splitlines()[0])[0]

    def get_auth(self) -> list[dict[str, Any]]:
        """Any one of these: the view's permission, as the description can say it."""
        session: dict[str, list[str]] = (
            {SESSION: []} if self.method in _SAFE else {SESSION: [], CSRF: []}
        )
        scope = getattr(self.view, "scope", None)
        for permission in self.view.get_permissions():
            if isinstance(permission, HasScope):
                return [{API_KEY: [str(scope)]}, session]
            if isinstance(permission, ReadOrWrite):
                program = {API_KEY: [str(scope_for(self.method))]}
                token = isinstance(permission, DelegationOrStaff) and not (
                    isinstance(permission, DelegationReads) and self.method not in _SAFE
                )
                return [*([{VISIT_TOKEN: []}] if token else []), program, session]
            if isinstance(permission, Officers):
                return [session]
        # Anyone; who says more gets more: a program its own limits, or no check of the address.
        if self.get_operation_id() == "create_visit":
            return [{}, {API_KEY: [str(ApiKey.Scope.VISITS_SUBMIT)]}, session]
        return [{}]


def finish(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """What no single operation can say: shared responses, examples, links, tags."""
    result["info"] |= _INFO
    result["servers"] = [{"url": "/", "description": "This host"}]
    components = result["components"]
    components["securitySchemes"] = SECURITY_SCHEMES
    components["schemas"] |= problems.schemas("#/components/schemas/SlotOut")
    components["responses"] = problems.responses()
    operations = []
    for path, methods in result["paths"].items():
        for operation in methods.values():
            # What does not fit a path's pattern is no address at all.
            _share_problems(operation, always={*problems.ALWAYS, *([404] * ("{" in path))})
            _describe_headers(operation)
            operations.append(operation)
    _close_what_changes(result)
    by_id = {operation["operationId"]: operation for operation in operations}
    by_id["create_visit"]["responses"]["201"]["links"] = {
        name: {"operationId": name, "parameters": {"reference": "$response.body#/reference"}}
        for name in _FOLLOWED_BY
    }
    told = examples.EXAMPLES | agenda_examples.EXAMPLES
    told |= paper_examples.EXAMPLES | people_examples.EXAMPLES
    for name, example in told.items():
        components["schemas"][name]["examples"] = [example]
    components["schemas"] = dict(sorted(components["schemas"].items()))
    used = {tag for operation in operations for tag in operation["tags"]}
    result["tags"] = [{"name": n, "description": d} for n, d in TAGS.items() if n in used]
    return result


def _close_what_changes(result: dict[str, Any]) -> None:
    """What is sent to change something has no other names (api/http/unknown.py)."""
    for methods in result["paths"].values():
        for method in methods.keys() & {"patch", "put"}:
            for sent in methods[method].get("requestBody", {}).get("content", {}).values():
                name = sent["schema"].get("$ref", "").rpartition("/")[2]
                if name:
                    result["components"]["schemas"][name]["additionalProperties"] = False


def _share_problems(operation: dict[str, Any], *, always: set[int]) -> None:
    """One response for each status, and those that every call may answer."""
    responses = operation["responses"]
    named = {int(s) for s, answer in responses.items() if _PROBLEM in answer.get("content", {})}
    for status in sorted(named | always):
        name = problems.name_of(status)
        responses[str(status)] = {"$ref": f"#/components/responses/{name}"}
    operation["responses"] = dict(sorted(responses.items()))


def _describe_headers(operation: dict[str, Any]) -> None:
    [success] = [s for s in operation["responses"] if s.startswith("2")]
    answer = operation["responses"][success]
    answer["description"] = answer.get("description") or "Done."
    content = str(answer.get("content", ""))
    headers: dict[str, Any] = {}
    if re.search(
        r"/(VisitOut|AmendedOut|CreatedOut|LetterSentOut|DutyOut|AgendaItemOut)'", content
    ):
        headers["ETag"] = {
            "description": "The visit's version, for `If-Match`.",
            "schema": {"type": "string"},
        }
    if any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", [])):
        headers["Idempotency-Replayed"] = {
            "description": "`true` where this is the first answer again.",
            "schema": {"type": "string", "enum": ["true"]},
        }
    if headers:
        answer["headers"] = headers
