"""The addresses that messages and feeds carry."""

from django.conf import settings

from visits.access.tokens import duty_token, feed_token, mailed_token, survey_token, visit_token
from visits.models import Host, Officer, Visit


def page_url(visit: Visit) -> str:
    """The delegation's own page."""
    return f"{settings.BASE_URL}/k/{visit_token(visit)}/"


def confirm_url(visit: Visit) -> str:
    """The same page, where a press confirms the address: for a mail to that address alone."""
    return f"{settings.BASE_URL}/k/{mailed_token(visit)}/"


def desk_url(visit: Visit) -> str:
    """The visit on the staff desk, where signing in shows what the reader may see."""
    return f"{settings.BASE_URL}/petugas/kunjungan/{visit.reference}/"


def duty_url(visit: Visit, officer: Officer) -> str:
    """Where this officer says, without signing in, whether they will be there."""
    return f"{settings.BASE_URL}/tugas/{duty_token(visit, officer)}/"


def survey_url(visit: Visit) -> str:
    """Where the delegation's members answer the satisfaction survey."""
    return f"{settings.BASE_URL}/survei/{survey_token(visit)}/"


def feed_url(visit: Visit) -> str:
    """The feed of this one visit."""
    return f"{settings.BASE_URL}/kalender/{feed_token(visit)}.ics"


def calendar_uid(visit: Visit, host: Host) -> str:
    """The UID of a visit: the same everywhere and for life, whatever the host's address becomes."""
    return f"{visit.uid}@{host.uid_domain or host.email_domain}"


def inbox_url() -> str:
    """INBOX_URL; the demo has a folder by itself. Empty where no mailbox is read."""
    if settings.INBOX_URL:
        return str(settings.INBOX_URL)
    return f"file://{settings.DATA_DIR / 'inbox'}" if settings.DEMO else ""
