"""Whether a mail is from who its From says: what a named mail service found (RFC 8601).

What a sender can write (envelope address, `header.i`, comments, headers below the service's own)
decides nothing; only the result of a method does, read by the grammar of RFC 8601
(docs/decisions/0179-whose-word-counts.md).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.message import Message as Mail
from enum import Enum
from typing import Any

from authres import (  # type: ignore[import-untyped]  # the package has no types
    AuthenticationResultsHeader,
    AuthResError,
)

from visits.language.emails import mail_address

# A service's own stand on top (RFC 8601, 5); nobody puts more there.
_MOST_HEADERS = 10
_LONGEST = 4000
NAMELESS = "microsoft365"
"""The word of INBOX_AUTHSERV for a service that writes no name of its own before its results."""
# What that one adds to a result, which no grammar knows.
_BESIDE = re.compile(r"\s(?:action|reason)=[\w.]+(?=[\s;]|$)")
_INSTANCE = re.compile(r"^\s*i\s*=\s*(\d{1,2})\s*;", re.IGNORECASE)
_SEALED_BY = re.compile(r"(?:^|;)\s*d\s*=\s*([\w.-]+)\s*(?:;|$)", re.IGNORECASE)


class Belief(Enum):
    """What is known of a sender."""

    PROVEN = "proven"
    FORGED = "forged"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Trust:
    """Whose word counts, and for what (INBOX_AUTHSERV, INBOX_AUTH_METHODS, INBOX_ARC_SEALERS).

    `service` is the name that the host's mail service gives itself, "" where none was named;
    `methods` whose pass proves a sender, of dmarc, dkim, spf, auth and arc; `sealers` the domains
    whose seals count for arc.
    """

    service: str = ""
    methods: frozenset[str] = frozenset({"dmarc"})
    sealers: frozenset[str] = field(default_factory=frozenset)


def belief_in(mail: Mail, sender: str, trust: Trust) -> Belief:
    """Whether `mail` is from `sender` (one address, as mail_address gives it).

    Without a named service nobody's pass counts, since anybody may have written it; a failure does,
    since nobody forges one of their own.
    """
    headers = mail.get_all("Authentication-Results", [])[:_MOST_HEADERS]
    if not trust.service:
        found = [result for header in headers for result in _results(header, named=True)]
        failed = any(r.method == "dmarc" and r.result == "fail" for r in found)
        return Belief.FORGED if failed else Belief.UNKNOWN
    results = list(_of_service(headers, trust.service))
    domain = sender.rpartition("@")[2]
    # Any failure wins, whatever passed beside it; unless a sealer that is trusted saw it pass
    # before a list or a forwarder changed it, which is what seals are for (RFC 8617).
    sealed = "arc" in trust.methods and _sealed(mail, results, domain, trust.sealers)
    if any(r.method == "dmarc" and r.result == "fail" for r in results) and not sealed:
        return Belief.FORGED
    proven = sealed or any(
        r.result == "pass" and r.method in trust.methods and _aligned(r, sender, domain)
        for r in results
    )
    return Belief.PROVEN if proven else Belief.UNKNOWN


def _of_service(headers: Sequence[object], service: str) -> Iterable[Any]:
    """The results of our service's headers, down to the first that is another's."""
    for header in headers:
        found = _parsed(header, named=service != NAMELESS)
        ours = found is not None and (
            service == NAMELESS or str(found.authserv_id).lower() == service.lower()
        )
        if found is None or not ours:
            return
        yield from found.results
        if service == NAMELESS:
            return  # nothing says of a second one whose it is


def _results(header: object, *, named: bool) -> list[Any]:
    found = _parsed(header, named=named)
    return list(found.results) if found is not None else []


def _parsed(header: object, *, named: bool) -> Any:
    """The header by its grammar; None where it has none, or names a service where none is meant."""
    text = " ".join(str(header).split()).rstrip("; ")
    if len(text) > _LONGEST:
        return None
    if not named:
        if "=" not in text.partition(";")[0].partition("(")[0]:
            return None
        text = f"nameless; {_BESIDE.sub('', text)}"
    try:
        return AuthenticationResultsHeader.parse(f"Authentication-Results: {text}")
    # The package counts on a header that follows the grammar; a stranger's may be anything.
    except (AuthResError, ValueError, IndexError, AttributeError, RecursionError, TypeError):
        return None


def _aligned(result: Any, sender: str, domain: str) -> bool:
    """Whether what passed speaks for the From, not for somebody else's domain."""
    said = {(p.type, p.name): str(p.value) for p in result.properties}
    if result.method == "dmarc":
        return said.get(("header", "from"), domain).lower().rpartition("@")[2] == domain
    if result.method == "dkim":
        signer = said.get(("header", "d")) or said.get(("header", "i"), "").rpartition("@")[2]
        return _within(domain, signer)
    if result.method == "spf":
        return _within(domain, said.get(("smtp", "mailfrom"), "").rpartition("@")[2])
    if result.method == "auth":
        # Somebody of the house who signed in to send: as the account's own address alone.
        return mail_address(said.get(("smtp", "auth"), "")) == sender
    return False


def _within(domain: str, other: str) -> bool:
    """The same domain, or one that the other stands above."""
    other = other.lower().rstrip(".")
    return bool(other) and (domain == other or domain.endswith(f".{other}"))


def _sealed(mail: Mail, results: Sequence[Any], domain: str, sealers: frozenset[str]) -> bool:
    """Whether a trusted sealer saw DMARC pass, and our service found its seal whole (RFC 8617)."""
    if not any(r.method == "arc" and r.result == "pass" for r in results):
        return False
    seals = {_instance(seal): str(seal) for seal in mail.get_all("ARC-Seal", [])[:_MOST_HEADERS]}
    last = max(seals, default=0)
    by = _SEALED_BY.search(" ".join(seals.get(last, "").split()))
    if not last or by is None or by[1].lower() not in sealers:
        return False
    seen = mail.get_all("ARC-Authentication-Results", [])[:_MOST_HEADERS]
    found = [_INSTANCE.sub("", str(header)) for header in seen if _instance(header) == last]
    return len(found) == 1 and any(
        r.method == "dmarc" and r.result == "pass" and _aligned(r, "", domain)
        for r in _results(found[0], named=True)
    )


def _instance(header: object) -> int:
    found = _INSTANCE.match(str(header))
    return int(found[1]) if found else 0
