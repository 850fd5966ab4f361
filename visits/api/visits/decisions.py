"""What staff decide on a visit."""

from typing import Any

from django.utils.translation import gettext as _

from visits.api.http.problems import FieldProblem
from visits.api.serializers.request import Versioned
from visits.api.serializers.steps import (
    ApproveIn,
    AskMissingIn,
    AssignIn,
    DeclineIn,
    LetterCameIn,
    LetterDueIn,
    MergeIn,
    NeededReasonIn,
    ProposeIn,
    ReopenIn,
    SplitIn,
)
from visits.api.visits.taking import TakeStep, takes
from visits.conversation import messages
from visits.conversation.missing import items_in
from visits.language.dates import day_words
from visits.life import amending, deciding, joint_visits
from visits.life.letter_steps import deciding as letters
from visits.life.undo import reopening, undoing
from visits.models import Visit
from visits.models.references import read_reference


@takes(ApproveIn)
class Approve(TakeStep):
    """Confirm the visit, in the session it holds or in `slot`."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """`override_reason` lets it go over soft rules."""
        return deciding.approve(
            visit, slot=data["slot"], override_reason=data["override_reason"], **who
        )


@takes(DeclineIn)
class Decline(TakeStep):
    """Refuse the request with a reason that the delegation reads."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The place goes back; `slots` are told with the reason."""
        return deciding.decline(visit, reason=data["reason"], slots=data["slots"], **who)


@takes(ProposeIn)
class Propose(TakeStep):
    """Offer other sessions; the place held so far stays held."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The delegation answers with accept/ or refuse/."""
        return deciding.propose(visit, slots=data["slots"], message=data["message"], **who)


@takes(Versioned)
class Undo(TakeStep):
    """Take back one's own last decision while nobody was told of it (20 seconds).

    Approve, decline, propose, cancel and letter-due by the host's side wait so long.
    """

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Twice is once."""
        return undoing.undo(visit, **who)


@takes(ReopenIn)
class Reopen(TakeStep):
    """Let a declined, cancelled or lapsed visit await its decision again."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Same UID, SEQUENCE going on; the delegation reads the reason."""
        return reopening.reopen(visit, reason=data["reason"], slot=data["slot"], **who)


@takes(NeededReasonIn)
class Keep(TakeStep):
    """Answer a wish to move with no: the visit stays in its session."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The delegation reads the reason."""
        return deciding.keep(visit, reason=data["reason"], **who)


@takes(LetterDueIn)
class LetterDue(TakeStep):
    """Let the official letter be due by the end of another day, or (null) do without it."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The delegation reads the reason, once this cannot be undone any more."""
        try:
            return letters.set_due(visit, until=data["until"], reason=data["reason"], **who)
        except letters.NotADueDay as error:
            words = _("The letter can be due from %(first)s to %(last)s. Choose a day of these.")
            days = {"first": day_words(error.first), "last": day_words(error.last)}
            raise FieldProblem("until", "out_of_range", words % days) from error


@takes(LetterCameIn)
class LetterCame(TakeStep):
    """Note that the official letter came on paper, or that it did not after all."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The same twice is once."""
        return letters.note_came(visit, came=data["came"], **who)


@takes(AskMissingIn)
class AskMissing(TakeStep):
    """Ask the delegation for something that is missing; it stays asked for until it is there."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """What was asked for before is replaced."""
        return messages.ask_missing(visit, text=data["text"], items=items_in(data["items"]), **who)


@takes(AssignIn)
class Assign(TakeStep):
    """Name the host's people for the visit."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The list replaces the one before."""
        return amending.assign(visit, officers=data["officers"], receiving=data["receiving"], **who)


@takes(MergeIn)
class Merge(TakeStep):
    """Receive the visit together with another one, in that one's session."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """Together they use one place; each keeps its own identity."""
        into = Visit.objects.filter(reference=read_reference(data["into"])).first()
        if into is None:
            raise FieldProblem("into", "unknown", _("There is no such visit."))
        return joint_visits.merge(visit, into=into, override_reason=data["override_reason"], **who)


@takes(SplitIn)
class Split(TakeStep):
    """Take the visit out of its joint visit, into a place of its own."""

    def take(self, visit: Visit, data: dict[str, Any], **who: Any) -> Visit:
        """The week's capacity is asked again."""
        return joint_visits.split(
            visit, slot=data["slot"], override_reason=data["override_reason"], **who
        )
