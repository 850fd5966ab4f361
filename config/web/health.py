"""Is it alive, is it ready, and how is it doing? For operators and their machines."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import Gauge

from config import collected
from config.web.proxies import PROXIED
from keeping.nightly import backup_alarm
from notifications.due import waiting_since
from notifications.inbox.silence import mailbox_silence
from notifications.models import Message
from scheduling.database import guards, tables
from scheduling.database.contention import AWAY
from visits.access.networks import address
from visits.models import Region

_DATABASE = Gauge("singgah_database_up", "1 where the database answers.")
_WAITING = Gauge(
    "singgah_due_waiting_seconds",
    "How long the oldest message, event or lapsed hold has been waiting for beat or a worker.",
)
_UNREAD = Gauge(
    "singgah_mailbox_unread_seconds",
    "How long the mailbox of INBOX_URL has not been read, where that is too long; else 0.",
)
_NO_BACKUP = Gauge(
    "singgah_backup_missing_seconds",
    "How long the nightly backup of BACKUP_DIR has been missing, where that is too long; else 0.",
)
_FAILED = Gauge("singgah_messages_failed", "Messages laid aside, which staff must look at.")


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "live"})


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when every page could be served; otherwise 503 and what is missing."""
    try:
        behind = tables.are_behind()
        # They come after the last migration, and a kill may have come between.
        unguarded = guards.missing()
    except DatabaseError:
        return JsonResponse({"status": "database away"}, status=503, headers={"Retry-After": "5"})
    if behind or unguarded:
        return JsonResponse({"status": "migrate first"}, status=503, headers={"Retry-After": "5"})
    if collected.are_missing():
        # Every page would fail for want of the names of its own style sheets.
        return JsonResponse({"status": "collect static files first"}, status=503)
    if not Region.objects.exists():
        return JsonResponse({"status": "import regions first"}, status=503)
    return JsonResponse({"status": "ready", **_degraded()})


def _degraded() -> dict[str, list[str]]:
    """What fails though the system serves: no reason to take it out of service."""
    now = timezone.now()
    failing = {"mailbox": mailbox_silence(now=now), "backup": backup_alarm(now=now)}
    names = [name for name, found in failing.items() if found]
    return {"degraded": names} if names else {}


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures, for METRICS_TOKEN or from loopback without a proxy between."""
    if not _may_read(request):
        return HttpResponseNotFound()
    _measure()
    figures: HttpResponse = ExportToDjangoView(request)
    return figures


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and constant_time_compare(given.encode(), token.encode()):
        return True
    # Behind a proxy of ours everybody comes from it, whatever headers it sends.
    if settings.NUM_PROXIES or request.META.get(PROXIED):
        return False
    peer = address(request.META.get("REMOTE_ADDR", ""))
    return peer is not None and peer.is_loopback


def _measure() -> None:
    """What only the database knows; the other figures are there without it too."""
    now = timezone.now()
    try:
        since = waiting_since(now=now)
        _WAITING.set((now - since).total_seconds() if since else 0)
        silence = mailbox_silence(now=now)
        _UNREAD.set((now - silence.since).total_seconds() if silence else 0)
        alarm = backup_alarm(now=now)
        _NO_BACKUP.set((now - alarm.since).total_seconds() if alarm else 0)
        _FAILED.set(Message.objects.filter(state=Message.State.DEAD).count())
        _DATABASE.set(1)
    except AWAY:
        _DATABASE.set(0)
