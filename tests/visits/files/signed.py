"""Signing a PDF as BSrE and others do: by an update that covers all octets but its own (PAdES)."""

import datetime as dt
import functools
import io
import re

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

_ROOM = 4000  # octets for the signature
_RANGE = b"/ByteRange [0 0000000000 0000000000 0000000000]"


@functools.cache
def _signer() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Kepala Dinas")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
    )
    return made.sign(key, hashes.SHA256()), key


def signed(before: bytes, *, certified: bool = False) -> bytes:
    """The document with one more signature behind it; `certified` against changes (DocMDP)."""
    start = before.rpartition(b"startxref")[2].split()[0]
    with pikepdf.open(io.BytesIO(before)) as document:
        size, top = int(document.trailer.Size), document.Root.objgen[0]
        catalogue = document.Root.unparse(resolved=True)
    lock = b"/Reference [<</TransformMethod /DocMDP /TransformParams <</P 1 /V /1.2>>>>]"
    signature = (
        b"<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name (Kepala Dinas)"
        b" /Reason (Dokumen ini telah ditandatangani secara elektronik) /Location (Arosuka) %s %s"
        b" /Contents <%s> /M (D:20261102090000+07'00')>>"
    ) % (lock if certified else b"", _RANGE, b"0" * (2 * _ROOM))
    field = b"<</FT /Sig /T (Signature%d) /Subtype /Widget /Rect [0 0 0 0] /F 132 /V %d 0 R>>" % (
        size, size,
    )  # fmt: skip
    catalogue = re.sub(rb"/AcroForm <<.*?>>", b"", catalogue).rstrip()[:-2]
    catalogue += b"/AcroForm << /Fields [ %d 0 R ] /SigFlags 3 >>" % (size + 1)
    catalogue += b"/Perms <</DocMDP %d 0 R>> >>" % size if certified else b" >>"
    made, table = before + b"\n", b""
    for number, inside in ((size, signature), (size + 1, field), (top, catalogue)):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    at = len(made)
    made += b"xref\n%strailer\n<</Size %d /Root %d 0 R /Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        table, size + 2, top, start, at,
    )  # fmt: skip
    return _filled_in(made)


def _filled_in(made: bytes) -> bytes:
    begins = made.rindex(b"/Contents <") + len(b"/Contents ")
    ends = begins + 2 * _ROOM + 2
    numbers = b"/ByteRange [0 %010d %010d %010d]" % (begins, ends, len(made) - ends)
    made = made.replace(_RANGE, numbers)
    certificate, key = _signer()
    proof = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(made[:begins] + made[ends:])
        .add_signer(certificate, key, hashes.SHA256())
        .sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])
    )
    return made[: begins + 1] + proof.hex().encode().ljust(2 * _ROOM, b"0") + made[ends - 1 :]
