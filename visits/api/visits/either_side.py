"""Steps that the delegation of a visit may take as well as staff."""

from typing import Any

from django.utils.translation import gettext as _

from visits.api.http.problems import FieldProblem
from visits.api.serializers.request import Versioned
from visits.api.serializers.steps import AcceptIn, ConsentIn, ReasonIn, RescheduleIn
from visits.api.visits.taking import TakeEitherStep, takes
from visits.conversation import messages
from visits.life import answering, moving
from visits.models import Status, Visit


@takes(AcceptIn)
class Accept(TakeEitherStep):
    """Take one of the proposed sessions."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """What was not proposed is a matter of the field only while there is a proposal."""
        slot = data["slot"]
        if visit.status == Status.PROPOSED and str(slot) not in visit.proposed_slots:
            raise FieldProblem("slot", "not_proposed", _("This session was not proposed."))
        return answering.accept(visit, slot=slot, **who)


@takes(ReasonIn)
class Refuse(TakeEitherStep):
    """None of the proposed sessions suits."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """A place of its own stays held, one offered from the waiting list goes to the next."""
        return answering.refuse(visit, reason=data["reason"], **who)


@takes(ReasonIn)
class Cancel(TakeEitherStep):
    """Call the visit off, with a reason or without."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The place goes back."""
        return answering.cancel(visit, reason=data["reason"], **who)


@takes(RescheduleIn)
class Reschedule(TakeEitherStep):
    """Move to the first of `slots` that can be had, or ask to.

    A failed move keeps the old place. Where a delegation's visit is confirmed, its place stays
    until staff answer with reschedule/ or keep/. Only staff may go over soft rules.
    """

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """A delegation's reason to go over rules is passed over (moving.reschedule)."""
        return moving.reschedule(
            visit,
            slots=data["slots"],
            reason=data["reason"],
            override_reason=data["override_reason"],
            **who,
        )


@takes(Versioned)
class GiveMissing(TakeEitherStep):
    """Note that what staff asked for is there; harmless where nothing was."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Nothing is missing any more."""
        return messages.give_missing(visit, **who)


@takes(ConsentIn)
class Consent(TakeEitherStep):
    """Note whether the delegation may be photographed; it can be taken back at any time."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Photographs that were shared are shown only as long as it stands."""
        return answering.consent(visit, photographs=data["photographs"], **who)
