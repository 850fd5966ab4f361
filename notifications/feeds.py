"""What each feed holds; what its reader may see is a property of the token."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from notifications import calendar_event
from notifications.ical import CalendarEvent, FeedProfile, feed
from notifications.models import Feed
from scheduling.models import BookingRules, Reservation
from visits.models import Host, Status, Visit
from visits.queries import Session, sessions_of
from visits.tokens import hash_key

PAST = dt.timedelta(days=30)
_CERTAIN = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW)
_HELD = (Status.REQUESTED, Status.PROPOSED, Status.UNVERIFIED)
_Show = Callable[[Visit, Session, Host], CalendarEvent]


@dataclass(frozen=True)
class Calendar:
    """A feed's bytes and the moment it last changed (aware)."""

    body: bytes
    changed_at: dt.datetime


def create(kind: str, *, name: str = "", **owner: object) -> tuple[Feed, str]:
    """A new secret feed and its address, which can be read only now."""
    token = f"f{secrets.token_urlsafe(32)}"
    made = Feed.objects.create(kind=kind, name=name, token_hash=hash_key(token), **owner)
    return made, f"{settings.BASE_URL}/kalender/{token}.ics"


def public_address() -> str:
    """Where the public feed is."""
    return f"{settings.BASE_URL}/kalender/publik.ics"


def find(token: str) -> Feed | None:
    """The feed that a token opens, or None: unknown and revoked alike."""
    return Feed.objects.filter(token_hash=hash_key(token), revoked_at=None).first()


def public(host: Host, *, now: dt.datetime) -> Calendar:
    """Approved visits for anybody: time and room, and the region where the host publishes it."""
    visits = _lately(now).filter(_certain_or_called_off())
    return _calendar(visits, calendar_event.for_public, host, name=host.name, path="publik")


def secret(made: Feed, host: Host, *, token: str, now: dt.datetime) -> Calendar:
    """The visits that the feed's owner may see; staff also see what is only held."""
    visits = _lately(now)
    if made.kind == Feed.Kind.STAFF:
        visits = visits.filter(_certain_or_called_off() | Q(status__in=_HELD))
    elif made.kind == Feed.Kind.AGENCY:
        theirs = Q(agencies=made.agency) | Q(officers__agency=made.agency)
        visits = visits.filter(_certain_or_called_off(), theirs).distinct()
    elif made.kind == Feed.Kind.OFFICER:
        visits = visits.filter(_certain_or_called_off(), officers=made.officer)
    else:
        visits = visits.filter(_certain_or_called_off())
    room = made.room.name if made.kind == Feed.Kind.ROOM and made.room else None
    name = made.name or f"{host.short_name}: {made.get_kind_display()}"
    return _calendar(visits, calendar_event.for_staff, host, name=name, path=token, room=room)


def of_visit(visit: Visit, host: Host, *, token: str) -> Calendar:
    """One visit, for its delegation; empty until a place is held."""
    visits = Visit.objects.select_related("region__province").filter(pk=visit.pk)
    return _calendar(
        visits, calendar_event.for_contact, host, name=visit.institution, path=token,
        language=visit.language,
    )  # fmt: skip


def _certain_or_called_off() -> Q:
    """Approved visits, and those called off after approval while calendars must hear of it."""
    called_off = Q(status=Status.CANCELLED, events__kind__in=("approved", "accepted"))
    return Q(status__in=_CERTAIN) | called_off


def _lately(now: dt.datetime) -> QuerySet[Visit]:
    """Visits of the past 30 days and to come; cancelled ones for 30 days from the change."""
    today = timezone.localdate(now)
    places = Reservation.objects.filter(date__gte=today - PAST).values_list("owner", flat=True)
    uids = [owner.removeprefix("visit:") for owner in places]
    return (
        Visit.objects.select_related("region__province")
        .filter(uid__in=uids)
        .exclude(status=Status.CANCELLED, changed_at__lt=now - PAST)
        .distinct()
    )


def _calendar(
    visits: QuerySet[Visit],
    show: _Show,
    host: Host,
    *,
    name: str,
    path: str,
    room: str | None = None,
    language: str = "id",
) -> Calendar:
    rules = BookingRules.load()
    rows = list(visits.order_by("pk"))
    sessions = sessions_of(rows)
    changed_at = max(
        (visit.changed_at for visit in rows), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    with translation.override(language), timezone.override(rules.time_zone):
        events = [
            show(visit, sessions[visit.pk], host)
            for visit in rows
            if visit.pk in sessions and room in (None, sessions[visit.pk].room_name)
        ]
        profile = FeedProfile(
            name=_("Study visits: %(host)s") % {"host": name},
            time_zone=rules.time_zone,
            color=host.accent,
            source_url=f"{settings.BASE_URL}/kalender/{path}.ics",
            changed_at=changed_at,
        )
        return Calendar(body=feed(events, profile), changed_at=changed_at)
