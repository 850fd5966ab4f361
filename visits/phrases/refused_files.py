"""What to do with a file that is not taken, in a sentence for whoever sent it."""

from django.utils.translation import gettext as _

from visits.confined.running import Busy
from visits.files.letters import (
    LetterActive,
    LetterLocked,
    LetterNotKept,
    LetterTooLarge,
    LetterTooManyPixels,
    LetterUnreadable,
)
from visits.files.materials import (
    MaterialActive,
    MaterialLocked,
    MaterialNotKept,
    MaterialTooLarge,
    MaterialTooManyPixels,
    MaterialUnreadable,
)
from visits.files.scanning import Infected, ScannerAway
from visits.people.lists.kinds import Kind
from visits.people.participant_lists import (
    MAX_BYTES,
    MOST_ROWS,
    ListInfected,
    ListOfOtherKind,
    ListTooLarge,
    ListTooLong,
)
from visits.phrases.instead import infected_words, kind_words


def file_words(error: Exception) -> str:
    """The sentence for what letters, materials or participant_lists raised, or for Busy."""
    match error:
        case ScannerAway():
            return _(
                "Files cannot be checked for viruses at the moment. Try again in a few minutes, or "
                "go on without this one and send it later."
            )
        case Infected() | ListInfected():
            return infected_words()
        case Busy():
            return _("Many files are being checked just now. Send this one again in a minute.")
        case LetterNotKept():
            return _(
                "We cannot keep the letter at the moment. Go on without it and bring it later, or "
                "try again in a few minutes."
            )
        case MaterialNotKept():
            return _("There is no room for this file at the moment. Tell your administrator.")
        case LetterTooManyPixels() | MaterialTooManyPixels():
            return _(
                "This picture has too many pixels, however few megabytes it has: 20 million are "
                "enough, 50 million where a phone wrote a JPG. Scan it at 200 dpi, or take the "
                "photograph at a smaller size."
            )
        case LetterTooLarge():
            return _(
                "This file is too large: 10 MB at the most. Scan it at 200 dpi in grey, or send "
                "only the letter's own pages."
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
                "This is far more than a list of participants may hold: %(most)d names. Keep the "
                "participants alone, or write to us."
            ) % {"most": MOST_ROWS}
        case ListTooLarge():
            return _(
                "This file is too large for a list of participants: %(most)d MB at the most. Take "
                "pictures and empty sheets out, or copy the names and paste them."
            ) % {"most": MAX_BYTES // 1024 // 1024}
        case ListOfOtherKind():
            return _list_words(error.kind)
        case LetterUnreadable() | MaterialUnreadable():
            return kind_words(error.kind)
    return ""


def _list_words(kind: Kind) -> str:
    """What a file is that is no list, and what to send instead."""
    match kind:
        case Kind.PDF:
            return _(
                "This is a PDF, whatever it is called: names cannot be read from it. Send the "
                "Excel or LibreOffice file that it was made of, or copy the names and paste them."
            )
        case Kind.PICTURE:
            return _(
                "This is a picture: names cannot be read from it. Send the list as Excel, "
                "LibreOffice or CSV, or type the names."
            )
        case Kind.RTF | Kind.WORD:
            return _(
                "This is a text document (Word), not a spreadsheet. Copy its table and paste it "
                "here, or send the list as Excel, LibreOffice or CSV."
            )
        case Kind.WEB_PAGE:
            return _(
                "This is a web page or XML, although it is called a spreadsheet. Open it in Excel "
                "or LibreOffice, save it as an Excel workbook (.xlsx), and send that."
            )
        case Kind.LOCKED:
            return _(
                "This file opens only with a password. Save it without one, and send it again."
            )
        case Kind.MACROS:
            return _(
                "This file holds macros. Save it as an Excel workbook without them (.xlsx), and "
                "send that."
            )
        case Kind.ARCHIVE:
            return _("This is a compressed file (ZIP). Take the list out of it, and send that.")
        case Kind.CONTACTS:
            return _("These are contacts of a phone, not a list. Copy the names and paste them.")
        case Kind.SLIDES:
            return _("These are slides. Copy the names and paste them here.")
    return _(
        "This is not a spreadsheet. Send the list as Excel (.xlsx, .xls), LibreOffice (.ods) or "
        "CSV, or copy the names and paste them."
    )
