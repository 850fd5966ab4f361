"""The addresses that messages and feeds carry."""

from django.conf import settings

from visits.models import Host, Visit
from visits.tokens import feed_token, visit_token


def page_url(visit: Visit) -> str:
    """The delegation's own page."""
    return f"{settings.BASE_URL}/k/{visit_token(visit)}/"


def desk_url(visit: Visit) -> str:
    """The visit on the staff desk, where signing in shows what the reader may see."""
    return f"{settings.BASE_URL}/petugas/kunjungan/{visit.reference}/"


def feed_url(visit: Visit) -> str:
    """The feed of this one visit."""
    return f"{settings.BASE_URL}/kalender/{feed_token(visit)}.ics"


def host_domain(host: Host) -> str:
    """The domain of the host's address, for UIDs and Message-IDs."""
    return host.email.rpartition("@")[2].lower()


def calendar_uid(visit: Visit, host: Host) -> str:
    """The UID of a visit, the same everywhere and for life (calendars.md 4)."""
    return f"{visit.uid}@{host_domain(host)}"
