"""The list of what waits, as the inbox and the visit beside it show it."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from scheduling.availability import WeekState
from visits.inbox.incoming import lately_read, rows_of
from visits.inbox.items import Kind, Obligation
from visits.inbox.open_visits import Open
from visits.inbox.sources import outstanding
from visits.language.dates import near_day_words
from visits.models import Incoming
from visits.pages.desk.frame.access import visible_visits
from visits.people.roles import may_decide, may_read

# Stands where the forms' secret goes, which differs each time: the tag must not.
_TOKEN = "csrf-token-of-this-answer"  # noqa: S105  # no secret
DUE = (
    ("lewat", pgettext_lazy("deadline", "Overdue")),
    ("hari-ini", pgettext_lazy("deadline", "Today or overdue")),
    ("minggu-ini", pgettext_lazy("deadline", "Within seven days")),
)


@dataclass(frozen=True)
class Row:
    """An obligation in the list: its deadline in a word, and how urgent that is (stop, wait)."""

    obligation: Obligation
    when: str
    kind: str


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Filter:
    """What of the list is shown: words, a kind, a deadline; as in the address."""

    q: str = ""
    kind: str = ""
    due: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filter":
        """From the address; what is unknown there filters nothing."""
        return cls.read(request.GET)

    @classmethod
    def before(cls, request: HttpRequest) -> "Filter":
        """Of the page from which a form was sent: what it carries, or else that page's address."""
        if "filter" in request.POST:
            return cls.read(QueryDict(request.POST["filter"][:500]))
        return cls.read(QueryDict(urlsplit(request.headers.get("Referer", "")).query[:500]))

    @classmethod
    def read(cls, said: QueryDict) -> "Filter":
        """From the parts of an address."""
        kind, due = said.get("jenis", ""), said.get("tenggat", "")
        return cls(
            q=said.get("q", "").replace("\x00", "")[:100].strip(),
            kind=kind if kind in Kind.values else "",
            due=due if due in dict(DUE) else "",
        )

    @property
    def query(self) -> str:
        """Back into an address."""
        parts = {"q": self.q, "jenis": self.kind, "tenggat": self.due}
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def inbox(self) -> str:
        """The address of the inbox so filtered."""
        return _with(reverse("desk"), self.query)

    def beside(self, reference: str) -> str:
        """The address of a visit's page with the inbox so filtered beside it."""
        return _with(reverse("desk-visit", args=[reference]), self.query)

    def shows(self, obligation: Obligation, now: dt.datetime) -> bool:
        """Whether it is among what is asked for."""
        if self.kind and obligation.kind != self.kind:
            return False
        if self.due and not self._due(obligation, now):
            return False
        return not self.q or obligation.concerns(self.q)

    def _due(self, obligation: Obligation, now: dt.datetime) -> bool:
        if self.due == "lewat":
            return obligation.due < now
        days = 0 if self.due == "hari-ini" else 7
        day = timezone.localdate(now) + dt.timedelta(days=days)
        return timezone.localdate(obligation.due) <= day


@dataclass(frozen=True)
class Queue:
    """Everything that waits (`obligations`), and of it what is shown, in groups.

    `shown` says by what it was narrowed, which the rows hand on to the visits that they open;
    `weeks` are this one and those to come, `lately` what came in and was read or answered.
    """

    obligations: list[Obligation]
    groups: list[Group]
    shown: Filter = Filter()
    weeks: list[WeekState] = field(default_factory=list)
    lately: list[Incoming] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things staff have to do, whatever the filter shows."""
        return sum(obligation.ours for obligation in self.obligations)


def queue_of(request: HttpRequest, now: dt.datetime, shown: Filter | None = None) -> Queue:
    """What waits for whoever asks; a fixed number of queries."""
    reads = may_read(request.user)
    reader = request.user.pk if reads else None
    visits = visible_visits(request)
    here = Open.load(visits, now=now)
    incoming = rows_of(visits, now=now)
    found = outstanding(
        visits, now=now, everything=reads, reader=reader, here=here, incoming=incoming
    )
    shown = shown or Filter()
    rows = [_row(o, now) for o in found if shown.shows(o, now)]
    groups = [
        Group(_("To decide"), [r for r in rows if r.obligation.to_decide]),
        Group(
            _("To be acted on"),
            [r for r in rows if r.obligation.ours and not r.obligation.to_decide],
        ),
        Group(_("Waiting for the delegation"), [r for r in rows if not r.obligation.ours]),
    ]
    weeks = here.schedule.weeks()
    lately = lately_read(incoming)
    return Queue(found, [group for group in groups if group.rows], shown, weeks, lately)


def _row(obligation: Obligation, now: dt.datetime) -> Row:
    words, kind = _deadline(obligation.due, now)
    if obligation.mark:
        words, kind = obligation.mark, "stop" if obligation.urgent else "wait"
    if not obligation.ours:
        kind = ""
    return Row(obligation, words, kind)


def _deadline(due: dt.datetime, now: dt.datetime) -> tuple[str, str]:
    day, today = timezone.localdate(due), timezone.localdate(now)
    if due < now:
        return _("Overdue"), "stop"
    if day == today:
        return _("Today"), "stop"
    if day == today + dt.timedelta(days=1):
        return _("Tomorrow"), "wait"
    return near_day_words(day), ""


def live_address(shown: Filter, *, current: str = "") -> str:
    """Where a page asks for its list; `current` is the reference of the visit beside it."""
    about = urlencode({"kini": current}) if current else ""
    return _with(reverse("desk-queue"), "&".join(part for part in (shown.query, about) if part))


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


@dataclass(frozen=True)
class Rendered:
    """The list as HTML, with the tag that changes when it does."""

    html: str
    tag: str


def render_queue(request: HttpRequest, queue: Queue, *, current: str = "") -> Rendered:
    """The list; `current` is the reference of the visit that is open beside it."""
    context = {
        "queue": queue,
        "query": queue.shown.query,
        "current": current,
        "decides": may_decide(request.user) and not current,
        "reads": may_read(request.user) and not current,
        "csrf_token": _TOKEN,
    }
    html = render_to_string("desk/queue.html", context)
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    return Rendered(mark_safe(html.replace(_TOKEN, get_token(request))), tag)  # noqa: S308  # ours
