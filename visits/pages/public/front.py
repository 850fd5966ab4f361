"""What anyone may read: the front page, the schedule, the lost link, the statements."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from config.web.prepared import keep
from scheduling.availability import Schedule, WeekState
from scheduling.database.marks import Topic as MarkTopic
from scheduling.models import BookingRules
from scheduling.weeks import monday_of, week_name
from visits.history.events import DELEGATION, record
from visits.language.dates import wait_words
from visits.language.emails import check_mailable, mail_address
from visits.language.phones import show_phone
from visits.life.table import OPEN
from visits.models import Agency, Host, Topic, Visit, VisitEvent
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.public.rules import hours_in_words, rules_in_words
from visits.pages.public.subscribe import subscriptions
from visits.pages.sessions.months import can_wait, date_from, month_of
from visits.pages.sessions.weeks import week_from, week_page

_WEEKS_SHOWN = 5
# What the pages follow from, besides the time.
_FRAME = (MarkTopic.HOST, MarkTopic.RULES)
_WEEKS = (*_FRAME, MarkTopic.PLACES)
# One address asks again within this time: the mail is on its way already.
_ASKED_LATELY = dt.timedelta(minutes=10)
# Addresses an hour and network.
_MOST_ASKED = 30


def open_weeks(*, now: dt.datetime) -> list[WeekState]:
    """The weeks to the horizon, from the first with a session that can be had or waited for."""
    today = timezone.localdate(now)
    last = today + dt.timedelta(days=BookingRules.load().horizon_days)
    schedule = Schedule.load(first=today, last=last, now=now)
    first = next((slot.date for slot in schedule.slots() if can_wait(slot)), None)
    return [week for week in schedule.weeks() if first and week.starts_on >= monday_of(first)]


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The host, its weeks at a glance, and how a visit goes."""
    if not request.GET:
        keep(request, *_WEEKS)
    host, rules, now = Host.load(), BookingRules.load(), timezone.now()
    weeks = open_weeks(now=now)[:_WEEKS_SHOWN]
    context = {
        "headline": headline_of(host),
        "weeks": weeks,
        "capacity": max((week.capacity for week in weeks), default=0),
        "topics": Topic.objects.filter(active=True),
        "agencies": Agency.objects.filter(active=True),
        "rules": rules_in_words(now=now),
        "hours": hours_in_words(now=now),
        "reply_days": rules.reply_working_days,
        "names_days": rules.participants_due_days,
    }
    return render(request, "public/landing.html", context)


def headline_of(host: Host) -> str:
    """What the host says of itself in one line, in the reader's language as far as it has one."""
    own = host.headline_en if get_language() == "en" else host.headline
    agencies = Agency.objects.filter(active=True).count()
    if own or not agencies:
        return own or gettext("Learn where the service is given")
    return ngettext(
        "Learn directly from %(count)s agency",
        "Learn directly from %(count)s agencies in one building",
        agencies,
    ) % {"count": agencies}


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """The public calendar by month, or (`?minggu=2026-W50`) by week, and how to follow it."""
    now = timezone.now()
    weeks = open_weeks(now=now)
    monday = week_from(request.GET.get("minggu"))
    if monday is None and "minggu" in request.GET:
        monday = weeks[0].starts_on if weeks else timezone.localdate(now)
    month = None
    if monday is None:
        asked = date_from(request.GET.get("bulan"))
        month = month_of(asked, people=1, now=now, today=timezone.localdate(now))
    week = week_page(monday, now=now) if monday else None
    # One way to write each month and week, so that what is kept of them stays little.
    ways = ["", "minggu="]
    ways += [f"minggu={week_name(week.monday)}"] if week else []
    ways += [f"bulan={month.first:%Y-%m}"] if month else []
    if request.META["QUERY_STRING"] in ways:
        keep(request, *_WEEKS, MarkTopic.NEIGHBOURS)
    context = {
        "month": month,
        "week": week,
        "weeks": weeks,
        "rules": rules_in_words(now=now),
        "hours": hours_in_words(now=now),
        "calendar": subscriptions(
            f"{settings.BASE_URL}/kalender/publik.ics", name=Host.load().short_name
        ),
    }
    return render(request, "public/schedule.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    """Send the links of an address's open visits; the answer never says whether there are any."""
    email, problem, done = mail_address(request.POST.get("email", "")), "", False
    if request.method == "POST":
        try:
            validate_email(email)
            check_mailable(email)
        except ValidationError:
            problem = gettext("Not an e-mail address. It looks like name@office.go.id.")
        else:
            now = timezone.now()
            wait = seconds_to_wait(request, "lost-link", most=_MOST_ASKED, now=now)
            if wait:
                return _asked_too_often(request, email, wait)
            ask_for_links(email=email, now=now)
            done = True
    context = {"email": email, "problem": problem, "done": done}
    return render(request, "public/lost_link.html", context, status=422 if problem else 200)


def _asked_too_often(request: HttpRequest, email: str, wait: int) -> HttpResponse:
    """Whoever tries lists of addresses, by what comes of it or by the time that it takes."""
    words = gettext("Too many requests come from your network. Please try again %(when)s.")
    context = {"email": email, "problem": words % {"when": wait_words(wait)}, "done": False}
    response = render(request, "public/lost_link.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


def ask_for_links(*, email: str, now: dt.datetime) -> None:
    """Note for each open visit of `email` that its link was asked for; at most one in a while."""
    with transaction.atomic():
        visits = Visit.objects.filter(contact_email=email, status__in=OPEN)
        lately = visits.filter(
            events__kind=VisitEvent.Kind.LINK_ASKED, events__at__gt=now - _ASKED_LATELY
        )
        for visit in visits.exclude(pk__in=lately.values("pk")):
            record(visit, VisitEvent.Kind.LINK_ASKED, by=DELEGATION, now=now, was=visit.status)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far these pages can be used by everyone, and whom to tell where not."""
    if not request.GET:
        keep(request, *_FRAME)
    context = {"host_phone": show_phone(Host.load().phone)}
    return render(request, "public/accessibility.html", context)
