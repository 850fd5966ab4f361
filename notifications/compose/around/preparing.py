"""What stands below a letter about a visit that will be: what is still to do, what to bring.

And below all letters to guests and officers how to reach the host. It follows from the visit as it
is now, so it is no words of the host's.
"""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.letterhead import marks
from notifications.letterhead.frame import Reach
from notifications.plan.readers import readers
from notifications.plan.table import To
from visits.conversation.missing import missing_words
from visits.language.dates import day_words, until_words
from visits.life.letters.due import awaited_until, is_there
from visits.models import Host, Status, Visit
from visits.people.participants import cut_off_at
from visits.queries.visits import Session

# Letters from which somebody sets out; in others it would be noise.
_BEFORE_THE_VISIT = frozenset(
    {
        "approved",
        "changed",
        "moved",
        "move_kept",
        "wish_ended",
        "week_before",
        "day_before",
        "rundown",
    }
)


def sets_out(name: str) -> bool:
    """Whether somebody sets out from this letter, so that it says what to prepare."""
    return name in _BEFORE_THE_VISIT


def is_expected(visit: Visit, session: Session | None, now: dt.datetime) -> bool:
    """Whether the delegation is to come: confirmed, in a session that is not over."""
    if visit.status != Status.CONFIRMED or session is None or session.given_back:
        return False
    return session.ends_at > now


def to_prepare(visit: Visit, session: Session, *, lacking: int, now: dt.datetime) -> str:
    """What is still to do, each with until when, and what to bring; marked (letterhead/marks.py).

    `lacking` is how many participants have no name yet.
    """
    open_things = _to_do(visit, session, lacking, now)
    lines = [marks.heading(_("Still to do")), *map(marks.item, open_things)] if open_things else []
    lines += [
        "",
        marks.heading(_("What to bring")),
        marks.item(_("The travel order (SPPD) of each participant, to be signed")),
        marks.item(_("The ticket for arrival, on the page of your visit")),
    ]
    return "\n".join(lines)


def _to_do(visit: Visit, session: Session, lacking: int, now: dt.datetime) -> list[str]:
    found = (
        [_("We asked for: %(missing)s") % {"missing": missing_words(visit)}]
        if visit.missing
        else []
    )
    if due := awaited_until(visit):
        words = _("The official letter, by %(day)s at the latest: without it your place lapses")
        found.append(words % {"day": until_words(due)})
    elif not is_there(visit):
        found.append(_("The official letter, any time before the day of the visit"))
    cut_off = cut_off_at(session)
    if lacking > 0 and now < cut_off:
        last_day = day_words((cut_off - dt.timedelta(days=1)).date())
        found.append(
            ngettext(
                "%(count)d name of a participant, by %(day)s at the latest",
                "%(count)d names of participants, by %(day)s at the latest",
                lacking,
            )
            % {"count": lacking, "day": last_day}
        )
    return found


def reach(name: str, host: Host, *, expected: bool) -> Reach | None:
    """How to change or cancel, or to ask; nothing where the host writes to itself."""
    reader = readers()[name]
    if reader == To.HOST:
        return None
    if reader == To.CONTACT and expected:
        words = _("To change or cancel: on the page of your visit, or tell us:")
    else:
        words = _("Questions? You reach us here:")
    return Reach(words=words, phone=host.phone, email=host.email)
