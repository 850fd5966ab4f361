"""Whether a paper in force is still true: what it says of the visit, against the visit now.

Beside what its bytes are made from, a paper keeps in a few plain words what it rests on. A visit
that moved, was called off or corrected, or a rundown written anew, makes them differ: the desk says
that the paper is to be replaced or withdrawn, and until then nobody signs or sends it. Nothing is
withdrawn behind the signatory's back but evidence of presence.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from visits.models import Paper, PaperKind, Status, Visit
from visits.papers.life.step import WrongState
from visits.papers.life.table import IN_FORCE
from visits.papers.life.times import is_over
from visits.queries.visits import Session, session_of

# The answer that a reply letter gives.
_ANSWERS = {Status.PROPOSED: "other_days", Status.DECLINED: "no"}
_YES = frozenset({Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED})


class Untrue(StrEnum):
    """What became untrue."""

    OVER = "over"
    """The visit was called off, or nobody came: there is nothing that it could be about."""
    ANSWER = "answer"
    """The letter answers otherwise than was decided since, or offers other sessions."""
    MOVED = "moved"
    """It names another day or time."""
    NAMES = "names"
    """The institution, its leader or a person's name was corrected."""
    PEOPLE = "people"
    """Other people came than it says."""
    ABSENT = "absent"
    """By what is noted now the person was not there."""
    RUNDOWN = "rundown"
    """The rundown was changed since."""
    FORM = "form"
    """It is an empty form, and can be a dated sheet now."""


@dataclass(frozen=True)
class Facts:
    """What papers of a visit rest on: names and who came by the participants' numbers."""

    visit: Visit
    session: Session | None
    names: Mapping[int, str]
    came: frozenset[int]
    over: bool

    @classmethod
    def load(cls, visit: Visit, session: Session | None, *, now: dt.datetime) -> "Facts":
        """As it is at `now`; one query."""
        rows = visit.participants.values_list("number", "name", "presence__pk")
        found = list(rows)
        names = {number: name for number, name, _here in found}
        came = frozenset(number for number, _name, here in found if here is not None)
        over = is_over(visit, session, now=now)
        return cls(visit=visit, session=session, names=names, came=came, over=over)


def basis_of(facts: Facts, kind: PaperKind, person: int = 0) -> dict[str, Any]:
    """What a paper of `kind`, issued now, rests on; JSON. `person`: whose, 0 the delegation's."""
    visit, session = facts.visit, facts.session
    held = session if session is not None and not session.given_back else None
    basis: dict[str, Any] = {
        "session": f"{held.starts_at.isoformat()} {held.ends_at.isoformat()}" if held else "",
        "names": [visit.institution, visit.leader_name, facts.names.get(person, "")],
    }
    if kind == PaperKind.REPLY:
        basis["answer"] = _ANSWERS.get(Status(visit.status), "yes")
        if visit.status == Status.PROPOSED:
            until = visit.answer_due_at
            basis["offers"] = [*visit.proposed_slots, _utc(until) if until else ""]
    if kind == PaperKind.VISUM:
        basis["dated"] = facts.over
    if kind == PaperKind.RUNDOWN:
        basis["items"] = _digest_of(visit)
    if kind == PaperKind.CERTIFICATE and not person:
        basis["came"] = sorted(facts.came)
    return basis


def _digest_of(visit: Visit) -> str:
    """The rundown as it is, in few letters; one query."""
    items = visit.agenda.order_by("starts_at").values_list(
        "starts_at", "ends_at", "title", "officer__name", "officer__position", "speaker", "place"
    )
    said = [
        [value if isinstance(value, str) else str(value or "") for value in row] for row in items
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _utc(moment: dt.datetime) -> str:
    # Before it is stored it may be in the host's zone.
    return moment.astimezone(dt.UTC).isoformat()


def untrue(paper: Paper, facts: Facts) -> Untrue | None:
    """Why the paper is no longer true, or None; None too where it is no longer in force."""
    if paper.state not in IN_FORCE:
        return None
    kind, was = PaperKind(paper.kind), paper.data.get("basis", {})
    yes = was.get("answer", "yes") == "yes"
    status = Status(facts.visit.status)
    if yes and status not in _YES:
        replied = kind == PaperKind.REPLY and status in _ANSWERS
        return Untrue.ANSWER if replied else Untrue.OVER
    if not yes and status not in _YES and status not in _ANSWERS:
        # Undone, lapsed or refused: no letter can be written that would take its place.
        return Untrue.OVER
    evidence = kind == PaperKind.CERTIFICATE or was.get("dated")
    if paper.person and evidence and paper.person not in facts.came:
        return Untrue.ABSENT
    now = basis_of(facts, kind, paper.person)
    differs = {name for name in now if was.get(name) != now[name]}
    if not yes:
        differs.discard("session")
    if "offers" not in was:
        # Issued before letters kept what they offer.
        differs.discard("offers")
    if "items" not in was:
        # Nor did rundowns keep what they list.
        differs.discard("items")
    for name, why in _WHY.items():
        if name in differs:
            return why
    return None


class NoLongerTrue(WrongState):
    """It is to be replaced or withdrawn, not signed or sent; `why`."""

    def __init__(self, paper: Paper, why: Untrue) -> None:
        super().__init__(paper)
        self.why = why


def may_go_on(why: Untrue | None) -> bool:
    """Whether a paper, untrue as `why` says, may still be signed and sent.

    An empty form may: it says nothing that is wrong.
    """
    return why in (None, Untrue.FORM)


def check_true(paper: Paper, visit: Visit, *, now: dt.datetime) -> None:
    """Raise NoLongerTrue where the paper says of `visit` what is not so at `now`."""
    why = untrue(paper, Facts.load(visit, session_of(visit), now=now))
    if why is not None and not may_go_on(why):
        raise NoLongerTrue(paper, why)


# Of several the first is said.
_WHY = {
    "answer": Untrue.ANSWER,
    "offers": Untrue.ANSWER,
    "session": Untrue.MOVED,
    "names": Untrue.NAMES,
    "came": Untrue.PEOPLE,
    "items": Untrue.RUNDOWN,
    "dated": Untrue.FORM,
}
