"""The step that chooses sessions: a month, the open day's sessions, the choices so far."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.availability import Schedule
from scheduling.slots import Slot, SlotId
from visits.pages.ask.answers import MOST_PICKS, Answers
from visits.pages.ask.steps import SESSIONS, STEPS, first_missing, people_of
from visits.pages.months import Month, can_wait, date_from, month_of, why_not


@dataclass(frozen=True)
class Choice:
    """A session in the open day's list: its why-not, and its rank among the choices (0: none)."""

    slot: Slot
    why_not: str
    choosable: bool
    rank: int


def slots_by_id(ids: Sequence[str], *, people: int, now: dt.datetime) -> list[Slot]:
    """The sessions of these ids, in their order, as they stand now; unknown ones are left out."""
    dates = []
    for text in ids:
        try:
            dates.append(SlotId.parse(text).date)
        except ValueError:
            continue
    if not dates:
        return []
    schedule = Schedule.load(first=min(dates), last=max(dates), now=now)
    found = {str(slot.id): slot for slot in schedule.slots(people=people)}
    return [found[text] for text in ids if text in found]


def _picks_after(request: HttpRequest, answers: Answers, *, people: int) -> tuple[list[str], str]:
    """The choices after this press, in order, and what to say about it."""
    shown, ticked = set(request.POST.getlist("shown")), request.POST.getlist("slot")
    picks = [p for p in answers.picks if p not in shown or p in ticked]
    added = [t for t in dict.fromkeys(ticked) if t not in picks]
    now = timezone.now()
    free = {str(s.id) for s in slots_by_id(added, people=people, now=now) if can_wait(s)}
    problem = ""
    if set(added) - free:
        problem = gettext("This session can no longer be chosen. Please choose another one.")
    picks += [a for a in added if a in free]
    remove, first = request.POST.get("remove"), request.POST.get("first")
    picks = [p for p in picks if p != remove]
    if first in picks:
        picks = [first, *(p for p in picks if p != first)]
    if len(picks) > MOST_PICKS:
        problem = gettext("Three sessions at the most. Remove one before you add another.")
    return picks[:MOST_PICKS], problem


def _where_to(request: HttpRequest, answers: Answers) -> str | None:
    """The address that a press leads to, or None to stay with what is shown."""
    here = SESSIONS.url
    if day := date_from(request.POST.get("day")):
        return f"{here}?hari={day}#hari"
    if month := date_from(request.POST.get("month")):
        return f"{here}?bulan={month:%Y-%m}"
    if "back" in request.POST:
        return SESSIONS.back_url
    if {"remove", "first", "update"} & set(request.POST):
        open_day = date_from(request.POST.get("open_day"))
        return f"{here}?hari={open_day}#pilihan" if open_day else f"{here}#pilihan"
    return first_missing(answers).url if answers.picks else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Choose up to three sessions; every press keeps what is ticked."""
    now = timezone.now()
    answers = Answers(request.session, now=now)
    people = people_of(answers)
    problem = ""
    if request.method == "POST":
        picks, problem = _picks_after(request, answers, people=people)
        answers.keep_picks(picks)
        to = None if problem else _where_to(request, answers)
        if to:
            return redirect(to)
        problem = problem or gettext("Choose at least one session.")
    chosen = slots_by_id(answers.picks, people=people, now=now)
    open_day = date_from(request.POST.get("open_day") or request.GET.get("hari"))
    if open_day is None and "bulan" not in request.GET and chosen:
        open_day = chosen[0].date
    month = month_of(
        open_day or date_from(request.GET.get("bulan")),
        people=people,
        now=now,
        today=timezone.localdate(now),
    )
    context = {
        "step": SESSIONS,
        "steps": len(STEPS),
        "saved_at": answers.saved_at,
        "people": people,
        "month": month,
        "open_day": open_day,
        "choices": _choices(month, open_day, answers.picks),
        "chosen": chosen,
        "chosen_dates": {slot.date for slot in chosen},
        "spare": range(len(chosen) + 1, MOST_PICKS + 1),
        "problem": problem,
    }
    return render(request, "ask/sessions.html", context, status=422 if problem else 200)


def _choices(month: Month, day: dt.date | None, picks: list[str]) -> list[Choice]:
    shown = month.day(day)
    if shown is None:
        return []
    return [
        Choice(
            slot=slot,
            why_not=why_not(slot),
            choosable=can_wait(slot) or str(slot.id) in picks,
            rank=picks.index(str(slot.id)) + 1 if str(slot.id) in picks else 0,
        )
        for slot in shown.slots
    ]
