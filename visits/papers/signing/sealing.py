"""PAdES-B-LT signatures with a key that pyHanko can use (ETSI EN 319 142-1).

Appended to the paper: its own octets stay as they were issued. What later proves that nothing was
revoked goes along, and a timestamp where TIMESTAMP_URL names an authority.
"""

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from asn1crypto import x509
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer as Key
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)

from visits.models.papers.paper import Paper
from visits.papers.signing.authorities import HttpTimeStamper, revocations_of
from visits.papers.signing.interface import Problem, SigningFailed, block_of
from visits.papers.signing.trust import anchors

FIELD = "Tanda tangan"
# The paper itself shows QR code and words (typst/close.typ): the field lies over them, and draws
# nothing.
_UNSEEN = StaticStampStyle(border_width=0)
# Seals often have the second alone.
_USAGES = ({"non_repudiation"}, {"digital_signature"})


def seal(paper: Paper, content: bytes, key: Key, *, now: dt.datetime) -> bytes:
    """`content` with a signature of `key` behind it, its field over the block that the paper shows.

    Raises SigningFailed.
    """
    certificate = key.signing_cert
    if certificate is None:
        raise SigningFailed(Problem.NO_KEY)
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        raise SigningFailed(Problem.EXPIRED)
    try:
        return _sealed(paper, content, key, certificate, now=now)
    except TimestampRequestError as error:
        raise SigningFailed(Problem.NO_TIMESTAMP) from error
    except SigningError as error:
        raise SigningFailed(_why(error.__cause__)) from error
    except (ValidationError, PathBuildingError) as error:
        # Of the authority of timestamps: it is asked before ours is signed.
        raise SigningFailed(_why(error)) from error
    except PdfError as error:
        raise SigningFailed(Problem.PROTECTED) from error


def _sealed(
    paper: Paper, content: bytes, key: Key, certificate: x509.Certificate, *, now: dt.datetime
) -> bytes:
    block = block_of(paper)
    stamper = HttpTimeStamper(settings.TIMESTAMP_URL) if settings.TIMESTAMP_URL else None
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=_context(key, certificate, stamper, now=now),
        docmdp_permissions=MDPPerm.FILL_FORMS,
        signer_key_usage=_usage(certificate),
    )
    place: dict[str, Any] = {}
    if block is not None:
        box = (block.x, block.y, block.x + block.width, block.y + block.height)
        place = {"on_page": block.page - 1, "box": tuple(round(side) for side in box)}
    field = SigFieldSpec(sig_field_name=FIELD, **place)
    signer = PdfSigner(
        metadata, key, timestamper=stamper, stamp_style=_UNSEEN, new_field_spec=field
    )
    out = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), output=io.BytesIO())
    return bytes(out.getvalue())


def _context(
    key: Key,
    certificate: x509.Certificate,
    stamper: HttpTimeStamper | None,
    *,
    now: dt.datetime,
) -> ValidationContext:
    """Whom we trust, and what authorities say just now of every certificate that takes part."""
    roots = [x509.Certificate.load(one) for one in anchors().roots]
    along = [certificate, *key.cert_registry]
    # What the office put into its own key file as the top, it trusts.
    roots += [one for one in along if one.self_signed != "no" and one not in roots]
    part = {*along, *(stamper.certificates() if stamper else ())}
    known = revocations_of(part - set(roots), among=[*part, *roots])
    return ValidationContext(
        trust_roots=roots,
        other_certs=list(part),
        moment=now,
        crls=known.crls,
        ocsps=known.ocsps,
        revocation_mode="hard-fail",
        # Authorities' clocks, and lists that are made a moment later than asked for.
        time_tolerance=dt.timedelta(minutes=5),
    )


def _usage(certificate: x509.Certificate) -> set[str]:
    held = certificate.key_usage_value
    has: Iterable[str] = held.native if held is not None else ()
    return next((usage for usage in _USAGES if usage <= set(has)), _USAGES[0])


def _why(cause: BaseException | None) -> Problem:
    match cause:
        case RevokedError():
            return Problem.REVOKED
        case ExpiredError():
            return Problem.EXPIRED
        case PathBuildingError():
            return Problem.UNTRUSTED
        case None:
            return Problem.PROTECTED
    return Problem.UNCHECKED
