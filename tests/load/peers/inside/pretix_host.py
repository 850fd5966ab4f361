"""Furnishes pretix: a series of 500 events, places on some of them, a key. Prints what was made."""

import datetime as dt
import json
import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.settings"
django.setup()

from django.utils import timezone  # noqa: E402 - needs the settings, as all below
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Event, Organizer, Quota, SubEvent, Team  # noqa: E402

_EVENTS, _PLENTY, _ONE, _SHORT = 500, 26, 1, 1


def _furnish():
    organizer = Organizer.objects.create(name="Mal Pelayanan Publik", slug="mpp")
    team = Team.objects.create(
        organizer=organizer,
        name="bench",
        all_events=True,
        all_event_permissions=True,
        all_organizer_permissions=True,
    )
    begins = timezone.now() + dt.timedelta(days=7)
    series = Event.objects.create(
        organizer=organizer,
        name="Kunjungan studi",
        slug="kunjungan",
        currency="IDR",
        date_from=begins,
        has_subevents=True,
        live=True,
        is_public=True,
    )
    visit = series.items.create(name="Kunjungan", default_price=0)
    SubEvent.objects.bulk_create(
        SubEvent(
            event=series,
            name=f"DPMPTSP Kabupaten Solok {n}",
            location="Ruang 1, Jl. Engku Putri No. 1, Batam Center",
            date_from=begins + dt.timedelta(hours=3 * n),
            date_to=begins + dt.timedelta(hours=3 * n + 2),
            active=True,
            is_public=True,
        )
        for n in range(_EVENTS)
    )
    dates = list(series.subevents.order_by("date_from"))
    sizes = [100_000] * (_PLENTY + _ONE) + [4] * _SHORT
    for date, size in zip(dates, sizes, strict=False):
        quota = Quota.objects.create(event=series, subevent=date, name="Tempat", size=size)
        quota.items.add(visit)
    return {
        "key": team.tokens.create(name="bench").token,
        "item": visit.pk,
        "dates": [date.pk for date in dates],
        "plenty": [date.pk for date in dates[:_PLENTY]],
        "one": dates[_PLENTY].pk,
        "short": dates[_PLENTY + _ONE].pk,
    }


with scopes_disabled():
    print(json.dumps(_furnish()))  # noqa: T201 - this is what it is run for
