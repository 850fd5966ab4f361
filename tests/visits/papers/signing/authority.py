"""A certificate authority of the test's own, with what it is asked for over HTTP.

It gives keys that are good, revoked and expired, says by OCSP and by a list which are revoked, and
stamps the time.
"""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from django.utils import timezone
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.conftest import BEGINS

PASSPHRASE = "kuda-laut-7"


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DPMPTSP Kota Batam"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


@dataclass
class Holder:
    """A key with its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


@dataclass
class Authority:
    """The root, those to whom it gave certificates, and how its services answer just now."""

    base: str
    root: Holder = field(init=False)
    revoked: dict[int, dt.datetime] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        builder = self._builder("Induk Uji", key, issuer="Induk Uji", days=(-3000, 3000))
        builder = builder.add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        usage = _usage(key_cert_sign=True, crl_sign=True, digital_signature=True)
        certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
        self.root = Holder(key, certificate)
        self.stamper = self._holder("Cap Waktu Uji", stamping=True)

    def holder(self, name: str, *, days: tuple[int, int] = (-400, 400)) -> Holder:
        """Somebody with a certificate that begins and ends so many days from the test's clock."""
        return self._holder(name, days=days)

    def revoke(self, holder: Holder, *, at: dt.datetime) -> None:
        """From `at` on it counts no more."""
        self.revoked[holder.certificate.serial_number] = at

    def key_file(self, holder: Holder, path: Path) -> Path:
        """The PKCS#12 file with the key, its certificate and the root, under PASSPHRASE."""
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"kunci",
                holder.key,
                holder.certificate,
                [self.root.certificate],
                BestAvailableEncryption(PASSPHRASE.encode()),
            )
        )
        return path

    def trusted(self, folder: Path) -> Path:
        """A folder for TRUST_ROOTS with the root, and the list of what is revoked now."""
        folder.mkdir(exist_ok=True)
        (folder / "root.pem").write_bytes(self.root.certificate.public_bytes(Encoding.PEM))
        (folder / "root.crl").write_bytes(self._list())
        return folder

    def _holder(
        self, name: str, *, stamping: bool = False, days: tuple[int, int] = (-400, 400)
    ) -> Holder:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        builder = self._builder(name, key, issuer="Induk Uji", days=days)
        builder = builder.add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        )
        builder = builder.add_extension(
            _usage(digital_signature=True, content_commitment=not stamping), critical=True
        )
        if stamping:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        place = x509.UniformResourceIdentifier
        builder = builder.add_extension(
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(
                        AuthorityInformationAccessOID.OCSP, place(f"{self.base}/ocsp")
                    )
                ]
            ),
            critical=False,
        )
        point = x509.DistributionPoint([place(f"{self.base}/root.crl")], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        return Holder(key, builder.sign(self.root.key, hashes.SHA256()))

    def _builder(
        self, name: str, key: rsa.RSAPrivateKey, *, issuer: str, days: tuple[int, int]
    ) -> x509.CertificateBuilder:
        root = getattr(self, "root", None)
        issuing = root.key.public_key() if root else key.public_key()
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGINS + dt.timedelta(days=days[0]))
            .not_valid_after(BEGINS + dt.timedelta(days=days[1]))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing), False)
        )

    def _list(self) -> bytes:
        now = timezone.now()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(now - dt.timedelta(minutes=1))
            .next_update(now + dt.timedelta(days=1))
        )
        for serial, at in self.revoked.items():
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
            builder = builder.add_revoked_certificate(revoked.build())
        return builder.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _status(self, request: bytes) -> bytes:
        asked = ocsp.load_der_ocsp_request(request)
        now = timezone.now()
        at = self.revoked.get(asked.serial_number)
        said = ocsp.OCSPCertStatus.REVOKED if at else ocsp.OCSPCertStatus.GOOD
        # Who asks need not say for which certificate but by its number and its issuer's hash.
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=said,
            this_update=now - dt.timedelta(minutes=1),
            next_update=now + dt.timedelta(days=1),
            revocation_time=at,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root.certificate)
        return builder.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _stamped(self, request: bytes) -> bytes:
        der = self.stamper.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = DummyTimeStamper(
            _asn1(self.stamper.certificate),
            keys.PrivateKeyInfo.load(der),
            certs_to_embed=[_asn1(self.root.certificate)],
            fixed_dt=timezone.now(),
        )
        return bytes(stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump())

    def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        """What its server says."""
        self.asked.append(path)
        if path in self.away:
            return 503, b""
        match path:
            case "/root.crl":
                return 200, self._list()
            case "/ocsp":
                return 200, self._status(body)
            case "/tsa":
                return 200, self._stamped(body)
        return 404, b""


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _usage(**used: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: used.get(name, False) for name in names})


@contextmanager
def serving() -> Iterator[Authority]:
    """An authority whose services answer on loopback meanwhile."""
    held: list[Authority] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(b"")

        def do_POST(self) -> None:
            self._say(self.rfile.read(int(self.headers["Content-Length"])))

        def _say(self, body: bytes) -> None:
            status, said = held[0].answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.append(Authority(f"http://127.0.0.1:{server.server_port}"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield held[0]
    finally:
        server.shutdown()
        server.server_close()
