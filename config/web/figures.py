"""How it is doing, in figures for Prometheus; what is alarmed by: deploy/prometheus/alerts.yml."""

import datetime as dt
import shutil

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import Gauge

from config.version import VERSION
from config.web.proxies import PROXIED
from keeping.models import Run
from keeping.nightly import backup_alarm, failed_jobs
from notifications.due import waiting_since
from notifications.inbox.silence import mailbox_silence
from notifications.models import Message
from notifications.state.certificates import signing_end, site_end
from notifications.state.work import last_pass
from scheduling.database.contention import AWAY
from visits.access.networks import address

_DATABASE = Gauge("singgah_database_up", "1 where the database answers.")
_WAITING = Gauge(
    "singgah_due_waiting_seconds",
    "How long the oldest message, event, hold or deadline of a letter has been waiting for a pass.",
)
_PASS = Gauge(
    "singgah_pass_age_seconds",
    "How long ago the last pass of a worker was; 0 where none was ever made.",
)
_UNREAD = Gauge(
    "singgah_mailbox_unread_seconds",
    "How long the mailbox of INBOX_URL has not been read, where that is too long; else 0.",
)
_NO_BACKUP = Gauge(
    "singgah_backup_missing_seconds",
    "How long the nightly backup of BACKUP_DIR has been missing, where that is too long; else 0.",
)
_JOB_FAILED = Gauge(
    "singgah_job_failed", "1 where the last run of a nightly job failed; else 0.", ["job"]
)
_FAILED = Gauge("singgah_messages_failed", "Messages laid aside, which staff must look at.")
_RETRYING = Gauge(
    "singgah_messages_retrying", "Messages that wait after at least one attempt that failed."
)
_FREE = Gauge("singgah_disk_free_bytes", "Room left where DATA_DIR is.")
_TOTAL = Gauge("singgah_disk_size_bytes", "Size of the disk where DATA_DIR is.")
_CERTIFICATE = Gauge(
    "singgah_certificate_left_seconds",
    "Until the end of the site's own or the signing certificate; no figure where unknown.",
    ["of"],
)
_VERSION = Gauge("singgah_version_info", "1, with the version that runs.", ["version"])


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures, for METRICS_TOKEN or from loopback without a proxy between."""
    if not _may_read(request):
        return HttpResponseNotFound()
    now = timezone.now()
    _of_the_machine(now)
    try:
        _of_the_database(now)
        _DATABASE.set(1)
    except AWAY:
        # The other figures are there without it too.
        _DATABASE.set(0)
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


def _of_the_machine(now: dt.datetime) -> None:
    usage = shutil.disk_usage(settings.DATA_DIR)
    _FREE.set(usage.free)
    _TOTAL.set(usage.total)
    _VERSION.labels(VERSION).set(1)
    _CERTIFICATE.clear()
    for of, ends in (("site", site_end()), ("signing", signing_end())):
        if ends:
            _CERTIFICATE.labels(of).set((ends - now).total_seconds())


def _of_the_database(now: dt.datetime) -> None:
    def age(moment: dt.datetime | None) -> float:
        return (now - moment).total_seconds() if moment else 0

    _WAITING.set(age(waiting_since(now=now)))
    _PASS.set(age(last_pass()))
    silence, alarm = mailbox_silence(now=now), backup_alarm(now=now)
    _UNREAD.set(age(silence.since if silence else None))
    _NO_BACKUP.set(age(alarm.since if alarm else None))
    failed = failed_jobs()
    for job in Run.Job:
        _JOB_FAILED.labels(job.value).set(job in failed)
    messages = Message.objects.all()
    _FAILED.set(messages.filter(state=Message.State.DEAD).count())
    _RETRYING.set(messages.filter(state=Message.State.PENDING, attempts_made__gt=0).count())
