"""Moving a visit: choose a session, see who will be told what, then move."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.availability import Schedule
from scheduling.capacity import Refused
from scheduling.slots import SOFT_REASONS, Slot, SlotId
from scheduling.weeks import monday_of
from visits.language.text import clean_text
from visits.life import moving
from visits.life.dry_run import Telling, rehearse
from visits.life.joint_visits import companions_of
from visits.life.table import Action, allowed_actions
from visits.models import Visit, VisitEvent
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.frame.telling import tell
from visits.pages.desk.visit.steps import press_of
from visits.pages.desk.visit.visit import page_of
from visits.queries.visits import session_of


@dataclass(frozen=True)
class Offer:
    """A session to move to; `soft` where only a rule stands against it that staff may go over."""

    slot: Slot
    soft: bool


def offers_by_week(
    *, people: int, now: dt.datetime, ignore_owner: str = "", waitable: bool = False
) -> list[tuple[dt.date, list[Offer]]]:
    """Every session ahead that staff can give, by its week's Monday; six queries.

    With `waitable` those of full weeks too. Two months beyond the horizon, since staff may go
    over it.
    """
    today = timezone.localdate(now)
    schedule = Schedule.load(first=today, last=today + dt.timedelta(days=180), now=now)
    found = []
    for slot in schedule.slots(people=people, ignore_owner=ignore_owner):
        if slot.ends_at <= now:
            continue
        ruled = schedule.slot(slot.id, people=people, ignore_owner=ignore_owner, overrule=True)
        if ruled and (ruled.available or (waitable and ruled.reason in ("week_full", "day_full"))):
            found.append(Offer(slot, soft=slot.reason in SOFT_REASONS))
    weeks = groupby(found, key=lambda offer: monday_of(offer.slot.date))
    return [(monday, list(offers)) for monday, offers in weeks]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, and POST with `look`, show what would happen (`ke`: the session); POST does it.

    Only what was looked at (`seen`) is done: any other session chosen since is shown first. The
    reason is taken as it stands at the press, for it changes nothing but the words.
    """
    visit = visible_visit(request, reference)
    given = request.POST if request.method == "POST" else request.GET
    wanted = given.get("ke", "")[:60]
    reason = clean_text(given.get("alasan", ""))[:1000]
    override = clean_text(given.get("override_reason", ""))[:500]
    if Action.RESCHEDULE not in allowed_actions(visit, VisitEvent.By.STAFF):
        words = _("This visit can no longer be moved: it is “%(status)s”.")
        words %= {"status": visit.get_status_display()}
        if request.method == "POST":
            typed = {"step": "pindah", "reason": reason, "override_reason": override}
            return page_of(request, visit, typed=typed, error=words, status=409)
        messages.warning(request, words)
        return redirect("desk-visit", reference=reference)
    pressed = request.method == "POST" and "look" not in given
    unseen = given.get("seen", "") != wanted
    told: list[Telling] = []
    error, status, soft = "", 200, False
    if wanted or pressed:
        try:
            press = press_of(request, visit)
            slot = SlotId.parse(wanted)

            def take() -> Visit:
                return moving.reschedule(
                    visit, slots=[slot], reason=reason, override_reason=override, **press.who
                )

            if pressed and not unseen:
                done = take()
                tell(request, done, _("Moved."))
                return redirect("desk-visit", reference=done.reference)
            told = rehearse(take, now=press.now)
        except REFUSALS as refusal:
            said_so = said(refusal)
            error, status = said_so.words, said_so.status
            soft = isinstance(refusal, Refused) and refusal.code in SOFT_REASONS
            visit = visible_visit(request, reference)
    now = timezone.now()
    weeks = offers_by_week(people=visit.people, now=now, ignore_owner=visit.owner_key)
    ready = bool(wanted) and not error
    context = {
        "section": "board",
        "visit": visit,
        "session": session_of(visit),
        "companions": companions_of(visit),
        "weeks": weeks,
        "wanted": wanted,
        "listed": any(
            str(offer.slot.id) == wanted for _monday, offers in weeks for offer in offers
        ),
        "reason": reason,
        "override_reason": override,
        "soft": soft,
        "told": told,
        "ready": ready,
        "unseen": ready and pressed,
        "error": error,
    }
    # Whoever only looks gets the reason on a page that is all right.
    return render(request, "desk/move.html", context, status=status if pressed else 200)
