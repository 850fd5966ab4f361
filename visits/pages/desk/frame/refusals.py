"""Why a step was not taken, in words that say what to do: the same on every page of the desk."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from scheduling.capacity import Refused
from visits.conversation.dispositions import DayOver, NoAddressee
from visits.language.dates import day_words, moment_words
from visits.life import step
from visits.life.amending import NotedPresent
from visits.life.joint_visits import CannotJoin
from visits.life.letter_steps.deciding import NotADueDay
from visits.life.undo.reopening import JustDecided
from visits.life.undo.undoing import CannotUndo
from visits.models import Visit, VisitEvent
from visits.pages.duties.answering import NotSaid
from visits.pages.frame.typed import too_long
from visits.phrases import why_not
from visits.phrases.undone import why_not_reopened, why_not_undone


class OldForm(Exception):
    """A form came without the version of the visit it was opened on: nobody knows what was seen."""


class TooLong(Exception):
    """A text has too many characters, or a list too many lines; `words` say what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def not_too_long(text: str, most: int) -> str:
    """`text`, or TooLong where it has more than `most` characters: nothing is cut."""
    if words := too_long(text, most):
        raise TooLong(words)
    return text


# What the rules raise; pages catch these and nothing else.
REFUSALS: tuple[type[Exception], ...] = (
    OldForm,
    TooLong,
    NotSaid,
    step.Stale,
    step.WrongStatus,
    step.NeedsReason,
    step.TooLate,
    Refused,
    CannotJoin,
    CannotUndo,
    JustDecided,
    NotedPresent,
    ObjectDoesNotExist,
    ValueError,
)
_Kind = VisitEvent.Kind
# Events that change nothing another editor must know.
_TALK = (
    *(_Kind.NOTED, _Kind.MESSAGED, _Kind.PASSED_ON, _Kind.ANSWERED, _Kind.LINK_ASKED),
    *(_Kind.DISPOSITION_GIVEN, _Kind.DISPOSITION_DONE),
    *(_Kind.DISPOSITION_RECALLED, _Kind.DISPOSITION_REOPENED, _Kind.LETTER_READ),
    *(_Kind.PRESENCE_NOTED, _Kind.PRESENCE_UNDONE),
    *(_Kind.PRESENCE_DISPUTED, _Kind.PRESENCE_ANSWERED),
)


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
        case TooLong() | NotSaid():
            return Said(error.words, 422)
        case step.Stale():
            return Said(_since(error.visit), 409)
        case step.Over():
            words = _(
                "Nothing was changed: this visit's session is over. What is left is to note how "
                "the day went, to decline, or to move it to a day to come."
            )
            return Said(words, 409)
        case step.WrongStatus():
            words = _("Nothing was changed: the visit is already “%(status)s”. See its history.")
            return Said(words % {"status": error.status.label}, 409)
        case step.NeedsReason():
            return Said(_("Write it in a few words first: somebody will read it."), 422)
        case step.TooLate():
            words = _("Nothing was changed: this could be taken back until %(when)s.")
            return Said(words % {"when": moment_words(error.cut_off)}, 409)
        case Refused():
            return Said(str(why_not.of(error.code).staff), 409)
        case CannotJoin():
            return Said(_cannot_join(error), 409)
        case CannotUndo():
            return Said(why_not_undone(error), 409)
        case JustDecided():
            return Said(why_not_reopened(), 409)
        case NotedPresent():
            words = _(
                "Nothing was saved: %(names)s was noted as present, and stays on the list. "
                "Take the presence back first."
            )
            return Said(words % {"names": ", ".join(error.names)}, 409)
        case ObjectDoesNotExist():
            return Said(_("There is no such visit or officer. Check the number."), 422)
        case NoAddressee():
            return Said(_("This person reads the desk no more. Choose another."), 422)
        case DayOver():
            return Said(_("This day is over. Choose today or a day to come."), 422)
        case NotADueDay() if error.first > error.last:
            words = _("Their visit is too near for another deadline: do without, or decline.")
            return Said(words, 422)
        case NotADueDay():
            words = _("The letter can be due from %(first)s to %(last)s. Choose a day of these.")
            days = {"first": day_words(error.first), "last": day_words(error.last)}
            return Said(words % days, 422)
        case ValueError() if str(error) == "no answer":
            return Said(_("Choose whether the officer will be there or cannot come."), 422)
    return Said(_("Choose a session from the list."), 422)


def _since(visit: Visit) -> str:
    event = visit.events.exclude(kind__in=_TALK).order_by("-id").first()
    if event is None:
        return _("Somebody changed this visit meanwhile. Look at it again, then decide.")
    still_here = _("What you typed is still here.")
    return f"{_did(event)} {still_here}"


def done_meanwhile(visit: Visit) -> str:
    """What somebody else did with the visit, to whoever pressed something that was kept."""
    event = visit.events.exclude(kind__in=_TALK).order_by("-id").first()
    return _did(event) if event else ""


def _did(event: VisitEvent) -> str:
    words = _("Nothing was changed: meanwhile %(who)s did this: %(what)s (%(when)s).")
    return words % {
        "who": event.actor_name or event.get_actor_kind_display(),
        "what": event.get_kind_display(),
        "when": moment_words(event.at),
    }


def _cannot_join(error: CannotJoin) -> str:
    return {
        "same_visit": _("A visit cannot be joined with itself. Give another one's number."),
        "joined_already": _("These two are one joint visit already."),
        "no_place": _("This visit shares its place with nobody."),
    }.get(error.code, error.code)
