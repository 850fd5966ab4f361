"""Another month of sessions, for a form of the desk that chooses among them (htmx)."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.language.numbers import parse_whole
from visits.models import Visit
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.sessions.desk_month import Chooser, choosing_of, picks_in
from visits.queries.visits import Session, session_of

_KEY = re.compile(r"[a-z][a-z-]{0,23}", re.ASCII)
_MOST_PEOPLE = 999


@never_cache
@require_safe
@for_deciders
def sessions(request: HttpRequest) -> HttpResponse:
    """The month alone, with what is chosen so far; its address is made by `Chooser.address`."""
    name, key = request.GET.get("nama", "slot"), request.GET.get("kunci", "sesi")
    most = request.GET.get("banyak", "1")
    if not (_KEY.fullmatch(name) and _KEY.fullmatch(key) and most in set("12345")):
        raise Http404
    visit: Visit | None = None
    if reference := request.GET.get("kunjungan", ""):
        visit = visible_visit(request, reference)
    people = people_in(request.GET.get("people", ""))
    session = session_of(visit) if visit else None
    chooser = chooser_of(
        *(visit, session),
        name=name,
        most=int(most),
        key=key,
        people=people,
        may_wait="tunggu" in request.GET,
    )
    choosing = choosing_of(chooser, picks_in(request.GET, name), request.GET.get("month"))
    return render(request, "desk/choose_sessions.html", {"choosing": choosing})


def chooser_of(
    visit: Visit | None,
    session: Session | None = None,
    *,
    name: str,
    most: int = 1,
    key: str = "sesi",
    people: int = 1,
    may_wait: bool = False,
) -> Chooser:
    """The Chooser of a form that gives `visit` a session, or (None) a request that is entered.

    Of a visit its own size counts, and its place is free for it: that of its `session`.
    """
    return Chooser(
        name=name,
        most=most,
        people=visit.people if visit else people,
        now=timezone.now(),
        owner=visit.owner_key if visit else "",
        reference=visit.reference if visit else "",
        current=session.slot_id if session and not session.given_back else "",
        may_wait=may_wait,
        key=key,
    )


def people_in(text: str) -> int:
    """The number of people as typed so far; 1 where it is none yet."""
    try:
        number = parse_whole(text)
    except ValueError:
        return 1
    return min(max(number or 1, 1), _MOST_PEOPLE)
