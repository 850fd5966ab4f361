"""Until when certificates hold: the one that browsers see, and the one that seals papers."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from notifications.state.parts import Level, Part
from visits.language.dates import day_words
from visits.papers.signing.trust import own_certificates

_PATIENCE = 2.0
_LOOKED_FOR = 3600
# Remembered too: figures are asked for each few seconds, and waiting for it is slow.
_AWAY, _AWAY_FOR = "away", 120
_SOON = dt.timedelta(days=14)
# Whoever asks an authority for another one waits for weeks.
_SOON_SIGNING = dt.timedelta(days=60)


def site(now: dt.datetime) -> Iterator[Part]:
    """How long the certificate at BASE_URL holds; looked at once an hour."""
    name = _("Certificate")
    if _where() is None:
        yield Part(name, Level.OFF, _("The site is not on https."))
        return
    ends = site_end()
    if ends is None:
        words = _("It could not be looked at from here.")
        yield Part(name, Level.NOTICE, words, _("Open the site, and look at it in the browser."))
        return
    advice = _("Renew it: the proxy should do so by itself.")
    yield _part(name, ends, now, soon=_SOON, advice=advice)


def signing(now: dt.datetime) -> Iterator[Part]:
    """How long the certificate that seals papers holds, where it can be read without anybody."""
    name = _("Signing certificate")
    if settings.SIGNER == "hand":
        yield Part(name, Level.OFF, _("Papers are signed by hand."))
        return
    ends = signing_end()
    if ends is not None:
        advice = _("Ask whoever gave it for the next one; that may take weeks.")
        yield _part(name, ends, now, soon=_SOON_SIGNING, advice=advice)
    elif settings.SIGNER.startswith("pkcs12:") and settings.SIGNER_PASSPHRASE:
        words = _("The key file cannot be read.")
        yield Part(name, Level.FAULT, words, _("Check SIGNER and SIGNER_PASSPHRASE."))
    else:
        words = _("It can be read only while somebody signs.")
        yield Part(name, Level.OFF, words, _("Note its end in your own calendar."))


def site_end() -> dt.datetime | None:
    """When the certificate at BASE_URL ends; None where there is none, or it cannot be reached."""
    where = _where()
    if where is None:
        return None
    key = "certificate:{}:{}".format(*where)
    known = cache.get(key)
    if known is None:
        known = _end_of(where) or _AWAY
        cache.set(key, known, _AWAY_FOR if known == _AWAY else _LOOKED_FOR)
    return None if known == _AWAY else known


def signing_end() -> dt.datetime | None:
    """When the office's own certificate ends; None where it cannot be read without anybody."""
    ends = [x509.load_der_x509_certificate(der).not_valid_after_utc for der in own_certificates()]
    return min(ends, default=None)


def _part(
    name: str, ends: dt.datetime, now: dt.datetime, *, soon: dt.timedelta, advice: str
) -> Part:
    words = _("It holds until %(day)s, %(n)d days from now.") % {
        "day": day_words(ends.date()),
        "n": (ends - now).days,
    }
    if ends < now:
        words = _("It ended on %(day)s.") % {"day": day_words(ends.date())}
        return Part(name, Level.FAULT, words, advice)
    if ends - now < soon:
        return Part(name, Level.NOTICE, words, advice)
    return Part(name, Level.OK, words)


def _where() -> tuple[str, int] | None:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme != "https" or not parts.hostname:
        return None
    return (parts.hostname, parts.port or 443)


def _end_of(where: tuple[str, int]) -> dt.datetime | None:
    # Looked at whoever signed it: an end is told of a wrong one too.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(where, timeout=_PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=where[0]) as secure,
        ):
            found = secure.getpeercert(binary_form=True)
    except (OSError, ValueError):
        return None
    return x509.load_der_x509_certificate(found).not_valid_after_utc if found else None
