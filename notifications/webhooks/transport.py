"""One call of a webhook, with a bound on its time and on the size of the answer.

It goes to an address that public_addresses.py has judged (visits/access/wire.py connects).
"""

import http.client
import ssl
import time
from dataclasses import dataclass

from notifications.public_addresses import Forbidden, addresses_of, check_url
from visits.access import wire

# For everything from the first packet to the last byte of the answer.
LONGEST_SECONDS = 10.0
_MOST_BYTES = 4096


@dataclass(frozen=True)
class Answer:
    """What the other side said: `status` None where it said nothing, or we did not even ask."""

    status: int | None
    words: str
    took_ms: int
    retry_after: int | None = None

    @property
    def ok(self) -> bool:
        """Whether it took the event."""
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: dict[str, str], *, longest: float = LONGEST_SECONDS
) -> Answer:
    """POST `body`; never raises, follows no redirect, uses no proxy and touches no database."""
    started = time.monotonic()
    status: int | None = None
    retry_after = None
    try:
        target = check_url(url)
        reply = wire.exchange(
            target,
            addresses_of(target),
            method="POST",
            body=body,
            headers={"Content-Type": "application/json", **headers},
            seconds=started + longest - time.monotonic(),
            most=_MOST_BYTES,
            tls=tls_context() if target.secure else None,
        )
        status, words = reply.status, reply.body.decode("utf-8", "replace").replace("\0", "")
        wait = reply.headers.get("Retry-After", "")
        retry_after = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else None
    except Forbidden as error:
        words = str(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() - started >= longest
        words = f"no answer within {longest:.0f} s" if late else f"{type(error).__name__}: {error}"
    return Answer(status, words[:500], int((time.monotonic() - started) * 1000), retry_after)


def tls_context() -> ssl.SSLContext:
    """The machine's own roots; tests put theirs in its place."""
    return ssl.create_default_context()
