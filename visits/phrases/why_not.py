"""Why a session cannot be had: each reason's words, for every reader, in one table.

`scheduling` gives the code (`Reason`, and a refusal's `slot_closed` where there is no such
session); what is said of it stands here alone. A new reason is a row; a test holds that.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scheduling.slots import Reason, Slot

_NOT_THERE = "slot_closed"


@dataclass(frozen=True)
class WhyNot:
    """The words of one reason.

    `short` stands on a day or session; `asker`, `staff` and `program` are the sentences for whoever
    asked for the session, for the desk (with what helps), and for the API's `detail`.
    """

    short: str | Promise
    asker: str | Promise
    staff: str | Promise
    program: str | Promise
    # Where the desk has another word for it than the public pages.
    short_for_staff: str | Promise = ""


TABLE: dict[Reason, WhyNot] = {
    Reason.CLOSED: WhyNot(
        short=gettext_lazy("Closed"),
        asker=gettext_lazy("This session is closed."),
        staff=gettext_lazy("There is no session then, or it is closed. Choose another one."),
        program=gettext_lazy("There is no such session, or nothing can be booked on it."),
    ),
    Reason.TOO_SOON: WhyNot(
        short=gettext_lazy("Too soon"),
        asker=gettext_lazy("This session is too soon for us to prepare it."),
        staff=gettext_lazy(
            "This session is sooner than the lead time. Write a reason to go over it."
        ),
        program=gettext_lazy("The session is too soon to be prepared."),
    ),
    Reason.TOO_LATE: WhyNot(
        short=pgettext_lazy("session", "Over"),
        asker=gettext_lazy("This session has begun or is over."),
        staff=gettext_lazy("This session has begun or is over. Choose one that is still to come."),
        program=gettext_lazy("The session has begun or is over."),
    ),
    Reason.TOO_FAR: WhyNot(
        short=gettext_lazy("Not open yet"),
        short_for_staff=gettext_lazy("Beyond the horizon"),
        asker=gettext_lazy("This session cannot be asked for yet."),
        staff=gettext_lazy("This session is beyond the horizon. Write a reason to go over it."),
        program=gettext_lazy("The session is too far ahead to be booked."),
    ),
    Reason.WEEK_FULL: WhyNot(
        short=gettext_lazy("Week full"),
        asker=gettext_lazy("The last place of this week has just been taken."),
        staff=gettext_lazy(
            "The week is full. Choose a session of another week, or raise its quota."
        ),
        program=gettext_lazy("The week is full."),
    ),
    Reason.DAY_FULL: WhyNot(
        short=gettext_lazy("Day full"),
        asker=gettext_lazy("This day is full by now."),
        staff=gettext_lazy("This day is full. Choose a session on another day."),
        program=gettext_lazy("The day is full."),
    ),
    Reason.SLOT_TAKEN: WhyNot(
        short=pgettext_lazy("session", "Taken"),
        asker=gettext_lazy("This session has just been taken."),
        staff=gettext_lazy("This session is taken meanwhile. Choose another one."),
        program=gettext_lazy("The session is already taken."),
    ),
    Reason.TOO_MANY_PEOPLE: WhyNot(
        short=gettext_lazy("Room too small"),
        asker=gettext_lazy("The room of this session is too small for your delegation."),
        staff=gettext_lazy("The room is too small for them. Write a reason to go over it."),
        program=gettext_lazy("The room does not hold so many people."),
    ),
}


def of(code: str) -> WhyNot:
    """The words of a refusal's `code`; raises ValueError where it is no reason."""
    return TABLE[Reason.CLOSED if code == _NOT_THERE else Reason(code)]


def in_short(slot: Slot) -> str:
    """Why not, in two or three words, a closure by its name; empty where `slot` can be had."""
    return _in_short(slot, staff=False)


def in_short_for_staff(slot: Slot | None) -> str:
    """The same in the words of the desk; None is a session that is not there any more."""
    return _("No such session any more") if slot is None else _in_short(slot, staff=True)


def _in_short(slot: Slot, *, staff: bool) -> str:
    if slot.reason is None:
        return ""
    if slot.reason is Reason.CLOSED and slot.note:
        return slot.note
    # `scheduling` calls both too soon, as the contract does: a past session and one in a few days.
    over = slot.reason is Reason.TOO_SOON and slot.starts_at <= timezone.now()
    words = TABLE[Reason.TOO_LATE if over else slot.reason]
    return str((staff and words.short_for_staff) or words.short)
