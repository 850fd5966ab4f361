"""An officer's own calendar: one address at a time, made and ended by the officer."""

import datetime as dt

from django.db import transaction

from notifications.feeds import contents
from notifications.models import Feed
from visits.models import Officer


def current(officer: Officer) -> Feed | None:
    """The address that works, if the officer has one."""
    found = Feed.objects.filter(kind=Feed.Kind.OFFICER, officer=officer, revoked_at=None)
    return found.order_by("-pk").first()


def renew(officer: Officer, *, now: dt.datetime) -> str:
    """A new address, which can be read only now; those before it end at once."""
    with transaction.atomic():
        Officer.objects.select_for_update().get(pk=officer.pk)
        revoke_all(officer, now=now)
        _made, address = contents.create(Feed.Kind.OFFICER, officer=officer)
    return address


def revoke_all(officer: Officer, *, now: dt.datetime) -> None:
    """End every address of the officer's calendar."""
    for feed in Feed.objects.filter(
        kind=Feed.Kind.OFFICER, officer=officer, revoked_at=None
    ).order_by("pk"):
        contents.revoke(feed, now=now)
