"""A stand-in for BSrE's e-Sign client, version 1: what public integrations show of it.

It signs with a key of the test's authority for the one NIK and passphrase that it knows.
"""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.visits.papers.signing.authority import Holder

NIK, PASSPHRASE = "2171014509700001", "Gurindam-12!"


@dataclass
class Service:
    """How it answers, and what it was asked."""

    holder: Holder
    says: tuple[int, bytes] | None = None  # instead of a signature
    as_json: bool = False  # the file is fetched afterwards
    rewrites: bool = False
    other: bytes = b""  # signs this instead
    hold: threading.Event | None = None  # answers only once this is set
    asked: list[dict[str, bytes]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)

    def answer(self, fields: dict[str, bytes]) -> tuple[int, dict[str, str], bytes]:
        """What `POST /api/sign/pdf` says."""
        if self.hold is not None:
            self.hold.wait(30)
        if self.says is not None:
            return self.says[0], {"Content-Type": "application/json"}, self.says[1]
        if fields["nik"].decode() != NIK:
            return _error(400, 2021, f"User dengan NIK {fields['nik'].decode()} belum terdaftar")
        if fields["passphrase"].decode() != PASSPHRASE:
            said = f"Passphrase anda salah ({fields['passphrase'].decode()})"
            return _error(400, 2031, said)
        signed = signed_by(self.holder, self.other or fields["file"], rewrites=self.rewrites)
        if not self.as_json:
            return 200, {"Content-Type": "application/pdf", "id_dokumen": "d1"}, signed
        self.kept["d1"] = signed
        said = json.dumps({"status": "OK", "id_dokumen": "d1"}).encode()
        return 200, {"Content-Type": "application/json"}, said


def signed_by(holder: Holder, content: bytes, *, rewrites: bool = False) -> bytes:
    """`content` with a signature of the holder; written anew first, as some programs do."""
    if rewrites:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as document:
            document.docinfo["/Producer"] = pikepdf.String("e-Sign")
            document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        content = out.getvalue()
    key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (certificate,) = load_certs_from_pemder_data(holder.certificate.public_bytes(Encoding.PEM))
    signer = SimpleSigner(
        certificate, load_private_key_from_pemder_data(key, None), SimpleCertificateStore()
    )
    metadata = PdfSignatureMetadata(
        field_name="sig", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    out = PdfSigner(metadata, signer, new_field_spec=SigFieldSpec("sig")).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), output=io.BytesIO()
    )
    return bytes(out.getvalue())


def _error(status: int, code: int, words: str) -> tuple[int, dict[str, str], bytes]:
    said = json.dumps({"status_code": code, "error": words}).encode()
    return status, {"Content-Type": "application/json"}, said


@contextmanager
def serving(holder: Holder) -> Iterator[tuple[Service, str]]:
    """The service, and the address at which it answers meanwhile."""
    service = Service(holder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.heads.append(dict(self.headers))
            fields = _fields(self.headers["Content-Type"], body)
            service.asked.append(fields)
            self._say(*service.answer(fields))

        def do_GET(self) -> None:
            found = service.kept.get(self.path.rpartition("/")[2])
            if found is None:
                self._say(*_error(404, 2000, "Dokumen tidak ada"))
            else:
                self._say(200, {"Content-Type": "application/pdf"}, found)

        def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service, f"http://127.0.0.1:{server.server_port}"
    finally:
        if service.hold is not None:
            service.hold.set()
        server.shutdown()
        server.server_close()


def _fields(kind: str, body: bytes) -> dict[str, bytes]:
    whole = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    found = {}
    for part in whole.iter_parts():  # type: ignore[attr-defined]
        name = part.get_param("name", header="content-disposition")
        found[str(name)] = part.get_payload(decode=True) or b""
    return found
