"""The host's people for a visit: what each answered, and whom they suggest instead."""

from collections.abc import Iterable
from dataclasses import dataclass

from visits.inbox.items import Remedy
from visits.inbox.named import stand_in
from visits.models import Assignment, Visit
from visits.people.officers import Candidate


@dataclass(frozen=True)
class Named:
    """An officer of the visit; `stand_in` names the suggested colleague, `then_with` has them."""

    assignment: Assignment
    stand_in: Remedy | None
    then_with: Visit | None


def named_for(
    visit: Visit, assignments: Iterable[Assignment], candidates: Iterable[Candidate]
) -> list[Named]:
    """Who is named, in the order given; no query."""
    busy = {c.officer.pk: c.busy_with for c in candidates}
    there = {a.officer_id for a in assignments}
    return [
        Named(
            a,
            stand_in(visit, a) if a.colleague_id not in there else None,
            busy.get(a.colleague_id or 0),
        )
        for a in assignments
    ]
