"""Where a mail of ours comes back to: an address that names the message (VERP).

With EMAIL_RETURN_PATH set to `balik@mpp.example.go.id` the sender on the envelope is
`balik+TOKEN@mpp.example.go.id`. A relay may give the mail another Message-ID; what cannot be
delivered is still sent back to that address (RFC 5321, 4.5.5), so the report names the message.
The token is an HMAC of message and reader under SECRET_KEY: only who got the mail knows it
(docs/decisions/0184).
"""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.models import Message

# Lower case: some servers lower the part before the @. 80 bits are enough where each guess is a
# mail; a number has at most 19 digits, which the limit of that part (64 octets) leaves room for.
_MAC_LENGTH = 20
_TOKEN = re.compile(rf"([0-9]{{1,19}})-([0-9a-f]{{{_MAC_LENGTH}}})")


def return_path_of(message: Message) -> str:
    """The envelope's sender for this message; empty where the setting is: the mail's own sender."""
    if not settings.EMAIL_RETURN_PATH:
        return ""
    local, _at, domain = settings.EMAIL_RETURN_PATH.rpartition("@")
    return f"{local}+{message.pk}-{_mac(message, settings.SECRET_KEY)}@{domain}"


def message_of_token(token: str) -> Message | None:
    """The message whose return path carried `token` (number and HMAC); None for any other."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    message = Message.objects.filter(pk=int(found[1])).select_related("visit").first()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if message and any(constant_time_compare(found[2], _mac(message, key)) for key in keys):
        return message
    return None


def _mac(message: Message, key: str) -> str:
    about = f"{message.pk}:{message.recipient}"
    mac = salted_hmac("singgah.return_path", about, secret=key, algorithm="sha256")
    return mac.hexdigest()[:_MAC_LENGTH]
