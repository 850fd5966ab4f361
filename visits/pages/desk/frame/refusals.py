"""Why a step was not taken, in words that say what to do: the same on every page of the desk."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from scheduling.capacity import Refused
from visits.language.dates import moment_words
from visits.life import step
from visits.life.joint_visits import CannotJoin
from visits.models import Visit, VisitEvent


class OldForm(Exception):
    """A form came without the version of the visit it was opened on: nobody knows what was seen."""


# What the rules raise; pages catch these and nothing else.
REFUSALS: tuple[type[Exception], ...] = (
    OldForm,
    step.Stale,
    step.WrongStatus,
    step.NeedsReason,
    step.TooLate,
    Refused,
    CannotJoin,
    ObjectDoesNotExist,
    ValueError,
)
_Kind = VisitEvent.Kind
# Events that change nothing another editor must know.
_TALK = (_Kind.NOTED, _Kind.MESSAGED, _Kind.PASSED_ON, _Kind.ANSWERED, _Kind.LINK_ASKED)


def version_in(text: str) -> int:
    """The version that a form carries; raises OldForm where there is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise OldForm
    return int(text)


@dataclass(frozen=True)
class Said:
    """The sentence and the HTTP status."""

    words: str
    status: int


def said(error: Exception) -> Said:
    """What to say about one of REFUSALS."""
    match error:
        case OldForm():
            words = _(
                "Nothing was changed: the page was opened in an old form. "
                "Look at the visit as it is now, then press again."
            )
            return Said(words, 422)
        case step.Stale():
            return Said(_since(error.visit), 409)
        case step.WrongStatus():
            words = _("Nothing was changed: the visit is already “%(status)s”. See its history.")
            return Said(words % {"status": error.status.label}, 409)
        case step.NeedsReason():
            return Said(_("Write it in a few words first: somebody will read it."), 422)
        case step.TooLate():
            words = _("Nothing was changed: this could be taken back until %(when)s.")
            return Said(words % {"when": moment_words(error.cut_off)}, 409)
        case Refused():
            return Said(why(error), 409)
        case CannotJoin():
            return Said(_cannot_join(error), 409)
        case ObjectDoesNotExist():
            return Said(_("There is no such visit or officer. Check the number."), 422)
        case ValueError() if str(error) == "too long":
            return Said(_("Please shorten it to 2,000 characters."), 422)
        case ValueError() if str(error) == "no answer":
            return Said(_("Choose whether the officer will be there or cannot come."), 422)
    return Said(_("Choose a session from the list."), 422)


def _since(visit: Visit) -> str:
    event = visit.events.exclude(kind__in=_TALK).order_by("-id").first()
    if event is None:
        return _("Somebody changed this visit meanwhile. Look at it again, then decide.")
    words = _(
        "Nothing was changed: meanwhile %(who)s did this: %(what)s (%(when)s). "
        "What you typed is still here."
    )
    return words % {
        "who": event.actor_name or event.get_actor_kind_display(),
        "what": event.get_kind_display(),
        "when": moment_words(event.at),
    }


def why(refusal: Refused) -> str:
    """Why there is no place, and what helps."""
    words = {
        "week_full": _("The week is full. Choose a session of another week, or raise its quota."),
        "day_full": _("This day is full. Choose a session on another day."),
        "slot_taken": _("This session is taken meanwhile. Choose another one."),
        "slot_closed": _("There is no session then, or it is closed. Choose another one."),
        "too_soon": _("This session is sooner than the lead time. Write a reason to go over it."),
        "too_far": _("This session is beyond the horizon. Write a reason to go over it."),
        "too_many_people": _("The room is too small for them. Write a reason to go over it."),
    }
    return words.get(refusal.code, refusal.code)


def _cannot_join(error: CannotJoin) -> str:
    return {
        "same_visit": _("A visit cannot be joined with itself. Give another one's number."),
        "joined_already": _("These two are one joint visit already."),
        "no_place": _("This visit shares its place with nobody."),
    }.get(error.code, error.code)
