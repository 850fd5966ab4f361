"""What a host says of itself at `/.well-known/singgah.json` (docs/directory.md)."""

from typing import Any

from django.conf import settings

from notifications.models import Listing
from scheduling.models import BookingRules
from visits.models import Host

FORMAT = "singgah-directory"
VERSION = 1
PATH = "/.well-known/singgah.json"


def document(host: Host, listing: Listing) -> dict[str, Any]:
    """The document; members are only ever added within a version."""
    region = listing.region
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": host.name,
        "short_name": host.short_name,
        "region": {"code": region.code, "name": region.label} if region else None,
        "address": settings.BASE_URL,
        "weeks": f"{settings.BASE_URL}/api/v1/weeks/",
        "schedule": f"{settings.BASE_URL}/jadwal/",
        "languages": [code for code, _name in settings.LANGUAGES],
        "time_zone": BookingRules.load().time_zone,
        "open": host.is_open,
    }
