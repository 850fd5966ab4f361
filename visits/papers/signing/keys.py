"""The office's key: in a PKCS#12 file, or on a token that never gives it out (PKCS#11)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from django.conf import settings
from pyhanko.sign.signers.pdf_cms import Signer as Key
from pyhanko.sign.signers.pdf_cms import SimpleSigner

from visits.models.papers.paper import Paper
from visits.papers.signing.interface import Asks, Problem, Secrets, SigningFailed
from visits.papers.signing.sealing import seal


class KeyFile:
    """A PKCS#12 file; its passphrase is SIGNER_PASSPHRASE (a seal), or typed at signing."""

    way = Paper.SignedBy.KEY
    rewrites = False

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.asks = asked()

    def sign(self, paper: Paper, content: bytes, secrets: Secrets, *, now: dt.datetime) -> bytes:
        """The paper with the signature appended; raises SigningFailed."""
        key = self._opened(secrets.passphrase or settings.SIGNER_PASSPHRASE)
        return seal(paper, content, key, now=now)

    def _opened(self, passphrase: str) -> Key:
        try:
            held = self.path.read_bytes()
        except OSError as error:
            raise SigningFailed(Problem.NO_KEY) from error
        try:
            found: Key = SimpleSigner.load_pkcs12_data(
                held, other_certs=[], passphrase=passphrase.encode()
            )
        except (ValueError, AttributeError):
            # Without the cause: a traceback would hold what was typed.
            raise SigningFailed(Problem.WRONG_PASSPHRASE) from None
        return found


class KeyToken:
    """A key on a token or in a module: `pkcs11:token=…;object=…?module-path=…` (RFC 7512).

    Needs the extra `token`. Its PIN is SIGNER_PASSPHRASE, or typed at signing.
    """

    way = Paper.SignedBy.KEY
    rewrites = False

    def __init__(self, uri: str) -> None:
        path, _, query = uri.removeprefix("pkcs11:").partition("?")
        self.parts = dict(part.split("=", 1) for part in path.split(";") if "=" in part)
        self.module = parse_qs(query).get("module-path", [""])[0]
        self.asks = asked()

    def sign(self, paper: Paper, content: bytes, secrets: Secrets, *, now: dt.datetime) -> bytes:
        """The paper with the signature appended; raises SigningFailed."""
        with self._session(secrets.passphrase or settings.SIGNER_PASSPHRASE) as key:
            return seal(paper, content, key, now=now)

    @contextmanager
    def _session(self, pin: str) -> Iterator[Key]:
        try:
            # The extra is loaded where it is used alone.
            pkcs11, ours = import_module("pkcs11"), import_module("pyhanko.sign.pkcs11")
        except ImportError as error:
            raise SigningFailed(Problem.NO_KEY) from error
        criteria = import_module("pyhanko.config.pkcs11").TokenCriteria(label=self._part("token"))
        try:
            session = ours.open_pkcs11_session(self.module, token_criteria=criteria, user_pin=pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
            raise SigningFailed(Problem.WRONG_PASSPHRASE) from None
        except (pkcs11.PKCS11Error, OSError, RuntimeError):
            raise SigningFailed(Problem.NO_KEY) from None
        with session:
            key = ours.PKCS11Signer(
                session, cert_label=self._part("object"), other_certs_to_pull=None
            )
            try:
                yield _loaded(key)
            except pkcs11.PKCS11Error:
                raise SigningFailed(Problem.NO_KEY) from None

    def _part(self, name: str) -> str:
        return unquote(self.parts.get(name, ""))


def _loaded(key: Any) -> Key:
    """The signer with its certificates taken from the token."""
    found: Key = key
    _ = found.signing_cert, found.cert_registry
    return found


def asked() -> frozenset[Asks]:
    """What must be typed: nothing where the program knows the passphrase."""
    return frozenset() if settings.SIGNER_PASSPHRASE else frozenset({Asks.PASSPHRASE})
