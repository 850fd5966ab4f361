"""The cells of one row, each read by its field; what is not clear becomes a question."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from visits.imports.reading.days import Around, Days, read_days
from visits.imports.reading.fields import WORDS, Field
from visits.imports.reading.past import Past
from visits.imports.reading.people import read_people
from visits.imports.reading.places import Places
from visits.imports.reading.questions import HELD, OTHER, Question, Unclear
from visits.language.countries import HOME, names_of
from visits.language.emails import check_mailable, mail_address
from visits.language.nip import holds_nik
from visits.language.phones import read_phone
from visits.language.text import clean_line, clean_text
from visits.models import Status
from visits.models.references import is_reference, read_reference
from visits.models.region import LONGEST_PLACE
from visits.reference.countries import country_called
from visits.reference.names import normal

_LONGEST = {
    Field.INSTITUTION: 200,
    Field.PURPOSE: 2000,
    Field.NOTES: 2000,
    Field.LEADER: 120,
    Field.LEADER_POSITION: 120,
    Field.CONTACT: 120,
    Field.CONTACT_POSITION: 120,
    Field.LETTER_NUMBER: 80,
    Field.HOURS: 60,
    Field.ROOM: 120,
    Field.PLACE: LONGEST_PLACE,
}
_LINES = frozenset({Field.PURPOSE, Field.NOTES})
_NOTHING = re.compile(r"[-–—.?x/\s]*|n/?a|nihil|null|tidak ada|\(kosong\)", re.IGNORECASE)
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!)|#+")
# What says that nobody came, in the columns that hold remarks.
_CALLED_OFF = re.compile(
    r"\b(?:batal|dibatalkan|pembatalan|ditunda|penundaan|tunda|ditolak|menolak|reschedule\w*|"
    r"dijadwal(?:kan)? ulang|tidak (?:jadi|hadir|datang|terlaksana|dapat diterima|bisa diterima)|"
    r"tdk (?:jadi|hadir|datang)|urung|cancel\w*|postponed|belum (?:terlaksana|dilaksanakan|datang)|"
    r"menunggu konfirmasi|masih menunggu)\b",
    re.IGNORECASE,
)
_T = TypeVar("_T")


@dataclass
class Cells:
    """Reads one row; `questions` and `missing` are what came of it beside the values."""

    said: Mapping[Field, str]
    around: Around
    places: Places
    answers: Mapping[str, str]
    shared: frozenset[Field] = frozenset()
    above: str = ""
    questions: list[Question] = field(default_factory=list)
    missing: bool = False

    def read(self) -> Past | None:
        """The visit, or None where something is asked or missing."""
        texts = {one: self._text(one) for one in _LONGEST}
        days = self._days()
        place = self._place(texts)
        institution = self._institution(texts[Field.INSTITUTION])
        people = self._people(Field.PEOPLE)
        came = self._people(Field.CAME) if self._said(Field.CAME) else None
        phone = self._optional(Field.PHONE, lambda text: read_phone(text).number)
        email = self._optional(Field.EMAIL, _address)
        letter_date = self._optional(
            Field.LETTER_DATE, lambda text: read_days(text, self.around).first
        )
        self._ask_whether_held()
        if self.questions or days is None or people is None:
            return None
        return Past(
            first=days.first,
            last=days.last,
            institution=institution,
            people=people,
            region=place[0],
            country=place[1],
            place=place[2],
            hours=texts[Field.HOURS] or days.hours,
            room=texts[Field.ROOM],
            came=came,
            purpose=texts[Field.PURPOSE],
            leader_name=texts[Field.LEADER],
            leader_position=texts[Field.LEADER_POSITION],
            contact_name=texts[Field.CONTACT],
            contact_position=texts[Field.CONTACT_POSITION],
            contact_phone=phone or "",
            contact_email=email or "",
            letter_number=texts[Field.LETTER_NUMBER],
            letter_date=letter_date,
            notes=texts[Field.NOTES],
            reference=self._reference(),
        )

    def _said(self, one: Field) -> str:
        """What the cell says, or what was answered in its place."""
        text = self.answers.get(one) or self.said.get(one, "")
        return "" if _NOTHING.fullmatch(text.strip()) else text.strip()

    def _ask(self, one: Field | str, unclear: Unclear, *, free: bool = True) -> None:
        said = self._said(one) if isinstance(one, Field) else ""
        words = f"{WORDS[one]}: {unclear.why}" if isinstance(one, Field) else unclear.why
        self.questions.append(Question(one, words, said[:200], unclear.options, free))

    def _missing(self, one: Field, why: str, unclear: Unclear | None = None) -> None:
        self._ask(one, unclear or Unclear(why))
        self.missing = self.missing or not (unclear and unclear.options)

    def _text(self, one: Field) -> str:
        said = self._said(one)
        if not said:
            return ""
        try:
            text = clean_text(said) if one in _LINES else clean_line(said)
        except ValueError:
            self._ask(one, Unclear(_("This holds characters that are not text.")))
            return ""
        if _ERROR.fullmatch(text):
            self._ask(one, Unclear(_("The spreadsheet shows an error here.")))
        elif len(text) > _LONGEST[one]:
            words = _("%(count)d characters at the most.") % {"count": _LONGEST[one]}
            self._ask(one, Unclear(words))
        elif holds_nik(text):
            words = _("16 digits are a NIK, which we do not keep. Take them out.")
            self._ask(one, Unclear(words))
        return text

    def _days(self) -> Days | None:
        said = self._said(Field.DATE)
        if not said:
            above = [(self.above, self.above)] if self.above else []
            words = _("The day is missing.")
            self._missing(Field.DATE, words, Unclear(words, above) if above else None)
            return None
        try:
            days = read_days(said, self.around)
            if until := self._said(Field.UNTIL):
                return self._to(days, until)
        except Unclear as unclear:
            self._ask(Field.DATE, unclear)
            return None
        return days

    def _to(self, days: Days, until: str) -> Days | None:
        try:
            last = read_days(until, self.around).last
        except Unclear as unclear:
            self._ask(Field.UNTIL, unclear)
            return None
        if last < days.last or (last - days.first).days > 30:
            self._ask(Field.UNTIL, Unclear(_("The last day does not fit the first.")))
            return None
        return Days(days.first, last, days.hours)

    def _place(self, texts: Mapping[Field, str]) -> tuple[str, str, str]:
        region = self._said(Field.REGION)
        province = self._said(Field.PROVINCE)
        institution = texts[Field.INSTITUTION]
        country = self._said(Field.COUNTRY)
        if code := country_called(country):
            return "", code, (texts[Field.PLACE] or region or country)[:LONGEST_PLACE]
        if country and normal(country) not in {normal(name) for name in names_of(HOME)}:
            self._ask(Field.COUNTRY, Unclear(_("No country is called so.")))
            return "", "", ""
        if not (region or province or institution):
            self._missing(Field.REGION, _("The region is missing."))
            return "", "", ""
        try:
            code = self.places.region(region=region, province=province, institution=institution)
        except Unclear as unclear:
            self._ask(Field.REGION, unclear)
            return "", "", ""
        return code, "", ""

    def _institution(self, text: str) -> str:
        if text:
            return text
        # Some offices note only whence: "Pemkab Solok" in the column of regions.
        named = self._said(Field.REGION)
        if named and Field.INSTITUTION not in self.said:
            return " ".join(named.split())[: _LONGEST[Field.INSTITUTION]]
        self._missing(Field.INSTITUTION, _("The institution is missing."))
        return ""

    def _people(self, one: Field) -> int | None:
        said = self._said(one)
        if not said:
            self._missing(one, _("The number of people is missing."))
            return None
        if one in self.shared and one not in self.answers:
            self._ask(one, Unclear(_("One number for several rows: how many were it here?")))
            return None
        try:
            return read_people(said)
        except Unclear as unclear:
            self._ask(one, unclear)
            return None

    def _optional(self, one: Field, read: Callable[[str], _T]) -> _T | None:
        said = self._said(one)
        if not said or self.answers.get(one) == "-":
            return None
        try:
            return read(said)
        except Unclear as unclear:
            self._ask(one, unclear)
        except ValueError:
            self._ask(one, Unclear(_("This cannot be read. Mend it, or write - for nothing.")))
        return None

    def _reference(self) -> str:
        """A number that we gave; an office's own numbers are none."""
        said = self._said(Field.REFERENCE)
        return read_reference(said) if said.startswith("ST-") and is_reference(said) else ""

    def _ask_whether_held(self) -> None:
        if self.answers.get(HELD) == OTHER:
            return
        for one in (Field.STATUS, Field.NOTES, Field.DATE, Field.PEOPLE, Field.INSTITUTION):
            text = self.said.get(one, "")
            if _CALLED_OFF.search(text) or (one == Field.STATUS and _is_other_status(text)):
                why = _("This seems not to have taken place: “%(said)s”.") % {"said": text[:80]}
                took = (OTHER, str(_("It took place: take it")))
                self.questions.append(Question(HELD, why, "", (took,), free=False))
                return


def _is_other_status(text: str) -> bool:
    """Whether it says, as our own files do, that a visit is under way or came to nothing."""
    others = set(Status) - {Status.COMPLETED}
    said = text.strip().casefold()
    for language in ("id", "en"):
        with translation.override(language):
            if said in {str(status.label).casefold() for status in others}:
                return True
    return False


def _address(text: str) -> str:
    address = mail_address(clean_line(text))
    try:
        check_mailable(address)
    except ValidationError as error:
        raise ValueError(text) from error
    return address
