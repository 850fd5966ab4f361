"""What to know before deciding on a visit: said first on its page, each in a line."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scheduling.slots import Reason, SlotId
from visits.language.dates import near_day_words
from visits.language.shortening import shortened
from visits.life.letters.due import is_there
from visits.life.table import WAITING
from visits.models import Rank, Status, Visit
from visits.pages.desk.visit.decision import Choice, Sessions
from visits.queries.same_letter import same_letter
from visits.queries.same_weeks import SameWeeks
from visits.queries.visits import Session


@dataclass(frozen=True)
class Caution:
    """`kind` is stop, wait or info; `url` leads to what helps, or to whom it is about."""

    kind: str
    icon: str
    words: str
    url: str = ""


def cautions_for(
    visit: Visit, session: Session | None, sessions: Sessions, weeks: SameWeeks
) -> list[Caution]:
    """Closed day, too many people, another visit at that time, no letter or one that came before,
    high rank; one query at most, where the letter's number and date are known.
    """
    found: list[Caution] = []
    here = next((c for c in sessions.choices if c.held), sessions.choices[0])
    found += _closed(visit, here)
    found += _too_many(visit, here, weeks)
    found += _at_once(visit, session, here, weeks)
    if not is_there(visit) and visit.status in {*WAITING, Status.CONFIRMED}:
        found.append(Caution("wait", "file-x", _("No letter uploaded"), "#minta"))
    return found + _came_before(visit) + _high(visit)


def _came_before(visit: Visit) -> list[Caution]:
    """The letter by which another request came."""
    if visit.status not in WAITING:
        return []
    before = same_letter(
        number=visit.letter_number,
        date=visit.letter_date,
        institution=visit.institution,
        but=visit,
    )
    if before is None:
        return []
    words = _("This letter is here already: %(reference)s, received %(day)s") % {
        "reference": before.reference,
        "day": near_day_words(timezone.localdate(before.created_at)),
    }
    return [Caution("wait", "copy", words, reverse("desk-visit", args=[before.reference]))]


def _high(visit: Visit) -> list[Caution]:
    """Whom the host's own head receives, or somebody in that place (domain.md)."""
    words = {
        Rank.REGIONAL_HEAD: _("Led by the head of a region: %(position)s"),
        Rank.COUNCIL: _("Led by a council: %(position)s"),
    }.get(Rank(visit.leader_rank))
    if words is None:
        return []
    return [Caution("info", "user", words % {"position": visit.leader_position})]


def _closed(visit: Visit, here: Choice) -> list[Caution]:
    day = near_day_words(SlotId.parse(here.slot_id).date)
    if here.slot is None:
        return [
            Caution("stop", "calendar-x", _("%(day)s: no such session any more") % {"day": day})
        ]
    if here.slot.reason is not Reason.CLOSED:
        return []
    words = _("%(day)s is closed: %(why)s") if here.slot.note else _("%(day)s is closed")
    return [Caution("stop", "calendar-x", words % {"day": day, "why": here.slot.note})]


def _too_many(visit: Visit, here: Choice, weeks: SameWeeks) -> list[Caution]:
    together = weeks.people_with(visit)
    if here.slot is None or together <= here.slot.people_limit:
        return []
    words = _("%(people)s people, the room holds %(limit)s")
    numbers = {"people": together, "limit": here.slot.people_limit}
    return [Caution("stop", "users", words % numbers)]


def _at_once(
    visit: Visit, session: Session | None, here: Choice, weeks: SameWeeks
) -> list[Caution]:
    """Another room's visit at the same hours, or who has the session that this one wishes for."""
    if session is not None and not session.given_back:
        others = list(weeks.at_once(visit, session))
    else:
        others = weeks.in_session(visit, SlotId.parse(here.slot_id))
    return [
        Caution(
            "wait",
            "triangle-alert",
            _("At the same time as %(name)s") % {"name": shortened(other.institution)},
            reverse("desk-visit", args=[other.reference]),
        )
        for other in others
    ]
