"""The proxies that deploy/ ships, before a server of the tests, and what a stranger sends them."""

import datetime as dt
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.stack import ROOT, eventually, free_port

NAME = "kunjungan.example.go.id"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float

    def all(self, name: str) -> list[str]:
        """Every header of that name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass
class Front:
    """Where to knock: a port on loopback, with TLS or without."""

    port: int
    tls: bool = False
    # Whom we come from: all of 127.0.0.0/8 is this machine, and each a network of its own.
    source: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http{'s' * self.tls}://localhost:{self.port}"

    def connect(self, *, within: float = 10) -> socket.socket:
        """A connection, ready for a request."""
        to, source = ("127.0.0.1", self.port), (self.source, 0)
        plain = socket.create_connection(to, timeout=within, source_address=source)
        if not self.tls:
            return plain
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain, server_hostname="localhost")

    def head(self, method: str, path: str, *lines: str) -> bytes:
        """A request's head, as lines of it are given."""
        first = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        return ("\r\n".join([*first, *lines]) + "\r\n\r\n").encode()

    def ask(
        self, path: str, *lines: str, method: str = "GET", body: bytes = b"", within: float = 10
    ) -> Answer:
        """Ask on a connection of its own."""
        began = time.monotonic()
        if body:
            lines = (*lines, f"Content-Length: {len(body)}")
        with self.connect(within=within) as connection:
            connection.sendall(self.head(method, path, *lines, "Connection: close") + body)
            return answer_on(connection, began)

    def post_form(self, path: str, fields: dict[str, str], *lines: str) -> Answer:
        """Fill in a page as a browser does."""
        page = self.ask(path, *lines)
        token = page.body.decode().partition('name="csrfmiddlewaretoken" value="')[2].split('"')[0]
        cookies = "; ".join(cookie.split(";")[0] for cookie in page.all("set-cookie"))
        return self.ask(
            path,
            "Content-Type: application/x-www-form-urlencoded",
            f"Referer: {self.url}{path}",
            f"Cookie: {cookies}",
            f"X-CSRFToken: {token}",
            *lines,
            method="POST",
            body=urlencode(fields).encode(),
        )


def answer_on(connection: socket.socket, began: float | None = None) -> Answer:
    """Read one answer."""
    began = time.monotonic() if began is None else began
    response = HTTPResponse(connection)
    response.begin()
    body = response.read()
    return Answer(response.status, response.getheaders(), body, time.monotonic() - began)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that is good for an hour or two, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    at, key_at = folder / "cert.pem", folder / "key.pem"
    at.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_at.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return at, key_at


def moved(text: str, changes: dict[str, str]) -> str:
    """A shipped configuration with what must differ in a test, each of which must be in it."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx_files(folder: Path, upstream: int) -> tuple[list[str], int]:
    """The command that runs deploy/nginx.conf before `upstream`, and the port it listens on."""
    port, plain = free_port(), free_port()
    cert, key = certificate(folder)
    site = moved(
        (ROOT / "deploy" / "nginx.conf").read_text(),
        {
            "    listen [::]:443 ssl http2;\n": "",
            "    listen [::]:80;\n": "",
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "/var/log/nginx/": f"{folder}/",
            f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(cert),
            f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(key),
            NAME: "localhost",
        },
    )
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(
        f"{user}worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off;\n{temporary}include {folder}/site.conf; }}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    log = str(folder / "error.log")
    return [program, "-p", str(folder), "-e", log, "-c", str(folder / "nginx.conf")], port


def caddy_files(folder: Path, upstream: int) -> tuple[list[str], int]:
    """The command that runs deploy/Caddyfile before `upstream`, and the port it listens on."""
    port = free_port()
    cert, key = certificate(folder)
    text = moved(
        (ROOT / "deploy" / "Caddyfile").read_text(),
        {
            "\n{\n": "\n{\n\tadmin off\n\tauto_https off\n",
            f"\n{NAME} {{": f"\nhttps://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls {cert} {key}",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        },
    )
    (folder / "Caddyfile").write_text(text)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], port


@contextmanager
def front_of(kind: str, upstream: int, folder: Path) -> Iterator[Front]:
    """The real `nginx` or `caddy` before a server's port, or that server itself (`none`)."""
    if kind == "none":
        yield Front(upstream)
        return
    folder.mkdir()
    command, port = (nginx_files if kind == "nginx" else caddy_files)(folder, upstream)
    env = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with ExitStack() as stack:
        out = stack.enter_context((folder / "log").open("wb"))
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        front = Front(port, tls=True)

        def there() -> bool:
            assert process.poll() is None, (folder / "log").read_text()
            try:
                return front.ask("/healthz/live").status == 200
            except OSError:
                return False

        eventually(there)
        yield front
