"""Ask the confined reader about the signatures of a PDF, and what it answers."""

import base64
import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from visits.confined import running
from visits.confined.child import Reader


class Coverage(StrEnum):
    """How much of the file a signature covers."""

    WHOLE = "whole"
    UPDATED = "updated"  # all that there was then; what came later only helps to check it
    SIGNED_AGAIN = "signed_again"  # what came later are further signatures, or filled fields
    CHANGED = "changed"  # something else was changed or added afterwards
    PART = "part"  # it never covered all


class Trust(StrEnum):
    """What is to be thought of the certificate at the moment of `Signature.at`."""

    GOOD = "good"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # by nobody whose root we hold
    OTHER = "other"  # not made for signing, too weak, or broken


class Clock(StrEnum):
    """How the moment of a signature is known."""

    TIMESTAMP = "timestamp"  # a trusted authority's
    KNOWN = "known"  # whoever asked had the bytes by then
    CLAIMED = "claimed"  # the signer's word: trust is judged as of now


@dataclass(frozen=True)
class Signature:
    """One signature; names are the certificate's own words (strangers' words, one line each).

    `is_intact`: the octets it covers are those that were signed, by the key of the certificate.
    `is_checked`: whether it is known for sure that nothing was revoked.
    """

    name: str
    organization: str
    issuer: str
    is_intact: bool
    coverage: Coverage
    trust: Trust
    is_checked: bool
    clock: Clock
    at: dt.datetime | None
    ended_at: dt.datetime | None  # when the certificate was revoked or expired

    @property
    def is_untouched(self) -> bool:
        """Whether it covers all that there was, and nothing of that was changed afterwards."""
        return self.coverage not in (Coverage.CHANGED, Coverage.PART)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it at all."""
        return self.is_intact and self.is_untouched and self.trust is Trust.GOOD


@dataclass(frozen=True)
class Findings:
    """What a PDF says of itself: its signatures in their order, and its former states.

    `unread`: signatures of a kind that is not understood. `states`: the SHA-256 of the file up to
    the end of each of its states but the last. `same_pages`: whether its pages are those of the
    original that it was compared with; None where there was none.
    """

    signatures: tuple[Signature, ...]
    unread: int
    states: tuple[str, ...]
    same_pages: bool | None


@dataclass(frozen=True)
class Anchors:
    """What trust rests on, all DER: roots, lists of what was revoked, and the asker's own.

    `own` certificates are believed though nobody known may have given them.
    """

    roots: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    own: tuple[bytes, ...] = ()


def findings(
    content: bytes,
    *,
    anchors: Anchors,
    now: dt.datetime,
    known_at: dt.datetime | None = None,
    original: bytes = b"",
) -> Findings:
    """Read the signatures of a PDF.

    `known_at`: when the caller had these octets already (aware), which proves that they were
    signed by then. `original`: compare the pages with this PDF's. Raises verdicts.Refused,
    running.Busy and OSError.
    """
    asked = {
        "now": now.isoformat(),
        "known_at": known_at.isoformat() if known_at else "",
        "roots": [base64.b64encode(one).decode() for one in anchors.roots],
        "crls": [base64.b64encode(one).decode() for one in anchors.crls],
        "own": [base64.b64encode(one).decode() for one in anchors.own],
        "original": len(original),
    }
    head = json.dumps(asked).encode()
    _, answer = running.read(Reader.SIGNED, b"%d\n%s%s%s" % (len(head), head, original, content))
    return _read(json.loads(answer))


def _read(said: dict[str, Any]) -> Findings:
    return Findings(
        signatures=tuple(_signature(one) for one in said["signatures"]),
        unread=int(said["unread"]),
        states=tuple(said["states"]),
        same_pages=said["same_pages"],
    )


def _signature(one: dict[str, Any]) -> Signature:
    return Signature(
        name=one["name"],
        organization=one["organization"],
        issuer=one["issuer"],
        is_intact=one["is_intact"],
        coverage=Coverage(one["coverage"]),
        trust=Trust(one["trust"]),
        is_checked=one["is_checked"],
        clock=Clock(one["clock"]),
        at=_moment(one["at"]),
        ended_at=_moment(one["ended_at"]),
    )


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
