"""What a signature's certificate is worth at the moment of signing, as far as that is known.

The moment: a trusted timestamp's; else the one by which the asker had the octets; else now, since
what a signer says of their own clock proves nothing (ETSI EN 319 102-1, 5.5).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from asn1crypto import crl, x509
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

# Certificates of persons have the first, seals often the second alone.
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})


@dataclass(frozen=True)
class Judged:
    """pyHanko's status, and what we make of it; words as in asking.py."""

    status: PdfSignatureStatus
    is_intact: bool
    trust: str
    is_checked: bool
    clock: str
    at: dt.datetime | None
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class Judge:
    """What is known beforehand: whom to trust, what was revoked, and what the file brought along.

    What the file brought counts since it is signed by those whom we trust, or of no effect.
    """

    roots: list[x509.Certificate]
    crls: list[crl.CertificateList]
    own: list[x509.Certificate]
    store: DocumentSecurityStore | None
    now: dt.datetime
    known_at: dt.datetime | None

    async def judge(self, one: EmbeddedPdfSignature) -> Judged:
        """Judge one signature, at the moment that is known for it."""
        status = await self._status(one, at=self.now)
        clock, at = "claimed", status.signer_reported_dt
        stamped = status.timestamp_validity
        if stamped is not None and stamped.valid and stamped.intact and stamped.trusted:
            clock, at = "timestamp", stamped.timestamp
        elif self.known_at is not None:
            clock, at = "known", self.known_at
        moment = self.now
        if clock != "claimed" and at is not None:
            moment = at
            status = await self._status(one, at=moment)
        trust, ended_at = _trust(status), _ended_at(status)
        if trust == "unknown" and one.signer_cert in self.own:
            begins, ends = one.signer_cert.not_valid_before, one.signer_cert.not_valid_after
            trust = "good" if begins <= moment <= ends else "expired"
            ended_at = ends if trust == "expired" else None
        is_checked = False
        if status.trusted:
            is_checked = bool((await self._status(one, at=moment, mode="hard-fail")).trusted)
        return Judged(
            status=status,
            is_intact=bool(status.intact and status.valid),
            trust=trust,
            is_checked=is_checked,
            clock=clock,
            at=at,
            ended_at=ended_at,
        )

    async def _status(
        self, one: EmbeddedPdfSignature, *, at: dt.datetime, mode: str = "soft-fail"
    ) -> PdfSignatureStatus:
        known: dict[str, Any] = {
            "trust_roots": self.roots,
            "crls": self.crls,
            "moment": at,
            "revocation_mode": mode,
            # Lists are made anew each day or week; what they say of the past holds.
            "retroactive_revinfo": True,
        }
        if self.store is not None:
            context = self.store.as_validation_context(known)
        else:
            context = ValidationContext(ocsps=[], **known)
        return await async_validate_pdf_signature(one, context, key_usage_settings=_USAGE)


def _trust(status: PdfSignatureStatus) -> str:
    match status.trust_problem_indic:
        case None:
            return "good" if status.validation_path is not None else "unknown"
        case AdESIndeterminate.REVOKED_NO_POE | AdESIndeterminate.REVOKED_CA_NO_POE:
            return "revoked"
        case AdESIndeterminate.OUT_OF_BOUNDS_NO_POE:
            return "expired"
        case AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
            return "unknown"
    return "other"


def _ended_at(status: PdfSignatureStatus) -> dt.datetime | None:
    match _trust(status):
        case "revoked" if status.revocation_details is not None:
            return status.revocation_details.revocation_date
        case "expired":
            ended: dt.datetime = status.signing_cert.not_valid_after
            return ended
    return None
