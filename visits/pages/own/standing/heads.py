"""How the delegation's page begins: each state of a visit in tone and words, and what is next.

The one table of it. Whether tickets may be bought is said in every state that leads to a journey.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visits.language.dates import day_words, moment_words, until_words
from visits.life.letters.due import awaited_until
from visits.models import Status, Visit
from visits.pages.own.standing.stages import Known, Stage, stage_of

Words = str | Promise


class Do(StrEnum):
    """What a delegation may have to do next; the page has one filled button, for the first."""

    CONFIRM = "confirm"
    GIVE = "give"
    ANSWER = "answer"
    DAYS = "days"
    LETTER = "letter"
    NAMES = "names"
    TICKET = "ticket"
    SURVEY = "survey"
    AGAIN = "again"


@dataclass(frozen=True)
class Head:
    """`tone` is one of ok, wait, stop, info; `says` may hold `%(until)s` and `%(letter)s`.

    The headline may hold a `%(number)s`.

    `undated` is said instead where nothing says until when; `do` is what may be next, in order.
    """

    tone: str
    icon: str
    headline: Words
    says: Words
    do: tuple[Do, ...] = ()
    undated: Words = ""


_PREPARE = (Do.GIVE, Do.LETTER, Do.NAMES, Do.TICKET)
TABLE: dict[Stage, Head] = {
    Stage.UNVERIFIED: Head(
        "wait",
        "mail",
        _("Confirm your e-mail address"),
        _("Your request reaches us once you do. Please buy no tickets yet."),
        (Do.CONFIRM,),
    ),
    Stage.REQUESTED: Head(
        "info",
        "clock",
        _("We are checking your request"),
        _(
            "Your place is kept but not firm: please buy no tickets yet. You have our answer by"
            " %(until)s at the latest."
        ),
        (Do.GIVE, Do.LETTER),
        _("Your place is kept but not firm: please buy no tickets yet."),
    ),
    Stage.LATE: Head(
        "wait",
        "clock",
        _("Our answer is late"),
        _(
            "It was due on %(until)s. We apologise; our staff have been reminded. Please buy no "
            "tickets yet."
        ),
        (Do.GIVE, Do.LETTER),
    ),
    Stage.DAY_CLOSED: Head(
        "wait",
        "calendar-x",
        _("We are closed at that time now"),
        _("We look for another date and write to you. Please buy no tickets yet."),
        (Do.GIVE, Do.LETTER),
    ),
    Stage.DAY_PASSED: Head(
        "stop",
        "calendar-x",
        _("The day that you asked for has come without our decision"),
        _(
            "We apologise. The visit is not approved: please do not set out. Our staff have been "
            "reminded to offer you another date; you need not wait for it."
        ),
        (Do.AGAIN,),
    ),
    Stage.WAITLISTED: Head(
        "wait",
        "hourglass",
        _("You are on the waiting list"),
        _("We write to you as soon as a place comes free. Please buy no tickets yet."),
        (Do.GIVE,),
    ),
    Stage.NUMBERED: Head(
        "wait",
        "hourglass",
        _("You are number %(number)s on the waiting list"),
        _("We write to you as soon as a place comes free. Please buy no tickets yet."),
        (Do.GIVE,),
    ),
    Stage.OTHER_DAYS: Head(
        "wait",
        "hourglass",
        _("You are number %(number)s on the waiting list"),
        _(
            "All sessions of the days that you wait for have been offered to you. Your turn stays:"
            " choose other days. Please buy no tickets yet."
        ),
        (Do.DAYS,),
    ),
    Stage.OFFERED: Head(
        "wait",
        "calendar-plus",
        _("A place has come free for you"),
        _(
            "It is kept for you until %(until)s. Afterwards it goes to the next on the list."
            " Please buy no tickets yet."
        ),
        (Do.ANSWER,),
    ),
    Stage.OFFER_GONE: Head(
        "wait",
        "hourglass",
        _("The session that was offered to you can no longer be held"),
        _("You keep waiting for another. Please buy no tickets yet."),
    ),
    Stage.PROPOSED: Head(
        "wait",
        "calendar-sync",
        _("We propose other sessions: please choose one"),
        _(
            "They are open until %(until)s; without your answer the request then ends. Please buy "
            "no tickets before you have chosen."
        ),
        (Do.ANSWER,),
        _("Please buy no tickets before you have chosen."),
    ),
    Stage.PROPOSALS_GONE: Head(
        "wait",
        "calendar-x",
        _("None of the sessions that we proposed is available any more"),
        _("Our staff see that too; tell us what would suit you. Please buy no tickets yet."),
    ),
    Stage.CONFIRMED: Head(
        "ok",
        "circle-check",
        _("Your visit is approved"),
        _("The date is firm; please book your tickets."),
        _PREPARE,
    ),
    Stage.PROVISIONAL: Head(
        "wait",
        "circle-check",
        _("Your visit is approved; your official letter is still missing"),
        _(
            "Without it your place is released after %(letter)s. Please buy no tickets before you"
            " have sent it."
        ),
        _PREPARE,
    ),
    Stage.JOINT: Head(
        "ok",
        "circle-check",
        _("Your visit is approved, as a joint visit"),
        _("You come together with others. The date is firm; please book your tickets."),
        _PREPARE,
    ),
    Stage.MOVED: Head(
        "ok",
        "calendar-check",
        _("Your visit has moved"),
        _("The new date is firm; please see that your tickets fit it."),
        _PREPARE,
    ),
    Stage.WISHES: Head(
        "wait",
        "calendar-sync",
        _("You have asked to move"),
        _("Your session stays yours until we answer. Please buy no tickets until then."),
        _PREPARE,
    ),
    Stage.CLOSED_SINCE: Head(
        "wait",
        "calendar-x",
        _("We are closed on the day of your visit now"),
        _("We look for another date and write to you. Please buy no tickets yet."),
        (Do.GIVE,),
    ),
    Stage.TODAY: Head(
        "ok",
        "circle-check",
        _("We receive you today"),
        _("Please be there 15 minutes early, with your ticket for arrival."),
        (Do.GIVE, Do.TICKET),
    ),
    Stage.OVER: Head(
        "info",
        "calendar-check",
        _("This visit is over"),
        _(
            "Our staff note how the day went; what we have for you afterwards then stands here."
            " You can still write to us below."
        ),
    ),
    Stage.ARRIVED: Head(
        "ok", "user-check", _("Welcome"), _("Your arrival is noted."), (Do.TICKET,)
    ),
    Stage.COMPLETED: Head(
        "info",
        "check",
        _("Thank you for your visit"),
        _("Your papers and our material stand below as soon as they are ready."),
        (Do.SURVEY,),
    ),
    Stage.PAST: Head(
        "info",
        "check",
        _("Thank you for your visit"),
        _(
            "It was before we kept visits here: what our list says of it stands here. Write to us "
            "below."
        ),
    ),
    Stage.DECLINED: Head(
        "stop",
        "circle-x",
        _("We are sorry that we cannot receive you at this time"),
        _("The request is declined and its place is released."),
        (Do.AGAIN,),
    ),
    Stage.CANCELLED: Head(
        "stop",
        "ban",
        _("This visit is cancelled"),
        _("Its place has been released."),
        (Do.AGAIN,),
    ),
    Stage.EXPIRED: Head(
        "wait",
        "calendar-x",
        _("The request has lapsed"),
        _("The e-mail address was not confirmed in time."),
        (Do.AGAIN,),
    ),
    Stage.WAIT_ENDED: Head(
        "wait",
        "calendar-x",
        _("The waiting has ended"),
        _("No place came free on the days that you wait for."),
        (Do.AGAIN,),
    ),
    Stage.PROPOSAL_ENDED: Head(
        "wait",
        "calendar-x",
        _("Our proposal has ended"),
        _("We had no answer to the sessions that we proposed. They are no longer open."),
        (Do.AGAIN,),
    ),
    Stage.LETTER_LAPSED: Head(
        "stop",
        "calendar-x",
        _("Your place has lapsed without the official letter"),
        _(
            "It did not reach us in time: please do not set out. Is it on its way, or with us"
            " already? Tell us: we can open your request again, if a place is free."
        ),
        (Do.AGAIN,),
    ),
    Stage.NO_SHOW: Head(
        "stop",
        "circle-alert",
        _("We were expecting you"),
        _("If something came up, please write to us."),
        (Do.AGAIN,),
    ),
}


def head_of(visit: Visit, known: Known) -> Head:
    """The head of its page in words, with the days and numbers of this visit."""
    head = TABLE[stage_of(visit, known)]
    until = _until(visit)
    letter = awaited_until(visit)
    says = head.says if until else head.undated or head.says
    return Head(
        head.tone,
        head.icon,
        str(head.headline) % {"number": known.number or "–"},
        str(says) % {"until": until, "letter": until_words(letter) if letter else ""},
        head.do,
    )


def _until(visit: Visit) -> str:
    """Until when either side answers, in words; empty where nothing says so."""
    if visit.status == Status.PROPOSED:
        until = visit.offer_expires_at or visit.answer_due_at
        return moment_words(until) if until else ""
    return day_words(timezone.localdate(visit.reply_due_at)) if visit.reply_due_at else ""


def next_of(head: Head, possible: Collection[Do]) -> Do | None:
    """What is next: the first of what the head knows that is `possible` at all."""
    return next((do for do in head.do if do in possible), None)
