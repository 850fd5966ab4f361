"""What a visit's officers oblige staff to do: who cannot come, who is gone, who says nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from visits.inbox.items import Remedy
from visits.inbox.open_visits import Open
from visits.models import Assignment, Status, Visit
from visits.queries.visits import Session

# A visit this near without a named receiving officer is something to do (H-14).
_NAME_AN_OFFICER = 14
_Answer = Assignment.Answer


@dataclass(frozen=True)
class Wanting:
    """One thing about a visit's officers: in words, how near, and the press that may settle it."""

    words: str
    mark: str
    urgent: bool
    remedy: Remedy | None = None


def wanting(visit: Visit, session: Session, here: Open) -> Iterator[Wanting]:
    """What is to be done about the officers of a visit whose `session` is not over."""
    days = (session.date - here.today).days
    ahead = npgettext("mark", "in %(days)s day", "in %(days)s days", days) % {"days": days}
    mark = ahead if days else _("Today")
    if visit.pk in here.gone:
        # Before anything else another is to be named.
        gone = ", ".join(here.gone[visit.pk])
        words = _("%(officers)s is out of use: name another") % {"officers": gone}
        yield Wanting(words, _("Name another"), urgent=True)
        return
    if visit.status != Status.CONFIRMED:
        return
    named = here.officers.get(visit.pk, [])
    suggested = [a for a in named if _suggests(a, named)]
    for assignment in suggested:
        yield Wanting(
            _suggestion(assignment), mark, urgent=True, remedy=stand_in(visit, assignment)
        )
    receiving = here.receiving.get(visit.pk)
    near = session.date <= here.next_working_day
    if receiving is None:
        if days <= _NAME_AN_OFFICER:
            yield Wanting(_("No receiving officer named yet"), mark, urgent=near)
    elif receiving.answer == _Answer.DECLINED and receiving not in suggested:
        words = _("%(officer)s cannot be there: name another") % {
            "officer": _with_reason(receiving)
        }
        yield Wanting(words, mark, urgent=True)
    silent = [a for a in named if _is_silent(a)] if near else []
    if silent:
        names = ", ".join(a.officer.name for a in silent)
        words = _("%(officer)s has not confirmed yet") % {"officer": names}
        yield Wanting(words, mark, urgent=receiving in silent)


def stand_in(visit: Visit, assignment: Assignment) -> Remedy | None:
    """The press that names whom the officer suggests in their place, where they suggest anybody."""
    colleague = assignment.colleague
    if colleague is None or not colleague.active:
        return None
    return Remedy(
        _("Assign %(name)s") % {"name": colleague.name},
        reverse("desk-step", args=[visit.reference, "pengganti"]),
        fields=(
            ("officer", assignment.officer_id),
            ("colleague", colleague.pk),
            ("version", visit.version),
        ),
    )


def _suggests(assignment: Assignment, named: list[Assignment]) -> bool:
    """Whether they cannot come and suggest somebody who is in use and not named already."""
    colleague = assignment.colleague
    there = {a.officer_id for a in named}
    return colleague is not None and colleague.active and colleague.pk not in there


def _suggestion(assignment: Assignment) -> str:
    words = _("%(officer)s cannot be there; suggests %(colleague)s")
    colleague = assignment.colleague.name if assignment.colleague else ""
    return words % {"officer": _with_reason(assignment), "colleague": colleague}


def _with_reason(assignment: Assignment) -> str:
    name, reason = assignment.officer.name, assignment.reason
    return f"{name} ({' '.join(reason.split())})" if reason else name


def _is_silent(assignment: Assignment) -> bool:
    """Whether they have said nothing; of who receives a perhaps is not enough."""
    if assignment.role == Assignment.Role.RECEIVING:
        return assignment.answer in (_Answer.NONE, _Answer.TENTATIVE)
    return assignment.answer == _Answer.NONE
