"""E-mail addresses: which ones mail and calendars can carry, and how they stand in a link."""

import re
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

# RFC 5322 dot-atom at a host's name. A quoted part before the @ ("<b>x"@y) is an address by the
# RFC, but none that calendars know, and a place to hide markup and line ends in.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MAILABLE = re.compile(
    rf"(?=.{{1,64}}@)(?=.{{1,254}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
)

# What of an atom a link keeps as it is (RFC 6068, section 2).
_IN_A_LINK = "!$'*+"


def mail_address(address: str) -> str:
    """`address` as mail servers and calendars take it: lower case, the domain in ASCII (IDNA).

    One that has no such form stays as it is; making a mail to it then fails by itself. An empty
    one stays empty.
    """
    if not address:
        return ""
    local, _at, domain = address.lower().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address.lower()


def is_mailable(address: str) -> bool:
    """Whether a mail and a calendar can carry `address`."""
    return _MAILABLE.fullmatch(mail_address(address)) is not None


def check_mailable(address: str) -> None:
    """Raise ValidationError for an address that mail cannot carry (`is_mailable`).

    It stands beside Django's own validator, and leaves to that what is no address at all.
    """
    if not is_mailable(address) and _is_an_address(address):
        raise ValidationError(
            _("Not an e-mail address. It looks like name@office.go.id."), code="invalid"
        )


def _is_an_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def mailto(address: str, subject: str = "") -> str:
    """The link that writes to `address` (RFC 6068), with `subject` where given.

    Raises ValueError where mail cannot carry the address.
    """
    carried = mail_address(address)
    if not _MAILABLE.fullmatch(carried):
        raise ValueError(f"not a plain e-mail address: {address!r}")
    local, _at, domain = carried.rpartition("@")
    query = f"?subject={quote(subject, safe='')}" if subject else ""
    return f"mailto:{quote(local, safe=_IN_A_LINK)}@{domain}{query}"
