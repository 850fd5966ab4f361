"""What a text, an address or a number of a phone must be to be kept: of cells and lines alike."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from visits.imports.reading.questions import Unclear
from visits.language.emails import check_mailable, mail_address
from visits.language.nip import holds_nik
from visits.language.phones import read_phone
from visits.language.text import clean_line, clean_text


def text_of(said: str, *, longest: int, lines: bool = False) -> str:
    """A text cleaned, of one line or of several; raises Unclear, also where it holds a NIK."""
    try:
        text = clean_text(said) if lines else clean_line(said)
    except ValueError as error:
        raise Unclear(_("This holds characters that are not text.")) from error
    if len(text) > longest:
        raise Unclear(_("%(count)d characters at the most.") % {"count": longest})
    if holds_nik(text):
        raise Unclear(_("16 digits are a NIK, which we do not keep. Take them out."))
    return text


def phone_of(said: str) -> str:
    """A number as it is kept; raises ValueError."""
    return read_phone(said).number


def address_of(said: str) -> str:
    """An e-mail address as it is kept; raises ValueError."""
    address = mail_address(clean_line(said))
    try:
        validate_email(address)
        check_mailable(address)
    except ValidationError as error:
        raise ValueError(said) from error
    return address
