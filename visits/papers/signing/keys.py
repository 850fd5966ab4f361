"""The office's key in a PKCS#12 file; on a token: tokens.py."""

import datetime as dt
from pathlib import Path

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


def asked() -> frozenset[Asks]:
    """What must be typed: nothing where the program knows the passphrase."""
    return frozenset() if settings.SIGNER_PASSPHRASE else frozenset({Asks.PASSPHRASE})
