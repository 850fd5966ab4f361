"""Why a step of a paper's life was not taken, in words that say what to do: desk and API alike."""

from django.utils.translation import gettext as _

from visits.language.dates import date_words, short_moment_words
from visits.papers.contents.facts import CannotBeMade
from visits.papers.life.issuing import AlreadyIssued, NotThere, WhosePaper
from visits.papers.life.making import MOST_TRIES, NotMade, NotMadeYet
from visits.papers.life.numbers import (
    LONGEST,
    BadDate,
    BadPattern,
    NumberTaken,
    NumberTooLong,
    bad_pattern_words,
)
from visits.papers.life.sending import NoAddress
from visits.papers.life.step import LONGEST_REASON, ReasonTooLong, StalePaper, WrongState
from visits.papers.life.truth import NoLongerTrue

# What the functions of this package raise, beside what visits/life/ does.
REFUSALS: tuple[type[Exception], ...] = (
    *(WrongState, StalePaper, NotThere, WhosePaper, CannotBeMade, NotMadeYet, NotMade),
    *(BadDate, BadPattern, NumberTaken, NumberTooLong, ReasonTooLong, NoAddress),
)


def words_of(error: Exception) -> str:
    """What to say about one of REFUSALS."""
    match error:
        case AlreadyIssued():
            words = _("It is issued already: %(number)s. Replace it where it is not right.")
            return words % {"number": _named(error)}
        case NoLongerTrue():
            return _(
                "Nothing was changed: what it says of the visit is not true any more. "
                "Replace it by another, or withdraw it."
            )
        case WrongState():
            words = _("Nothing was changed: this paper is “%(state)s” now.")
            return words % {"state": error.paper.get_state_display()}
        case StalePaper():
            words = _("Nothing was changed: meanwhile this paper was changed (%(state)s).")
            return words % {"state": error.paper.get_state_display()}
        case NotThere():
            return _("By what is noted, this person was not there: no paper can say otherwise.")
        case WhosePaper():
            return _("Say whose paper it is: it is one for each person.")
        case CannotBeMade():
            return _cannot(error.code)
        case BadDate():
            return _date(error)
        case BadPattern():
            return bad_pattern_words(error)
        case NumberTaken():
            words = _("This number stands on another paper already, of %(institution)s.")
            return words % {"institution": error.paper.visit.institution}
        case NumberTooLong():
            return _("A number has %(most)s characters at the most.") % {"most": LONGEST}
        case ReasonTooLong():
            return _("A reason has %(most)s characters at the most.") % {"most": LONGEST_REASON}
        case NoAddress():
            return _("The contact has no e-mail address: print it and hand it over.")
        case NotMadeYet():
            return _not_yet(error)
        case NotMade():
            words = _(
                "Its PDF could not be made in %(tries)s tries. Number and contents are kept: have "
                "it tried again on its page, and tell whoever looks after the program if it fails."
            )
            return words % {"tries": MOST_TRIES}
    raise AssertionError(f"unknown refusal {error!r}")


def field_of(error: Exception) -> str:
    """What of what was typed is to be mended: `number`, `date`, `reason`; "" where nothing is."""
    match error:
        case NumberTaken() | NumberTooLong():
            return "number"
        case BadDate():
            return "date"
        case ReasonTooLong():
            return "reason"
    return ""


def _named(error: AlreadyIssued) -> str:
    return error.paper.number or error.paper.get_kind_display()


def _cannot(code: str) -> str:
    return {
        "undecided": _("There is no decision yet that a letter could tell."),
        "no_session": _("The visit has no session: there is no day to write."),
        "no_officers": _("No officer is named for this visit. Name them first."),
        "no_participant": _("Say whose paper it is: it is one for each person."),
        "no_agenda": _("There is no rundown yet. Write it first."),
        "no_names": _("There is no list of participants yet."),
        "not_over": _("Not before the visit is over."),
        "not_present": _("Nobody is noted as present. Note first who was there."),
    }.get(code, _("This paper cannot be made as things are."))


def _not_yet(error: NotMadeYet) -> str:
    if error.paper.next_try_at is None:
        return _("Its PDF is being made. Try again in a moment.")
    words = _("Its PDF could not be made just now. It is tried again by itself: %(moment)s.")
    return words % {"moment": short_moment_words(error.paper.next_try_at)}


def _date(error: BadDate) -> str:
    day = {"day": date_words(error.day)}
    return {
        "future": _("No paper is dated later than today, %(day)s."),
        "other_year": _("A running number of this year needs a date of this year."),
        "before_last": _("The number before has the date %(day)s: later numbers are not earlier."),
    }[error.code] % day
