"""What a signature needs from outside: whether certificates are revoked, and the time.

Addresses stand in the office's own certificate chain and in TIMESTAMP_URL; calls are bounded
(visits/access/wire.py).
"""

import asyncio
import http.client
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from asn1crypto import crl, ocsp, pem, tsp, x509
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import OCSPFetchError, OCSPValidationError
from pyhanko_certvalidator.fetchers.common_utils import (
    format_ocsp_request,
    process_ocsp_response_data,
)

from visits.access import wire

_SECONDS = 8.0
_MOST_LIST, _MOST_ANSWER = 5 * 1024 * 1024, 128 * 1024
_FAILURES = (OSError, http.client.HTTPException, ValueError)


@dataclass
class Revocations:
    """What authorities said just now of the certificates of a chain."""

    crls: list[crl.CertificateList] = field(default_factory=list)
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)


def revocations_of(
    certificates: Iterable[x509.Certificate], *, among: Iterable[x509.Certificate]
) -> Revocations:
    """Ask for each certificate that is not its own issuer: OCSP first, else its list (CRL).

    `among` holds the issuers. What cannot be had is left out: whoever validates sees that.
    """
    issuers = {one.subject.hashable: one for one in among}
    found = Revocations()
    for certificate in certificates:
        issuer = issuers.get(certificate.issuer.hashable)
        if certificate.self_issued or issuer is None:
            continue
        answer = _asked(certificate, issuer)
        if answer is not None:
            found.ocsps.append(answer)
            continue
        found.crls += _lists(certificate)
    return found


def _asked(certificate: x509.Certificate, issuer: x509.Certificate) -> ocsp.OCSPResponse | None:
    request = format_ocsp_request(
        certificate, AuthorityWithCert(issuer), certid_hash_algo="sha1", request_nonces=False
    )
    for url in certificate.ocsp_urls[:2]:
        try:
            body = _called(url, request.dump(), "application/ocsp-request", most=_MOST_ANSWER)
            return process_ocsp_response_data(body, ocsp_request=request, ocsp_url=url)
        except (*_FAILURES, OCSPFetchError, OCSPValidationError):
            continue
    return None


def _lists(certificate: x509.Certificate) -> Iterator[crl.CertificateList]:
    for point in certificate.crl_distribution_points[:2]:
        url = point.url
        if not url or not url.startswith("http"):
            continue
        try:
            body = _called(url, None, "", most=_MOST_LIST)
            if pem.detect(body):
                body = pem.unarmor(body)[2]
            found = crl.CertificateList.load(body)
            # Whether it is a list at all shows only when its parts are looked at.
            _ = found.issuer.hashable
        except _FAILURES:
            continue
        yield found
        return


class HttpTimeStamper(TimeStamper):
    """A timestamp authority by its address (RFC 3161, 3.4)."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko leaves it out
        self.url = url

    def certificates(self) -> list[x509.Certificate]:
        """Those that it signs with, learnt by a first call; raises TimestampRequestError."""
        asyncio.run(self.async_dummy_response("sha256"))
        return list(self.cert_registry)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask it; raises TimestampRequestError."""
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, request: bytes) -> tsp.TimeStampResp:
        try:
            body = _called(self.url, request, "application/timestamp-query", most=_MOST_ANSWER)
            found = tsp.TimeStampResp.load(body)
            _ = found["status"]["status"].native
        except _FAILURES as error:
            raise TimestampRequestError("no timestamp") from error
        return found


def _called(url: str, body: bytes | None, kind: str, *, most: int) -> bytes:
    """The body of a 200; raises OSError, HTTPException or ValueError where there is none."""
    target = wire.target_of(url)
    reply = wire.exchange(
        target,
        wire.resolved(target),
        method="GET" if body is None else "POST",
        body=body,
        headers={"Content-Type": kind} if kind else {},
        seconds=_SECONDS,
        most=most,
    )
    if reply.status != 200 or not reply.whole:
        raise ValueError("no answer that can be used")
    return reply.body
