"""Whose certificates we believe: the roots in TRUST_ROOTS, and the office's own seal."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from visits.confined.signed.asking import Anchors

_CERTIFICATES = (".crt", ".cer", ".pem", ".der")
_MOST = 200  # files


def anchors() -> Anchors:
    """What TRUST_ROOTS holds now, in its subfolders too, and the office's own certificate.

    Files that are neither certificates nor lists are passed over. A file that changed is read anew.
    """
    folder = settings.TRUST_ROOTS
    files: list[Path] = []
    if folder:
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file())[:_MOST]
    known = tuple((str(path), path.stat().st_mtime_ns) for path in files)
    own = own_certificates()
    found = _read(known)
    return Anchors(roots=found.roots, crls=found.crls, own=own)


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[str, int], ...]) -> Anchors:
    roots: list[bytes] = []
    crls: list[bytes] = []
    for name, _changed in files:
        content = Path(name).read_bytes()
        try:
            if name.endswith(_CERTIFICATES):
                roots += [one for one in _parts(content) if _is_certificate(one)]
            elif name.endswith(".crl"):
                crls += [one for one in _parts(content) if _is_list(one)]
        except (ValueError, TypeError):
            continue
    return Anchors(roots=tuple(roots), crls=tuple(crls))


def _parts(content: bytes) -> list[bytes]:
    from asn1crypto import pem  # heavy: docs/decisions/0231

    if not pem.detect(content):
        return [content]
    return [der for _kind, _head, der in pem.unarmor(content, multiple=True)]


def _is_certificate(der: bytes) -> bool:
    from asn1crypto import x509  # heavy: docs/decisions/0231

    return bool(x509.Certificate.load(der, strict=True).subject.hashable)


def _is_list(der: bytes) -> bool:
    from asn1crypto import crl  # heavy: docs/decisions/0231

    return bool(crl.CertificateList.load(der, strict=True).issuer.hashable)


def own_certificates() -> tuple[bytes, ...]:
    """Of a seal whose passphrase the program knows; of others TRUST_ROOTS must hold it."""
    if not settings.SIGNER.startswith("pkcs12:") or not settings.SIGNER_PASSPHRASE:
        return ()
    path = Path(settings.SIGNER.removeprefix("pkcs12:"))
    try:
        return _own(str(path), path.stat().st_mtime_ns, settings.SIGNER_PASSPHRASE)
    except (OSError, ValueError):
        return ()


@lru_cache(maxsize=1)
def _own(path: str, _changed: int, passphrase: str) -> tuple[bytes, ...]:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        pkcs12,
    )  # heavy: docs/decisions/0231

    _key, certificate, _others = pkcs12.load_key_and_certificates(
        Path(path).read_bytes(), passphrase.encode()
    )
    return (certificate.public_bytes(Encoding.DER),) if certificate else ()
