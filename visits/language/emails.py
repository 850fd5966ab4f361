"""E-mail addresses: which ones mail and calendars can carry, and how they stand in a link."""

import re
import unicodedata
from urllib.parse import quote

import idna
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

# Letters and marks by their category, and yet blank: Hangul fillers, variation selectors, a joiner.
_FILLERS = frozenset("\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5") | {
    chr(code) for code in range(0xFE00, 0xFE10)
}

# What of an atom a link keeps as it is (RFC 6068, section 2).
_IN_A_LINK = "!$'*+"


def mail_address(address: str) -> str:
    """`address` as it is stored, compared and limited, and as mail and calendars take it.

    Nothing that cannot be seen, no white space around it, characters of full width as the usual
    ones, lower case, the domain in ASCII (IDNA 2008 as browsers map it, UTS 46) without a dot at
    its end. What has no such form comes back cleaned only; it is no address then.
    """
    if not address.isascii():
        address = "".join(c for c in address.replace("\u3002", ".") if not _hidden(c))
    seen = address.strip()
    local, at, domain = unicodedata.normalize("NFKC", seen).lower().rpartition("@")
    domain = domain.rstrip(".")
    if not at or domain.isascii():
        return f"{local}{at}{domain}"
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return f"{local}@{domain}"


def _hidden(character: str) -> bool:
    """Whether nothing of it is seen in an address: blanks other than the usual one too."""
    if character.isascii():
        return False
    category = unicodedata.category(character)
    return category in ("Cf", "Cc", "Zs", "Zl", "Zp") or character in _FILLERS


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
