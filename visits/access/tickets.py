"""Tickets of single participants: a code for the door, and a link that a delegation hands on.

Like the links of tokens.py they are derived and not stored. The visit's nonce is no part of them:
another contact's address ends the delegation's links, not what its people hold in their hands.
Who is taken off the list has no ticket any more.
"""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from visits.access.tokens import signing_keys
from visits.access.typed_codes import base32, read_code
from visits.models import Participant

# Beside a sign-in, as the delegation's own (tokens.arrival_code); longer, since there are more.
_SIGNED = 12
# A SQLite or PostgreSQL id is no larger.
_LARGEST_ID = 2**63 - 1


def _mac(purpose: str, person: Participant, key: str) -> bytes:
    visit = person.visit
    named = f"{visit.public_id}:{visit.uid}:{person.pk}"
    return salted_hmac(f"singgah.{purpose}", named, secret=key, algorithm="sha256").digest()


def _code(person: Participant, key: str) -> str:
    signature = int.from_bytes(_mac("ticket", person, key)[:8], "big") >> 4
    return base32(signature, length=_SIGNED) + base32(person.pk)


def _link(person: Participant, key: str) -> str:
    signature = base64.urlsafe_b64encode(_mac("ticket-link", person, key)[:18]).decode()
    return f"{base32(person.pk)}-{signature}"


def ticket_code(person: Participant) -> str:
    """What the ticket of `person` (read with its visit) shows at the door: it opens nothing."""
    return _code(person, settings.SECRET_KEY)


def ticket_url(person: Participant) -> str:
    """Where that ticket leads: the page on which staff note the person as present."""
    return f"{settings.BASE_URL}/petugas/tiba/{ticket_code(person)}/"


def ticket_token(person: Participant) -> str:
    """What opens the page with the ticket of `person`, and nothing else: 144 bits."""
    return _link(person, settings.SECRET_KEY)


def participant_of_ticket_code(typed: str) -> Participant | None:
    """Whose ticket says that code, with their visit; None where it is nobody's (any more)."""
    read = read_code(typed, signed=_SIGNED)
    if read is None:
        return None
    code, pk = read
    person = _person(pk)
    if person and any(constant_time_compare(code, _code(person, key)) for key in signing_keys()):
        return person
    return None


def participant_of_ticket_token(token: str) -> Participant | None:
    """Whose ticket that link opens, with their visit; None where it is nobody's (any more)."""
    number, _dash, signature = token.partition("-")
    read = read_code(number, signed=0) if token.isascii() and len(signature) == 24 else None
    person = _person(read[1]) if read else None
    if person and any(constant_time_compare(token, _link(person, key)) for key in signing_keys()):
        return person
    return None


def _person(pk: int) -> Participant | None:
    if pk > _LARGEST_ID:
        return None
    return Participant.objects.select_related("visit__region__province").filter(pk=pk).first()
