"""Webhooks in the OpenAPI description (3.1 has a place for them)."""

from typing import Any

from notifications.webhooks.outbox import TEST, type_of
from visits.models import VisitEvent

_HEADERS = {
    "webhook-id": "The same for every try: what you have seen already, answer 2xx and forget.",
    "webhook-timestamp": "Seconds since 1970; refuse what is older than five minutes.",
    "webhook-signature": "`v1,` and the HMAC-SHA256 in base64 of `id.timestamp.body`; several "
    "with spaces between while a secret is being renewed, of which one must fit.",
}


def describe(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """Add what we send to an address that wants to hear of events."""
    event = result["components"]["schemas"]["EventOut"]["examples"][0]
    result["components"]["schemas"]["WebhookMessage"] = {
        "type": "object",
        "description": "What a webhook is sent: the event as events/ shows it, and what it is.",
        "properties": {
            "type": {"type": "string", "enum": [type_of(kind) for kind in VisitEvent.Kind]},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": "#/components/schemas/EventOut"},
        },
        "required": ["type", "timestamp", "data"],
        "examples": [{"type": "visit.approved", "timestamp": event["at"], "data": event}],
    }
    result["components"]["schemas"]["WebhookTest"] = {
        "type": "object",
        "description": "What a webhook is sent when the host tries it; about no visit.",
        "properties": {
            "type": {"const": TEST},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "properties": {"webhook": {"type": "string"}}},
        },
        "required": ["type", "timestamp", "data"],
        "examples": [{"type": TEST, "timestamp": event["at"], "data": {"webhook": "Dasbor"}}],
    }
    result["webhooks"] = {
        "event": _described(
            "webhook_event",
            "Something happened to a visit",
            "Standard Webhooks; see docs/webhooks.md. Sent at least once, and not always in order: "
            "`data.id` is the event's place in events/.",
            "WebhookMessage",
        ),
        "test": _described(
            "webhook_test",
            "The host tries the webhook",
            "Sent once, when somebody presses *Send a test*; answer 2xx and forget it.",
            "WebhookTest",
        ),
    }
    return result


def _described(name: str, summary: str, description: str, shape: str) -> dict[str, Any]:
    return {
        "post": {
            "operationId": name,
            "summary": summary,
            "description": description,
            "tags": ["events"],
            "security": [],
            "parameters": [
                {
                    "in": "header",
                    "name": name,
                    "required": True,
                    "description": description,
                    "schema": {"type": "string"},
                }
                for name, description in _HEADERS.items()
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}
                },
            },
            "responses": {
                "2XX": {"description": "Taken; within ten seconds."},
                "410": {"description": "Never call again."},
                "default": {"description": "Tried again later, redirects too."},
            },
        }
    }
