"""The companions of a joint visit, ticked to be approved with it: one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from visits.history import recent
from visits.life.joint_visits import companions_of
from visits.life.together.approving import approve_along
from visits.models import Assignment, Officer, Status, Visit
from visits.models.references import read_reference
from visits.pages.desk.frame.refusals import REFUSALS, said, version_in
from visits.pages.desk.visit.press import Press
from visits.pages.frame import toasts

_MOST = 20


@dataclass(frozen=True)
class Companion:
    """One that comes along; `can` be approved now, or stands as its status says.

    Whom something was proposed to is not ticked before: it is their turn.
    """

    visit: Visit
    can: bool

    @property
    def value(self) -> str:
        """As a form names it, on the version that the page shows."""
        return f"{self.visit.reference}:{self.visit.version}"

    @property
    def ticked(self) -> bool:
        """Whether the form begins with it ticked."""
        return self.can and self.visit.status == Status.REQUESTED


def approve_ticked(press: Press) -> str:
    """Approve the companions that the form names, "ST-2026-7K4Q2M:3"; gives what became of each.

    The visit itself is approved by then, and stays so. Only its companions are: what else a form
    names is passed over.
    """
    ticked = dict(text.partition(":")[::2] for text in press.request.POST.getlist("along")[:_MOST])
    ticked = {read_reference(reference): version for reference, version in ticked.items()}
    if not ticked:
        return ""
    officers, receiving = _named_for(press.visit)
    done, refused = [], []
    for other in companions_of(press.visit):
        if other.reference not in ticked:
            continue
        try:
            approve_along(
                other,
                officers=officers,
                receiving=receiving,
                by=press.by,
                now=press.now,
                override_reason=press.text("override_reason"),
                version=version_in(ticked[other.reference]),
            )
        except REFUSALS as error:
            refused.append(f"{other.institution}: {said(error).words}")
        else:
            done.append(other.institution)
            decision = recent.decision_on(other, now=press.now)
            if decision is not None:
                toasts.show(press.request, other, decision, _("Approved."))
    words = []
    if done:
        words.append(_("Approved with it: %(names)s.") % {"names": ", ".join(done)})
    if refused:
        words.append(_("Not approved with it: %(names)s") % {"names": " ".join(refused)})
    return " ".join(words)


def _named_for(visit: Visit) -> tuple[Sequence[Officer], Officer | None]:
    named = list(visit.assignments.select_related("officer"))
    receiving = next((a.officer for a in named if a.role == Assignment.Role.RECEIVING), None)
    return [a.officer for a in named], receiving
