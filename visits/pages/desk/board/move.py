"""Moving a visit: choose a session, see who will be told what, then move."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.capacity import Refused
from scheduling.slots import SOFT_REASONS, SlotId
from scheduling.weeks import parse_week
from visits.language.text import clean_text
from visits.life import moving
from visits.life.dry_run import Telling, rehearse
from visits.life.step import LONGEST_REASON
from visits.life.table import LIFE, Action
from visits.models import Visit
from visits.pages.desk.board.choosing import chooser_of
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, not_too_long, said
from visits.pages.desk.frame.telling import tell
from visits.pages.desk.visit.press import press_of
from visits.pages.desk.visit.visit import page_of
from visits.pages.sessions.desk_month import PRESSES, choosing_of
from visits.queries.visits import sessions_of


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
    reason = clean_text(given.get("alasan", ""))
    override = clean_text(given.get("override_reason", ""))
    if visit.status not in LIFE[Action.RESCHEDULE].come_from:
        words = _("This visit can no longer be moved: it is “%(status)s”.")
        words %= {"status": visit.get_status_display()}
        if request.method == "POST":
            typed = {"step": "pindah", "reason": reason, "override_reason": override}
            return page_of(request, visit, typed=typed, error=words, status=409)
        messages.warning(request, words)
        return redirect("desk-visit", reference=reference)
    # Turning to another month sends the form too: then nothing is looked at yet.
    turning = bool(PRESSES & set(given))
    pressed = request.method == "POST" and "look" not in given and not turning
    unseen = given.get("seen", "") != wanted
    told: list[Telling] = []
    error, status, soft = "", 200, False
    if (wanted or pressed) and not turning:
        try:
            press = press_of(request, visit)
            for text in (reason, override):
                not_too_long(text, LONGEST_REASON)
            slot = SlotId.parse(wanted)

            def take() -> Visit:
                return moving.reschedule(
                    visit, slots=[slot], reason=reason, override_reason=override, **press.who
                )

            if pressed and not unseen:
                done = take()
                tell(request, done, _("Moved."))
                return redirect(_back(given, done))
            told = rehearse(take, now=press.now)
        except REFUSALS as refusal:
            said_so = said(refusal)
            error, status = said_so.words, said_so.status
            soft = isinstance(refusal, Refused) and refusal.code in SOFT_REASONS
            visit = visible_visit(request, reference)
    session = sessions_of([visit], named=True).get(visit.pk)
    chooser = chooser_of(visit, session, name="ke")
    ready = bool(wanted) and not error and not turning
    context = {
        "section": "board",
        "visit": visit,
        "session": session,
        "together": session.together if session else (),
        "choosing": choosing_of(chooser, [wanted] if wanted else [], given.get("month")),
        "wanted": wanted,
        "reason": reason,
        "override_reason": override,
        "soft": soft,
        "told": told,
        "ready": ready,
        "unseen": ready and pressed,
        "origin": given.get("dari", ""),
        "back": _back(given, visit),
        "error": error,
    }
    # Whoever only looks gets the reason on a page that is all right.
    return render(request, "desk/move.html", context, status=status if pressed else 200)


def _back(given: QueryDict, visit: Visit) -> str:
    """The address of the week on whose board it began (`dari`), else of the visit."""
    try:
        parse_week(given.get("dari", ""))
    except (ValueError, OverflowError):
        return reverse("desk-visit", args=[visit.reference])
    return reverse("desk-week", args=[given["dari"]])
