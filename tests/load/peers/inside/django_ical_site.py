"""The least site that serves a feed by django-ical; as a script it makes and fills its table."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings

_DATABASE = urlsplit(os.environ["PEER_DATABASE"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _DATABASE.path[1:],
            "USER": _DATABASE.username,
            "PASSWORD": _DATABASE.password or "",
            "HOST": _DATABASE.hostname,
            "PORT": _DATABASE.port or 5432,
            # As ours: a connection a thread, which stays.
            "CONN_MAX_AGE": 600,
        }
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a bench",
    TIME_ZONE="Asia/Jakarta",
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - needs the settings, as all below
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import condition  # noqa: E402
from django_ical.views import ICalFeed  # noqa: E402


class Visit(models.Model):
    """An event of the feed."""

    uid = models.TextField()
    title = models.TextField()
    description = models.TextField()
    place = models.TextField()
    link = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        app_label = "site"

    def __str__(self):
        return self.title


class Visits(ICalFeed):
    """All events."""

    product_id = "-//bench//django-ical//"
    timezone = "Asia/Jakarta"

    def items(self):
        """In their order."""
        return Visit.objects.order_by("starts_at", "pk")

    def item_guid(self, item):
        """Its UID."""
        return item.uid

    def item_title(self, item):
        """SUMMARY."""
        return item.title

    def item_description(self, item):
        """DESCRIPTION."""
        return item.description

    def item_location(self, item):
        """LOCATION."""
        return item.place

    def item_link(self, item):
        """URL."""
        return item.link

    def item_start_datetime(self, item):
        """DTSTART."""
        return item.starts_at

    def item_end_datetime(self, item):
        """DTEND."""
        return item.ends_at

    def item_timestamp(self, item):
        """DTSTAMP: when it was changed, so that the same events are the same bytes."""
        return item.changed_at


def _tag(request):
    last = Visit.objects.aggregate(last=models.Max("changed_at"))["last"]
    return f'"{last.timestamp()}"'


urlpatterns = [path("feed.ics", condition(etag_func=_tag)(Visits()))]
application = get_wsgi_application()

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Visit)
    Visit.objects.bulk_create(Visit(**event) for event in json.loads(Path(sys.argv[1]).read_text()))
