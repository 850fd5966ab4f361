"""What a row says of its visit at a glance: the leader's rank, joint, no letter, a clash."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scheduling.slots import SlotId
from visits.language.shortening import shortened
from visits.life.letters.due import is_there
from visits.life.table import WAITING
from visits.models import Rank, Status, Visit
from visits.phrases.joint import joint_words
from visits.queries.visits import Session

# In these it is still to be decided, or to come: then a letter is missed.
_TO_COME = WAITING | {Status.CONFIRMED}


class What(StrEnum):
    """What a sign is about; pages choose its picture by it."""

    RANK = "rank"
    JOINT = "joint"
    NO_LETTER = "no-letter"
    CLASH = "clash"


@dataclass(frozen=True)
class Sign:
    """A sign and its words."""

    what: What
    words: str


def signs_of(visit: Visit, session: Session | None, clash: Visit | None = None) -> tuple[Sign, ...]:
    """The signs of a visit in its `session`; `clash` is who has, or asks for, the same time."""
    found = []
    if visit.leader_rank != Rank.OTHER:
        found.append(Sign(What.RANK, rank_word(visit.leader_rank)))
    if session is not None and session.joint:
        found.append(Sign(What.JOINT, joint_words(session.together) or pgettext("sign", "joint")))
    if visit.status in _TO_COME and not is_there(visit):
        found.append(Sign(What.NO_LETTER, pgettext("sign", "no letter")))
    if clash is not None:
        name = shortened(clash.institution)
        found.append(Sign(What.CLASH, _("at the same time as %(name)s") % {"name": name}))
    return tuple(found)


def rank_word(rank: str) -> str:
    """A rank in a word, since rows are narrow."""
    return {
        Rank.REGIONAL_HEAD: pgettext("sign", "regional head"),
        Rank.COUNCIL: pgettext("sign", "council"),
        Rank.SECRETARY: pgettext("sign", "secretary"),
        Rank.OFFICE_HEAD: pgettext("sign", "head of office"),
    }.get(Rank(rank), str(Rank(rank).label))


def clashes(visits: Iterable[Visit], sessions: dict[int, Session]) -> dict[int, Visit]:
    """For each visit another one that is open at the same time, if any, by the visit's id.

    That is one whose session overlaps its own in another room, or, while it has none, who has the
    session that it would like best. Those of a joint visit do not clash.
    """
    visits = list(visits)
    by_day: dict[object, list[tuple[Visit, Session]]] = {}
    for visit in visits:
        session = sessions.get(visit.pk)
        if session is not None and not session.given_back:
            by_day.setdefault(session.date, []).append((visit, session))
    found: dict[int, Visit] = {}
    for visit in visits:
        own = sessions.get(visit.pk)
        if own is not None and not own.given_back:
            others = [
                other
                for other, session in by_day[own.date]
                if session.slot_id != own.slot_id
                and session.starts_at < own.ends_at
                and own.starts_at < session.ends_at
            ]
        elif visit.status in WAITING and visit.preferred_slots:
            best = visit.preferred_slots[0]
            others = [
                other
                for other, session in by_day.get(SlotId.parse(best).date, [])
                if session.slot_id == best and other.pk != visit.pk
            ]
        else:
            continue
        if others:
            found[visit.pk] = others[0]
    return found
