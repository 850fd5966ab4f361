"""BSrE's e-Sign client, version 1: a service in the office's network sends back the signed PDF.

Fields and answers as docs/papers.md says; what differs between installations is a setting. NIK and
passphrase go into one request and nowhere else: what the service says is passed on only after both
were taken out of it.
"""

import base64
import datetime as dt
import http.client
import json
import re
import secrets as random
from typing import Any

from django.conf import settings

from visits.access import wire
from visits.models.papers.paper import Paper
from visits.papers.signing.interface import (
    Asks,
    Block,
    Problem,
    Secrets,
    SigningFailed,
    block_of,
)

# A paper and its signature; the client adds a picture at most.
_MOST = 20 * 1024 * 1024
_LONGEST_WORDS = 200
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
# What its words hold, in the order in which they are asked; its codes differ by version.
_WORDS = (
    (re.compile(r"passphrase|pass phrase|kata sandi|password", re.I), Problem.WRONG_PASSPHRASE),
    (re.compile(r"k[ae]dalu(wa|a)rsa|expired?|masa berlaku", re.I), Problem.EXPIRED),
    (re.compile(r"dicabut|revoked?", re.I), Problem.REVOKED),
    (re.compile(r"protected|terproteksi|dilindungi|locked|terkunci", re.I), Problem.PROTECTED),
    (re.compile(r"\bnik\b|tidak terdaftar|belum terdaftar|not registered", re.I),
     Problem.UNKNOWN_NIK),
)  # fmt: skip


class EsignClient:
    """The service at `base`, an address in the office's own network."""

    way = Paper.SignedBy.BSRE
    asks = frozenset({Asks.NIK, Asks.PASSPHRASE})
    rewrites = True

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")

    def sign(self, paper: Paper, content: bytes, secrets: Secrets, *, now: dt.datetime) -> bytes:
        """The signed PDF; raises SigningFailed."""
        fields = {"nik": secrets.nik, "passphrase": secrets.passphrase}
        fields |= _looks(paper, block_of(paper))
        boundary = random.token_hex(16)
        reply = self._called(
            "POST",
            "/api/sign/pdf",
            body=_form(fields, content, boundary=boundary),
            kind=f"multipart/form-data; boundary={boundary}",
        )
        if reply.status != 200:
            raise _refusal(reply, secrets)
        if reply.body.startswith(b"%PDF-"):
            return reply.body
        return self._fetched(reply, secrets)

    def _fetched(self, reply: wire.Reply, secrets: Secrets) -> bytes:
        """Of an installation that answers JSON: an error, or what the file is called."""
        said = _json(reply.body)
        found = str(said.get("id_dokumen") or said.get("id") or reply.headers.get("id_dokumen", ""))
        if not _ID.fullmatch(found):
            raise _refusal(reply, secrets) if said else SigningFailed(Problem.NO_PDF)
        fetched = self._called("GET", f"/api/sign/download/{found}")
        if fetched.status != 200:
            raise _refusal(fetched, secrets)
        if not fetched.body.startswith(b"%PDF-"):
            raise SigningFailed(Problem.NO_PDF)
        return fetched.body

    def _called(
        self, method: str, path: str, *, body: bytes | None = None, kind: str = ""
    ) -> wire.Reply:
        headers = {"Accept": "application/pdf, application/json"}
        if kind:
            headers["Content-Type"] = kind
        if settings.BSRE_USER:
            pair = f"{settings.BSRE_USER}:{settings.BSRE_PASSWORD}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        try:
            target = wire.target_of(self.base + path)
            reply = wire.exchange(
                target,
                wire.resolved(target),
                method=method,
                body=body,
                headers=headers,
                seconds=settings.BSRE_SECONDS,
                most=_MOST,
            )
        # Without their causes: a traceback would show the request.
        except TimeoutError:
            raise SigningFailed(Problem.TIMEOUT) from None
        except (OSError, http.client.HTTPException, ValueError):
            raise SigningFailed(Problem.UNREACHABLE) from None
        if not reply.whole:
            raise SigningFailed(Problem.NO_PDF)
        return reply


def _looks(paper: Paper, block: Block | None) -> dict[str, str]:
    """Unseen, since the paper shows QR code and words itself; or where the office wants more."""
    if not settings.BSRE_VISIBLE or (block is None and not settings.BSRE_MARK):
        return {"tampilan": "invisible"}
    seen = {
        "tampilan": "visible",
        "image": "false",
        "linkQR": f"{settings.BASE_URL}/cek/{paper.code}/",
    }
    size = {"width": "150", "height": "65"}
    if block is not None:
        size = {"width": str(round(block.width)), "height": str(round(block.height))}
    if settings.BSRE_MARK:
        return {**seen, **size, "tag_koordinat": settings.BSRE_MARK}
    assert block is not None  # noqa: S101 # for mypy: both were asked above
    place = {"xAxis": str(round(block.x)), "yAxis": str(round(block.y))}
    return {**seen, **size, **place, settings.BSRE_PAGE_FIELD: str(block.page)}


def _form(fields: dict[str, str], content: bytes, *, boundary: str) -> bytes:
    """`multipart/form-data` (RFC 7578)."""
    made = bytearray()
    for name, value in fields.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        made += head.encode() + value.encode() + b"\r\n"
    made += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="berkas.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    return bytes(made) + content + f"\r\n--{boundary}--\r\n".encode()


def _refusal(reply: wire.Reply, secrets: Secrets) -> SigningFailed:
    said = _json(reply.body)
    words = str(said.get("error") or said.get("message") or "")
    for secret in (secrets.passphrase, secrets.nik):
        if secret:
            words = words.replace(secret, "***")
    words = " ".join(words.split())[:_LONGEST_WORDS]
    problem = next((problem for known, problem in _WORDS if known.search(words)), None)
    if problem is None and reply.status in (502, 503, 504):
        problem = Problem.UNREACHABLE
    return SigningFailed(problem or Problem.REFUSED, said=words)


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
