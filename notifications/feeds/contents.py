"""What each feed holds; what its reader may see is a property of the token."""

import datetime as dt
import secrets
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from notifications.compose import calendar_event
from notifications.feeds.cache import Show, said_of, shown_once
from notifications.ical import FeedProfile, feed
from notifications.models import Feed
from scheduling.models import BookingRules, Reservation, Share
from scheduling.slots import SlotId
from visits.access.tokens import hash_key
from visits.models import Host, Status, Visit, VisitEvent
from visits.phrases.strangers_words import as_told
from visits.queries.visits import Session, sessions_of
from visits.sign_in.security_log import note

# What feeds speak that are nobody's own visit's.
_LANGUAGE = "id"
PAST = dt.timedelta(days=30)
_CERTAIN = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW)
_HELD = (Status.REQUESTED, Status.PROPOSED, Status.UNVERIFIED)
# What these show follows from the rows that were read; and their feeds may be long.
_OF_ROWS = (calendar_event.for_public, calendar_event.for_staff)


def create(kind: str, *, name: str = "", **owner: object) -> tuple[Feed, str]:
    """A new secret feed and its address, which can be read only now."""
    token = f"f{secrets.token_urlsafe(32)}"
    made = Feed.objects.create(kind=kind, name=name, token_hash=hash_key(token), **owner)
    note("feed_made", feed=made.pk, kind=str(kind), name=name)
    return made, f"{settings.BASE_URL}/kalender/{token}.ics"


def revoke(made: Feed, *, now: dt.datetime) -> None:
    """End it at once; the first time counts."""
    if Feed.objects.filter(pk=made.pk, revoked_at=None).update(revoked_at=now):
        note("feed_revoked", warn=True, feed=made.pk, kind=str(made.kind), name=made.name)


def public_address() -> str:
    """Where the public feed is."""
    return f"{settings.BASE_URL}/kalender/publik.ics"


def find(token: str) -> Feed | None:
    """The feed that a token opens, or None: unknown and revoked alike."""
    return Feed.objects.filter(token_hash=hash_key(token), revoked_at=None).first()


def public(host: Host, *, now: dt.datetime) -> bytes:
    """The bytes of what anybody may see: when and where visits are; whose, if the host says so."""
    visits = _lately(now).filter(_certain_or_called_off())
    return _calendar(visits, calendar_event.for_public, host, name=host.name, path="publik")


def secret(
    made: Feed, host: Host, *, token: str, now: dt.datetime, first: dt.date | None = None
) -> bytes:
    """The bytes of the visits that the feed's owner may see.

    Staff also see what is only held, and from `first` on where they ask for more than 30 days back.
    """
    visits = _lately(now)
    show: Show = calendar_event.for_staff
    if made.kind == Feed.Kind.STAFF:
        visits = _lately(now, first=first)
        visits = visits.filter(_certain_or_called_off() | Q(status__in=_HELD))
    elif made.kind == Feed.Kind.AGENCY:
        theirs = Q(agencies=made.agency) | Q(officers__agency=made.agency)
        visits = visits.filter(_certain_or_called_off(), theirs).distinct()
    elif made.kind == Feed.Kind.OFFICER:
        visits = visits.filter(_certain_or_called_off(), officers=made.officer)
        if made.officer:
            show = partial(calendar_event.for_officers_feed, officer=made.officer)
    else:
        visits = visits.filter(_certain_or_called_off())
    room = made.room.code if made.kind == Feed.Kind.ROOM and made.room else None
    return _calendar(visits, show, host, name=_name_of(made, host), path=token, room=room)


def of_visit(visit: Visit, host: Host, *, token: str) -> bytes:
    """The bytes of one visit, for its delegation; empty until a place is held."""
    visits = Visit.objects.select_related("region__province").filter(pk=visit.pk)
    return _calendar(
        visits, calendar_event.for_contact, host, name=as_told(visit).institution, path=token,
        language=visit.language,
    )  # fmt: skip


def _name_of(made: Feed, host: Host) -> str:
    # In the feed's language, whoever asks.
    with translation.override(_LANGUAGE):
        return made.name or f"{host.short_name}: {made.get_kind_display()}"


def _certain_or_called_off() -> Q:
    """Confirmed visits, and those called off after that while calendars must hear of it."""
    confirmed = VisitEvent.objects.filter(visit=OuterRef("pk"), to_status=Status.CONFIRMED)
    return Q(status__in=_CERTAIN) | Q(Exists(confirmed), status=Status.CANCELLED)


def _lately(now: dt.datetime, *, first: dt.date | None = None) -> QuerySet[Visit]:
    """Visits of the past 30 days (or from `first` on, if earlier) and to come.

    Cancelled ones for 30 days from the change.
    """
    today = timezone.localdate(now, ZoneInfo(BookingRules.load().time_zone))
    since = min(today - PAST, first or today)
    owners = [*Reservation.objects.filter(date__gte=since).values_list("owner", flat=True)]
    joint = Share.objects.filter(reservation__date__gte=since)
    owners += joint.values_list("owner", flat=True)
    uids = {owner.removeprefix("visit:") for owner in owners}
    return (
        Visit.objects.select_related("region__province")
        .filter(uid__in=uids)
        .exclude(status=Status.CANCELLED, changed_at__lt=now - PAST)
    )


def _calendar(
    visits: QuerySet[Visit],
    show: Show,
    host: Host,
    *,
    name: str,
    path: str,
    room: str | None = None,
    language: str = _LANGUAGE,
) -> bytes:
    rules = BookingRules.load()
    rows = list(visits.order_by("pk"))
    prefetch_related_objects([row for row in rows if row.agenda_from], "agenda__officer")
    sessions = sessions_of(rows)
    changed_at = max(
        (visit.changed_at for visit in rows), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    ground = language, rules.time_zone, said_of(host)
    event_of = partial(shown_once, show, ground=ground) if show in _OF_ROWS else show
    with translation.override(language), timezone.override(rules.time_zone):
        events = [
            calendar_event.in_feeds(event_of(visit, sessions[visit.pk], host))
            for visit in rows
            if visit.pk in sessions and room in (None, _room_of(sessions[visit.pk]))
        ]
        profile = FeedProfile(
            name=_("Study visits: %(host)s") % {"host": name},
            time_zone=rules.time_zone,
            color=host.accent,
            source_url=f"{settings.BASE_URL}/kalender/{path}.ics",
            changed_at=changed_at,
        )
        return feed(events, profile)


def _room_of(session: Session) -> str:
    # Two rooms may have one name.
    return SlotId.parse(session.slot_id).room
