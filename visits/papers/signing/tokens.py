"""The office's key on a token, or in a security module, that never gives it out (PKCS#11)."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, unquote

import structlog
from django.conf import settings
from pyhanko.sign.signers.pdf_cms import Signer as Key

from visits.models.papers.paper import Paper
from visits.papers.signing.interface import Problem, Secrets, SigningFailed
from visits.papers.signing.keys import asked
from visits.papers.signing.sealing import seal

log = structlog.get_logger(__name__)
# A process is logged in to a token or not, whatever its sessions: who ends one logs all out, and
# beside one who is logged in a wrong PIN is not even looked at.
_ONE = threading.Lock()
_SECONDS = 20.0


class KeyToken:
    """`pkcs11:token=…;object=…?module-path=…` (RFC 7512): its key and certificate are so labelled.

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
        """The paper with the signature appended; raises SigningFailed.

        One at a time in a process; BUSY where the one before takes over 20 seconds.
        """
        if not _ONE.acquire(timeout=_SECONDS):
            raise SigningFailed(Problem.BUSY)
        try:
            with self._session(secrets.passphrase or settings.SIGNER_PASSPHRASE) as key:
                return seal(paper, content, key, now=now)
        finally:
            _ONE.release()

    @contextmanager
    def _session(self, pin: str) -> Iterator[Key]:
        try:
            # The extra is loaded where it is used alone.
            pkcs11, ours = import_module("pkcs11"), import_module("pyhanko.sign.pkcs11")
        except ImportError as error:
            raise SigningFailed(Problem.NO_KEY) from error
        token = self._token(pkcs11)
        try:
            session = token.open(user_pin=pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
            # Without the cause: a traceback would hold what was typed.
            raise SigningFailed(Problem.WRONG_PASSPHRASE) from None
        except (pkcs11.PinLocked, pkcs11.PinExpired, pkcs11.UserPinNotInitialized):
            raise SigningFailed(Problem.PIN_LOCKED) from None
        except (pkcs11.PKCS11Error, ValueError) as error:
            log.warning("token_not_opened", why=type(error).__name__)
            raise SigningFailed(Problem.TOKEN_AWAY) from None
        try:
            key = ours.PKCS11Signer(
                session, cert_label=self._part("object"), other_certs_to_pull=None
            )
            yield self._loaded(key, pkcs11)
        except pkcs11.PKCS11Error as error:
            log.warning("token_lost", why=type(error).__name__)
            raise SigningFailed(Problem.TOKEN_LOST) from None
        finally:
            try:
                session.close()
            except pkcs11.PKCS11Error:
                # It is gone already, and with it whoever was logged in.
                log.info("token_session_gone")

    def _token(self, pkcs11: Any) -> Any:
        """The token of that name, also where it was plugged in after the module was loaded."""
        try:
            module = pkcs11.lib(self.module)
            found = self._among(module, pkcs11)
            if found is None:
                # Many modules see nothing that came after they were told to begin.
                module.reinitialize()
                found = self._among(module, pkcs11)
        except (pkcs11.PKCS11Error, OSError, RuntimeError) as error:
            log.warning("token_module_unusable", why=type(error).__name__)
            raise SigningFailed(Problem.NO_KEY) from None
        if found is None:
            raise SigningFailed(Problem.TOKEN_AWAY)
        return found

    def _among(self, module: Any, pkcs11: Any) -> Any:
        for slot in module.get_slots(token_present=True):
            try:
                token = slot.get_token()
            except pkcs11.PKCS11Error:
                # Pulled out between the two questions.
                continue
            if token.label == self._part("token"):
                return token
        return None

    def _loaded(self, key: Any, pkcs11: Any) -> Key:
        """The signer with its certificates taken from the token."""
        found: Key = key
        try:
            _ = found.signing_cert, found.cert_registry
        except pkcs11.PKCS11Error as error:
            if type(error) is not pkcs11.PKCS11Error:
                raise
            # pyHanko's own: none of that name is on it, or several.
            raise SigningFailed(Problem.NO_KEY) from None
        return found

    def _part(self, name: str) -> str:
        return unquote(self.parts.get(name, ""))
