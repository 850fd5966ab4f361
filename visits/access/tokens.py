"""Links and codes of a visit, derived rather than stored.

Each is an HMAC of the visit's public id and nonce under SECRET_KEY: the database alone opens no
page, every mail can carry the link, a new nonce revokes them all, and after a change of key the
old ones go on under SECRET_KEY_FALLBACKS (docs/decisions/0005).
"""

import base64
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from scheduling.once import once
from visits.access.typed_codes import base32, read_code
from visits.language.codes import six_digits
from visits.language.emails import mail_address
from visits.models import Assignment, Officer, Visit, VisitEvent

_ID_LENGTH = 12


def signing_keys() -> list[str]:
    """The key that signs, then those that were it before."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _mac(purpose: str, visit: Visit, key: str) -> bytes:
    return salted_hmac(
        f"singgah.{purpose}", f"{visit.public_id}:{visit.nonce}", secret=key, algorithm="sha256"
    ).digest()


def _token(purpose: str, visit: Visit, key: str) -> str:
    mac = base64.urlsafe_b64encode(_mac(purpose, visit, key)[:18]).decode()
    return f"{visit.public_id}{mac}"


def visit_token(visit: Visit) -> str:
    """What opens the delegation's page and its part of the API: 36 URL-safe characters."""
    return _token("visit", visit, settings.SECRET_KEY)


def mailed_token(visit: Visit) -> str:
    """What only the mail that asks to confirm the address carries.

    It opens the same page, and a press there confirms the address: whoever has it reads the mail.
    The API gives `visit_token` at once, so that one proves nothing (docs/decisions/0008).
    """
    return _token(_mailed(visit), visit, settings.SECRET_KEY)


def _mailed(visit: Visit) -> str:
    # A new address makes a link that was mailed to the former one worthless.
    return f"mailed:{mail_address(visit.contact_email)}"


def links_mark(visit: Visit) -> str:
    """Which links open the delegation's page: other ones when a new nonce has ended these.

    16 hex digits that open nothing.
    """
    return _mac("links", visit, settings.SECRET_KEY).hex()[:16]


def feed_token(visit: Visit) -> str:
    """What opens the feed of this one visit, and nothing else."""
    return _token("feed", visit, settings.SECRET_KEY)


def survey_token(visit: Visit) -> str:
    """What opens the visit's survey, and nothing else: a delegation hands it round."""
    return _token("survey", visit, settings.SECRET_KEY)


def share_token(visit: Visit) -> str:
    """What opens the page that a delegation passes on, and nothing else; "" while it is closed."""
    return _token(_shared(visit), visit, settings.SECRET_KEY) if visit.share_nonce else ""


def _shared(visit: Visit) -> str:
    # A nonce of its own: the delegation closes this link without ending its others.
    return f"share:{visit.share_nonce}"


def fill_token(visit: Visit) -> str:
    """What lets a group write its own names, and nothing else; "" while that is closed."""
    return _token(_filled(visit), visit, settings.SECRET_KEY) if visit.fill_nonce else ""


def _filled(visit: Visit) -> str:
    return f"fill:{visit.fill_nonce}"


def duty_token(visit: Visit, officer: Officer) -> str:
    """What lets one officer say, without signing in, whether they will be there."""
    return _officers_token(visit, officer, settings.SECRET_KEY)


def _officers_token(visit: Visit, officer: Officer, key: str) -> str:
    # Without the nonce: another contact's address ends the delegation's links, not the officers'.
    mac = salted_hmac(
        f"singgah.{_duty(officer)}",
        f"{visit.public_id}:{visit.uid}",
        secret=key,
        algorithm="sha256",
    ).digest()
    return f"{visit.public_id}{base64.urlsafe_b64encode(mac[:18]).decode()}"


def _duty(officer: Officer) -> str:
    # Like `_mailed`: what went to an address that is no longer theirs opens nothing.
    return f"duty:{officer.pk}:{mail_address(officer.email)}"


def visit_named_by(token: str) -> Visit | None:
    """The visit that a link names, whether or not it opens anything: it proves nothing."""
    if not token.isascii() or len(token) != _ID_LENGTH + 24:
        return None
    public_id = token[:_ID_LENGTH]
    visits = Visit.objects.select_related("region__province").filter(public_id=public_id)
    # Both the page and whoever notes that it was opened ask.
    return once(f"visit:{public_id}", visits.first)


def _matches(purpose: str, visit: Visit, token: str) -> bool:
    return any(constant_time_compare(token, _token(purpose, visit, k)) for k in signing_keys())


def visit_of_token(token: str) -> Visit | None:
    """The visit whose page `token` opens, or None."""
    visit = visit_named_by(token)
    if visit and (_matches("visit", visit, token) or proves_address(visit, token)):
        return visit
    return None


def proves_address(visit: Visit, token: str) -> bool:
    """Whether whoever has `token` reads the mail to the visit's contact."""
    return _matches(_mailed(visit), visit, token)


def visit_of_feed_token(token: str) -> Visit | None:
    """The visit whose feed `token` opens, or None."""
    visit = visit_named_by(token)
    return visit if visit and _matches("feed", visit, token) else None


def visit_of_survey_token(token: str) -> Visit | None:
    """The visit whose survey `token` opens, or None."""
    visit = visit_named_by(token)
    return visit if visit and _matches("survey", visit, token) else None


def visit_of_share_token(token: str) -> Visit | None:
    """The visit whose page for the group `token` opens, or None: unknown, or closed since."""
    visit = visit_named_by(token)
    return visit if visit and visit.share_nonce and _matches(_shared(visit), visit, token) else None


def visit_of_fill_token(token: str) -> Visit | None:
    """The visit whose names `token` lets a group write, or None: unknown, or closed since."""
    visit = visit_named_by(token)
    return visit if visit and visit.fill_nonce and _matches(_filled(visit), visit, token) else None


def assignment_of_token(token: str) -> Assignment | None:
    """The assignment that `token` answers for, or None: unknown, or the officer was taken off.

    None too once the people's data of the visit were erased: its rundown, as issued, names them.
    """
    visit = visit_named_by(token)
    if visit is None or visit.erased_at:
        return None
    for assignment in visit.assignments.select_related("officer", "visit__region__province"):
        officer = assignment.officer
        # The second: as mails before carried it.
        if any(
            constant_time_compare(token, _officers_token(visit, officer, key))
            for key in signing_keys()
        ) or _matches(_duty(officer), visit, token):
            return assignment
    return None


def former_duty(token: str) -> Officer | None:
    """The officer whose link `token` was, and who was taken off the visit since; else None."""
    visit = visit_named_by(token)
    if visit is None or visit.erased_at:
        return None
    named = visit.events.filter(kind=VisitEvent.Kind.ASSIGNED)
    removed = {pk for event in named for pk in event.data.get("removed", ())}
    for officer in Officer.objects.filter(pk__in=removed).order_by("pk"):
        tokens = (_officers_token(visit, officer, key) for key in signing_keys())
        if any(constant_time_compare(token, theirs) for theirs in tokens):
            return officer
    return None


def _code(visit: Visit, key: str) -> str:
    mac = _mac("code", visit, key) + mail_address(visit.contact_email).encode()
    return f"{int.from_bytes(hashlib.sha256(mac).digest()[:8], 'big') % 1_000_000:06d}"


def email_code(visit: Visit) -> str:
    """The six digits that confirm this visit's e-mail address."""
    return _code(visit, settings.SECRET_KEY)


def code_matches(visit: Visit, code: str) -> bool:
    """Whether `code` is this visit's; counting the attempts is life/address.py's matter."""
    given = six_digits(code).encode()
    return any(hmac.compare_digest(given, _code(visit, key).encode()) for key in signing_keys())


def hash_key(key: str) -> str:
    """The SHA-256 of a random key, in hex; enough where the key itself has 256 bits."""
    return hashlib.sha256(key.encode()).hexdigest()


_ARRIVAL_LENGTH = 8


def _arrival(visit: Visit, key: str) -> str:
    mac = int.from_bytes(_mac("arrival", visit, key)[:5], "big")
    return base32(mac, length=_ARRIVAL_LENGTH) + base32(visit.pk)


def arrival_code(visit: Visit) -> str:
    """What the delegation's ticket shows at the door: about ten letters and digits.

    It opens nothing by itself: only staff who may note arrivals can use it (40 bits are enough
    behind a sign-in), and it is no secret of the delegation.
    """
    return _arrival(visit, settings.SECRET_KEY)


def visit_of_arrival_code(code: str) -> Visit | None:
    """The visit whose ticket says `code`, or None.

    Case, blanks, dashes, O for 0 and I or L for 1 are forgiven.
    """
    read = read_code(code, signed=_ARRIVAL_LENGTH)
    if read is None:
        return None
    code, number = read
    visit = Visit.objects.select_related("region__province").filter(pk=number).first()
    if visit and any(constant_time_compare(code, _arrival(visit, key)) for key in signing_keys()):
        return visit
    return None


def arrival_url(visit: Visit) -> str:
    """Where the ticket leads: the page on which staff check this visit in."""
    return f"{settings.BASE_URL}/petugas/tiba/{arrival_code(visit)}/"
