"""What to do where a letter or material was wanted and a file of another kind came."""

from django.utils.translation import gettext as _

from visits.files.kinds import Kind


def kind_words(kind: Kind) -> str:
    """The sentence for a file of this kind, in the place of a PDF or a picture."""
    match kind:
        case Kind.EMPTY:
            return _("This file is empty. Choose it once more, or save it anew and send that.")
        case Kind.BROKEN:
            return _(
                "This file is broken or breaks off before its end. Save or scan it once more, open "
                "it to see that all pages are there, and send that."
            )
        case Kind.CROWDED:
            return _(
                "This PDF is made of too many parts to look through. Open it, choose Print and "
                "then “Save as PDF”, and send what comes of that."
            )
        case Kind.DOCUMENT:
            return _(
                "This is a document of a word processor, not a PDF, whatever its name says. Open "
                "it there, choose “Save as” and PDF (Word: File, Save as PDF), and send that."
            )
        case Kind.SHEET:
            return _("This is a spreadsheet. Open it, choose “Save as” and PDF, and send that.")
        case Kind.SLIDES:
            return _("These are slides. Open them, choose “Save as” and PDF, and send that.")
        case Kind.ARCHIVE:
            return _(
                "This is a packed folder (ZIP, RAR or the like). Unpack it, and send the PDF or "
                "the picture that is in it."
            )
        case Kind.WEB_PAGE:
            return _(
                "This is a web page, not a PDF, whatever its name says. Open it in a browser, "
                "choose Print and then “Save as PDF”, and send what comes of that."
            )
        case Kind.MAIL:
            return _("This is an e-mail. Save the letter that is attached to it, and send that.")
        case Kind.PICTURE:
            return _("Pictures of this kind are not taken. Save it as JPG, PNG or PDF.")
        case Kind.INFECTED:
            return infected_words()
        case Kind.OTHER:
            return _("This file cannot be read as a PDF or a picture. Save it as PDF, JPG or PNG.")


def infected_words() -> str:
    """The sentence for a file in which a virus scanner found something."""
    return _(
        "A virus scanner found something harmful in this file, so it was not kept. Check the "
        "computer that it comes from, make the document anew, and send that; or tell us, and bring "
        "it on paper."
    )
