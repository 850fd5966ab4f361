"""Calendars by address: never a sign-in page or HTML, whatever happens."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from config.web.prepared import keep
from notifications.compose import calendar_event
from notifications.feeds import contents
from notifications.feeds.cache import made_once
from notifications.feeds.conditional import answer
from notifications.ical import CalendarEvent, invitation
from notifications.models import Feed
from scheduling.database import marks
from scheduling.database.marks import Topic
from visits.access.tokens import assignment_of_token, visit_of_feed_token, visit_of_token
from visits.models import Host, Status, Visit
from visits.queries.visits import session_of

_View = Callable[..., HttpResponse]
_READ_MARK = dt.timedelta(minutes=10)


def _for_calendars(view: _View) -> _View:
    """Without HTML: 405 for what asks no calendar, such as PROPFIND; 503 without the database.

    An empty calendar would then be read as "all deleted".
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            return view(request, **kwargs)
        except DatabaseError:
            return HttpResponse(status=503, headers={"Retry-After": "60"})

    return guarded


def _nothing() -> HttpResponse:
    return HttpResponse(status=404, headers={"X-Robots-Tag": "noindex"})


def _date(text: str) -> dt.date | None:
    """The date, or None: a calendar cannot read a complaint, so it gets the usual days."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@_for_calendars
def public_feed(request: HttpRequest) -> HttpResponse:
    """`/kalender/publik.ics`, where the host publishes one."""
    mark = marks.read()
    host = Host.load()
    if not host.public_feed:
        return _nothing()
    body = made_once(request.path, mark, lambda: contents.public(host, now=timezone.now()))
    return _kept(request, body, public=True, filename="publik.ics")


@_for_calendars
def secret_feed(request: HttpRequest, token: str) -> HttpResponse:
    """`/kalender/<token>.ics`, of staff (`?from=2026-01-01`), agency, officer, room or visit."""
    now, mark = timezone.now(), marks.read()
    host = Host.load()
    made = contents.find(token)
    if made:
        first = _date(request.GET.get("from", ""))
        name = f"{request.path}?{first}"
        body = made_once(
            name, mark, lambda: contents.secret(made, host, token=token, now=now, first=first)
        )
        if made.last_read_at is None or made.last_read_at < now - _READ_MARK:
            Feed.objects.filter(pk=made.pk).update(last_read_at=now)
    else:
        visit = visit_of_feed_token(token)
        if visit is None:
            return _nothing()
        body = made_once(request.path, mark, lambda: contents.of_visit(visit, host, token=token))
    return _kept(request, body, public=False, filename="kunjungan.ics")


def _kept(request: HttpRequest, body: bytes, *, public: bool, filename: str) -> HttpResponse:
    """The answer, given again ahead of Django while nothing changes."""
    keep(request, *Topic)
    return answer(request, body, public=public, filename=filename)


@_for_calendars
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else stands below `/kalender/`: no calendar, and no page either."""
    return _nothing()


@_for_calendars
def officers_download(request: HttpRequest, token: str) -> HttpResponse:
    """`/tugas/<token>/undangan.ics`: the same invitation as the officer's mails carry."""
    assignment = assignment_of_token(token)
    session = session_of(assignment.visit) if assignment else None
    if assignment is None or session is None:
        return _nothing()
    visit, officer = assignment.visit, assignment.officer
    with translation.override(officer.language):
        event = calendar_event.for_officer(visit, session, Host.load(), officer)
    return _invitation(request, event, visit)


@_for_calendars
def download(request: HttpRequest, token: str) -> HttpResponse:
    """`/k/<token>/undangan.ics`: the invitation of a visit that is approved or called off."""
    visit = visit_of_token(token)
    session = session_of(visit) if visit else None
    if visit is None or session is None:
        return _nothing()
    with translation.override(visit.language):
        event = calendar_event.for_contact(visit, session, Host.load())
    return _invitation(request, event, visit)


def _invitation(request: HttpRequest, event: CalendarEvent, visit: Visit) -> HttpResponse:
    """The event as a file; nothing where it is not certain, or never was."""
    ended = event.status == "CANCELLED"
    if event.status == "TENTATIVE" or visit.status in (Status.DECLINED, Status.EXPIRED):
        return _nothing()
    body = invitation(event, method="CANCEL" if ended else "REQUEST", stamp=visit.changed_at)
    return answer(request, body, public=False, filename="undangan.ics")
