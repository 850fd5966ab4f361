"""What is stored about telling: data and constraints, no rules."""

from notifications.models.feeds import Feed
from notifications.models.messages import Attempt, BadAddress, Message, ResetRequest
from notifications.models.neighbours import Listing, Neighbour
from notifications.models.own_words import MessageTemplate
from notifications.models.received import MailboxMark, ReceivedMail
from notifications.models.webhooks import Call, CallAttempt, Webhook

__all__ = [
    "Attempt",
    "BadAddress",
    "Call",
    "CallAttempt",
    "Feed",
    "Listing",
    "MailboxMark",
    "Message",
    "MessageTemplate",
    "Neighbour",
    "ReceivedMail",
    "ResetRequest",
    "Webhook",
]
