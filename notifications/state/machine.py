"""What it runs on: database, queue, disk, versions."""

import datetime as dt
import platform
import shutil
from collections.abc import Iterator

import django
from django.conf import settings
from django.db import connection
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from notifications.state.parts import Level, Part
from scheduling.database import guards, tables
from visits.language.dates import day_words

_GIGABYTE = 1024**3
_LITTLE_ROOM = 2 * _GIGABYTE
NO_ROOM = _GIGABYTE // 4
_OLD = dt.timedelta(days=45)
_PATIENCE = 2.0


def database(now: dt.datetime) -> Iterator[Part]:
    """Which it is, and whether its tables and guards are those of this release."""
    name = _("Database")
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    version = ".".join(map(str, connection.get_database_version()))
    if tables.are_behind() or guards.missing():
        words = _("%(kind)s %(version)s, not on the state of this release.")
        advice = _("Run `python manage.py migrate`.")
        yield Part(name, Level.FAULT, words % {"kind": kind, "version": version}, advice)
        return
    advice = ""
    if kind == "SQLite" and not settings.DEMO:
        advice = _("Good for one office; PostgreSQL where several processes serve it.")
    yield Part(name, Level.OK, f"{kind} {version}", advice)


def queue(now: dt.datetime) -> Iterator[Part]:
    """Whether Redis answers; without it beat's passes do its work."""
    name = _("Queue and cache")
    if not settings.REDIS_URL:
        yield Part(name, Level.OFF, _("Files of this machine, without Redis."))
        return
    import redis  # heavy: docs/decisions/0231

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        ) as client:
            version = client.info("server")["redis_version"]
    except redis.RedisError as error:
        words = _("Redis does not answer (%(why)s). Mails go out within a minute all the same.")
        advice = _("Start Redis, or correct REDIS_URL.")
        yield Part(name, Level.FAULT, words % {"why": type(error).__name__}, advice)
        return
    yield Part(name, Level.OK, f"Redis {version}")


def disk(now: dt.datetime) -> Iterator[Part]:
    """How much room letters, photographs and (with SQLite) the database have."""
    name, usage = _("Disk"), shutil.disk_usage(settings.DATA_DIR)
    free, total = usage.free / _GIGABYTE, usage.total / _GIGABYTE
    words = _("%(free).1f GB free of %(total).1f GB in %(folder)s") % {
        "free": free,
        "total": total,
        "folder": settings.DATA_DIR,
    }
    if usage.free < NO_ROOM:
        yield Part(name, Level.FAULT, words, _("Letters are refused soon: make room now."))
    elif usage.free < _LITTLE_ROOM:
        yield Part(name, Level.NOTICE, words, _("Make room, or give it a larger disk."))
    else:
        yield Part(name, Level.OK, words)


def versions(now: dt.datetime) -> Iterator[Part]:
    """Of what people ask first when they help."""
    found = {
        "Singgah": settings.SPECTACULAR_SETTINGS["VERSION"],
        "Python": platform.python_version(),
        "Django": django.__version__,
    }
    words = ", ".join(f"{name} {version}" for name, version in found.items())
    locked = _locked_on()
    advice = ""
    level = Level.OK
    if locked and now.date() - locked > _OLD:
        level = Level.NOTICE
        advice = _("Its libraries are of %(day)s: install a newer release.") % {
            "day": day_words(locked)
        }
    yield Part(_("Versions"), level, words, advice)


def _locked_on() -> dt.date | None:
    try:
        return parse_date((settings.BASE_DIR / "requirements" / "locked-on").read_text().strip())
    except (OSError, ValueError):
        return None
