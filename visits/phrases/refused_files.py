"""What to do with a file that is not taken, in a sentence for whoever sent it."""

from django.utils.translation import gettext as _

from visits.confined.running import Busy
from visits.files.letters import LetterActive, LetterLocked, LetterNotKept, LetterTooLarge
from visits.files.materials import MaterialActive, MaterialLocked, MaterialNotKept, MaterialTooLarge
from visits.people.participant_lists import MOST_ROWS, ListTooLarge, ListTooLong


def file_words(error: Exception) -> str:
    """The sentence for what letters, materials or participant_lists raised, or for Busy."""
    match error:
        case Busy():
            return _("Many files are being checked just now. Send this one again in a minute.")
        case LetterNotKept():
            return _(
                "We cannot keep the letter at the moment. Go on without it and bring it later, or "
                "try again in a few minutes."
            )
        case MaterialNotKept():
            return _("There is no room for this file at the moment. Tell your administrator.")
        case LetterTooLarge():
            return _(
                "This file is too large: 10 MB and 20 megapixels at the most. Scan it at 200 dpi, "
                "or take the photograph at a smaller size."
            )
        case MaterialTooLarge():
            return _("This file is too large. Make it smaller, or share it in parts.")
        case LetterActive() | MaterialActive():
            return _(
                "This file holds more than pages: a program, another file, or something that "
                "reaches out of it. Open it, choose Print and then “Save as PDF”, and send what "
                "comes of that."
            )
        case LetterLocked() | MaterialLocked():
            return _(
                "This PDF opens only with a password. Open it, choose Print and then “Save as "
                "PDF”, and send what comes of that."
            )
        case ListTooLong():
            return _(
                "This list has far more lines than it may have names: %(most)d. Keep the "
                "participants alone, and send it again."
            ) % {"most": MOST_ROWS}
        case ListTooLarge():
            return _("This file is too large for a list of participants.")
    return ""
