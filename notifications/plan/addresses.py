"""The addresses that messages and feeds carry."""

import hashlib
import uuid
from urllib.parse import urlsplit

from django.conf import settings

from visits.access.tokens import duty_token, feed_token, mailed_token, survey_token, visit_token
from visits.models import Host, Journey, Officer, Visit


def page_url(visit: Visit) -> str:
    """The delegation's own page."""
    return f"{settings.BASE_URL}/k/{visit_token(visit)}/"


def confirm_url(visit: Visit) -> str:
    """The same page, where a press confirms the address: for a mail to that address alone."""
    return f"{settings.BASE_URL}/k/{mailed_token(visit)}/"


def ask_url() -> str:
    """Where anybody asks for a visit."""
    return f"{settings.BASE_URL}/ajukan/"


def desk_url(visit: Visit) -> str:
    """The visit on the staff desk, where signing in shows what the reader may see."""
    return f"{settings.BASE_URL}/petugas/kunjungan/{visit.reference}/"


def duty_url(visit: Visit, officer: Officer) -> str:
    """Where this officer says, without signing in, whether they will be there."""
    return f"{settings.BASE_URL}/tugas/{duty_token(visit, officer)}/"


def rundown_paper_url(visit: Visit, officer: Officer) -> str:
    """The rundown as a paper, for this officer."""
    return f"{duty_url(visit, officer)}susunan-acara/"


def survey_url(visit: Visit) -> str:
    """Where the delegation's members answer the satisfaction survey."""
    return f"{settings.BASE_URL}/survei/{survey_token(visit)}/"


def journey_url() -> str:
    """What the host tells before the journey; "" while nothing is written."""
    return f"{settings.BASE_URL}/perjalanan/" if Journey.load().is_written else ""


def feed_url(visit: Visit) -> str:
    """The feed of this one visit."""
    return f"{settings.BASE_URL}/kalender/{feed_token(visit)}.ics"


def calendar_uid(visit: Visit, host: Host) -> str:
    """The UID of a visit: the same everywhere and for life, whatever the host's address becomes."""
    return f"{visit.uid}@{host.uid_domain or host.email_domain}"


def public_uid(visit: Visit, host: Host) -> str:
    """The UID in the public feed: stable for life, and nothing of the invitation's follows from it.

    Whoever knows an invitation's UID can answer it in somebody's name (docs/messages.md).
    """
    return f"{uuid.uuid5(visit.uid, 'public feed')}@{host.uid_domain or host.email_domain}"


def public_offset(visit: Visit) -> int:
    """What the SEQUENCE of the public feed stands above the invitation's, which it hides."""
    digest = hashlib.sha256(f"public feed {visit.uid}".encode()).digest()
    return 1 + int.from_bytes(digest[:2], "big")


def mailbox_name(url: str) -> str:
    """The mailbox that an INBOX_URL leads to, without its password."""
    where = urlsplit(url)
    return f"{where.scheme}://{where.username or ''}@{where.hostname or ''}{where.path}"[:250]


def inbox_url() -> str:
    """INBOX_URL; the demo has a folder by itself. Empty where no mailbox is read."""
    if settings.INBOX_URL:
        return str(settings.INBOX_URL)
    return f"file://{settings.DATA_DIR / 'inbox'}" if settings.DEMO else ""
