"""The signatures of a PDF, read in the confined process by pyHanko; nothing is fetched.

The input is a line with a length, so many octets of JSON (asking.py `findings`), the original to
compare with where there is one, and the PDF.
"""

import asyncio
import base64
import datetime as dt
import hashlib
import io
import json
import logging
import re
from typing import Any

import pikepdf
from asn1crypto import crl, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import ValueErrorWithMessage
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, collect_embedded_signatures
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from visits.confined.signed.trust import Judge
from visits.confined.verdicts import Refused, Verdict

_HEAD, _FIRST = b"%PDF-", 1024
_END = re.compile(rb"%%EOF\r?\n?")
_MOST_STATES, _MOST_SIGNATURES = 40, 20
_LONGEST = 120  # characters of a name
# Neither control characters, nor what turns the direction of what follows.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def read(content: bytes) -> tuple[str, bytes]:
    """The kind `signed`, and JSON as asking.py reads it; raises Refused."""
    # What libraries have to say of strangers' files is of no use, and costs time.
    logging.disable(logging.CRITICAL)
    line, _, rest = content.partition(b"\n")
    asked, rest = json.loads(rest[: int(line)]), rest[int(line) :]
    original, content = rest[: asked["original"]], rest[asked["original"] :]
    if _HEAD not in content[:_FIRST]:
        raise Refused(Verdict.UNREADABLE)
    try:
        said = asyncio.run(_findings(content, asked))
        said["same_pages"] = _same_pages(original, content) if original else None
    except (PdfError, ValueErrorWithMessage, pikepdf.PdfError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    except (ValueError, TypeError, LookupError, AttributeError, OSError) as error:
        # pyHanko trusts the shape of objects; a hostile file has others.
        raise Refused(Verdict.UNREADABLE) from error
    except (NotImplementedError, AssertionError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    return "signed", json.dumps(said).encode()


async def _findings(content: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    reader = PdfFileReader(io.BytesIO(content))
    if reader.encrypted:
        raise Refused(Verdict.LOCKED)
    embedded = collect_embedded_signatures(reader)
    if len(embedded) > _MOST_SIGNATURES:
        raise Refused(Verdict.TOO_LARGE)
    fields = sum(1 for _ in enumerate_sig_fields(reader, filled_status=True))
    judge = Judge(
        roots=[x509.Certificate.load(base64.b64decode(one)) for one in asked["roots"]],
        crls=[crl.CertificateList.load(base64.b64decode(one)) for one in asked["crls"]],
        own=[x509.Certificate.load(base64.b64decode(one)) for one in asked["own"]],
        store=_store(reader),
        now=dt.datetime.fromisoformat(asked["now"]),
        known_at=dt.datetime.fromisoformat(asked["known_at"]) if asked["known_at"] else None,
    )
    found = [one for one in embedded if one.sig_object_type == "/Sig"]
    return {
        "signatures": [await _signature(one, judge) for one in found],
        "unread": fields - len(embedded),
        "states": _states(content),
    }


def _store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


async def _signature(one: EmbeddedPdfSignature, judge: Judge) -> dict[str, Any]:
    judged = await judge.judge(one)
    certificate = one.signer_cert
    return {
        "name": _name(certificate.subject, "common_name"),
        "organization": _name(certificate.subject, "organization_name"),
        "issuer": _name(certificate.issuer, "common_name"),
        "is_intact": judged.is_intact,
        "coverage": _coverage(judged.status),
        "trust": judged.trust,
        "is_checked": judged.is_checked,
        "clock": judged.clock,
        "at": judged.at.isoformat() if judged.at else "",
        "ended_at": judged.ended_at.isoformat() if judged.ended_at else "",
    }


def _coverage(status: PdfSignatureStatus) -> str:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "whole"
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return "part"
    level = status.modification_level
    if not status.docmdp_ok or level is None or level > ModificationLevel.FORM_FILLING:
        return "changed"
    return "updated" if level <= ModificationLevel.LTA_UPDATES else "signed_again"


def _name(name: x509.Name, part: str) -> str:
    said = name.native.get(part) or ""
    text = said if isinstance(said, str) else ", ".join(str(one) for one in said)
    return " ".join(_INVISIBLE.sub(" ", text).split())[:_LONGEST]


def _states(content: bytes) -> list[str]:
    """The SHA-256 of the file up to each end mark that is not its end, the first ones first."""
    ends: list[int] = []
    for found in _END.finditer(content):
        # An end of line after the mark may belong to either side.
        ends += [at for at in (found.start() + 5, found.end()) if at < len(content)]
    ends = sorted(set(ends))[: _MOST_STATES * 2]
    digest, said, before = hashlib.sha256(), [], 0
    for end in ends:
        digest.update(content[before:end])
        said.append(digest.hexdigest())
        before = end
    return said


def _same_pages(original: bytes, signed: bytes) -> bool:
    """Whether each page draws what the original's does, in the same frame; annotations aside."""
    with pikepdf.open(io.BytesIO(original)) as one, pikepdf.open(io.BytesIO(signed)) as other:
        if len(one.pages) != len(other.pages):
            return False
        return all(_drawn(a) == _drawn(b) for a, b in zip(one.pages, other.pages, strict=True))


def _drawn(page: pikepdf.Page) -> tuple[bytes, list[float]]:
    held = page.obj.get("/Contents")
    streams = list(held) if isinstance(held, pikepdf.Array) else [held] if held else []
    drawn = b"\n".join(one.read_bytes() for one in streams)
    return b" ".join(drawn.split()), [round(float(n), 1) for n in page.mediabox]
