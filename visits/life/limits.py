"""How much one may hold at a time, so that nobody keeps the weeks from others.

Counted are unconfirmed requests of one e-mail address and from one network, and the visits of one
region, or of one country abroad, that have a place in one week. The numbers are the host's
(BookingRules); a number of 0 switches its rule off. Staff, and programs with visits:submit, are
trusted and not counted out.
"""

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from scheduling.models import BookingRules, Reservation
from scheduling.weeks import monday_of
from visits.language.emails import mail_address
from visits.life.table import OPEN
from visits.models import Abroad, Origin, Status, Visit


class NotOpenYet(Exception):
    """The host takes no requests before its doors open (visits/opening/)."""


class TooManyOpen(Exception):
    """Somebody holds enough already; `who` is `address`, `network` or `region`."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


def lapses_within() -> int:
    """After how many seconds what is unconfirmed now has lapsed, and others may ask."""
    return BookingRules.load().hold_minutes * 60


def check_asker(*, email: str, network: str) -> None:
    """Raise TooManyOpen where the address or the network (its key) holds enough unconfirmed.

    In a transaction: of two requests at once the second waits and counts the first. The limit on
    networks is one on requests, and goes with settings.THROTTLE.
    """
    rules = BookingRules.load()
    email = mail_address(email)
    network = network if settings.THROTTLE else ""
    _one_at_a_time(f"address:{email}", *([f"network:{network}"] if network else []))
    same_address, same_network = Q(contact_email=email), Q(network=network)
    asked = Visit.objects.filter(
        same_address | same_network if network else same_address, status=Status.UNVERIFIED
    ).aggregate(address=Count("pk", filter=same_address), network=Count("pk", filter=same_network))
    if 0 < rules.unconfirmed_per_address <= asked["address"]:
        raise TooManyOpen("address")
    if network and 0 < rules.unconfirmed_per_network <= asked["network"]:
        raise TooManyOpen("network")


def weeks_full_of(origin: Origin, *, now: dt.datetime) -> frozenset[dt.date]:
    """The Mondays of weeks in which the region has as many places as it may; two queries.

    A country abroad counts as one region: its places are typed, and typed anew they would count
    anew (docs/decisions/0237). In a transaction: of two requests of one region at once the second
    waits and counts the first.
    """
    rules = BookingRules.load()
    if rules.active_per_region_week == 0:
        return frozenset()
    if isinstance(origin, Abroad):
        name, same = origin.country, Q(country=origin.country)
    else:
        name, same = origin.code, Q(region=origin)
    _one_at_a_time(f"region:{name}")
    mine = Visit.objects.filter(same, status__in=OPEN)
    places = Reservation.objects.exclude(state=Reservation.State.RELEASED).filter(
        owner__in=[f"visit:{uid}" for uid in mine.values_list("uid", flat=True)],
        week__gte=monday_of(now.astimezone(rules.zone).date()),
    )
    counted = Counter(places.values_list("week_id", flat=True))
    return frozenset(w for w, count in counted.items() if count >= rules.active_per_region_week)


def _one_at_a_time(*names: str) -> None:
    """Wait for whoever else has one of the names, in this order, and keep them to the end."""
    # SQLite has one writer at a time anyway.
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock(hashtextextended(%s, 0))"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join([lock] * len(names))}", names)
