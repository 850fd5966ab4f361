"""Secrets and signatures of webhooks (Standard Webhooks 1.0, symmetric scheme `v1`).

A secret is an HMAC of the webhook's id and nonce under SECRET_KEY: the database alone signs
nothing, a new nonce makes a new secret, and after a change of SECRET_KEY calls are signed under
SECRET_KEY_FALLBACKS too (as in docs/decisions/0005).
"""

import base64
import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from notifications.models.webhooks import Webhook, new_nonce

PREFIX = "whsec_"
# How long the former secret signs as well after a new one was made.
OVERLAP = dt.timedelta(hours=24)


def _secret(webhook: Webhook, nonce: str, key: str) -> bytes:
    value = f"{webhook.uid}:{nonce}"
    return salted_hmac("singgah.webhook", value, secret=key, algorithm="sha256").digest()


def secret_of(webhook: Webhook) -> str:
    """The secret to give to the receiver: `whsec_` and 32 bytes in base64."""
    return PREFIX + base64.b64encode(_secret(webhook, webhook.nonce, settings.SECRET_KEY)).decode()


def renew_secret(webhook: Webhook, *, now: dt.datetime) -> None:
    """Make a new secret; the former one signs as well for OVERLAP from `now` on."""
    webhook.former_nonce, webhook.former_until = webhook.nonce, now + OVERLAP
    webhook.nonce = new_nonce()
    webhook.save(update_fields=["former_nonce", "former_until", "nonce"])


def signatures(webhook: Webhook, *, message_id: str, body: bytes, now: dt.datetime) -> str:
    """The value of `webhook-signature`: one `v1,…` for each secret that holds at `now`."""
    nonces = [webhook.nonce]
    if webhook.former_nonce and webhook.former_until and now < webhook.former_until:
        nonces.append(webhook.former_nonce)
    signed = f"{message_id}.{int(now.timestamp())}.".encode() + body
    return " ".join(
        "v1,"
        + base64.b64encode(
            hmac.digest(_secret(webhook, nonce, key), signed, hashlib.sha256)
        ).decode()
        for nonce in nonces
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
