"""Which way of signing the setting SIGNER chose."""

from django.conf import settings

from visits.papers.signing.bsre import EsignClient
from visits.papers.signing.interface import Signer


def signer_now() -> Signer | None:
    """The electronic way, or None where papers are signed by hand."""
    way, _, rest = settings.SIGNER.partition(":")
    match way:
        case "pkcs12":
            from visits.papers.signing.keys import KeyFile  # heavy: docs/decisions/0231

            return KeyFile(rest)
        case "pkcs11":
            from visits.papers.signing.tokens import KeyToken  # heavy: docs/decisions/0231

            return KeyToken(settings.SIGNER)
        case "bsre":
            return EsignClient(rest)
    return None
