"""The cells of one row, each read by its field; what is not clear becomes a question."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.utils import translation
from django.utils.translation import gettext as _

from visits.imports.reading.days import Around, Days, option, read_days
from visits.imports.reading.fields import WORDS, Field
from visits.imports.reading.past import Past
from visits.imports.reading.people import read_part, read_people
from visits.imports.reading.places import Places
from visits.imports.reading.questions import HELD, OTHER, Question, Unclear
from visits.imports.reading.values import address_of, phone_of, text_of
from visits.language.countries import HOME, names_of
from visits.models import Rank, Status
from visits.models.references import is_reference, read_reference
from visits.models.region import LONGEST_PLACE
from visits.people.ranks import rank_of
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
        people = self._headcount()
        came = self._came()
        phone = self._optional(Field.PHONE, phone_of)
        email = self._optional(Field.EMAIL, address_of)
        letter_date = self._optional(
            Field.LETTER_DATE, lambda text: read_days(text, self._around(Field.LETTER_DATE)).first
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
            leader_rank=rank_of(texts[Field.LEADER_POSITION]) or str(Rank.OTHER),
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

    def _ask(self, one: Field, unclear: Unclear, *, said: str = "") -> None:
        words, said = f"{WORDS[one]}: {unclear.why}", said or self._said(one)
        self.questions.append(Question(one, words, said[:200], unclear.options))

    def _missing(self, one: Field, why: str, unclear: Unclear | None = None) -> None:
        self._ask(one, unclear or Unclear(why))
        self.missing = self.missing or not (unclear and unclear.options)

    def _text(self, one: Field) -> str:
        said = self._said(one)
        if not said:
            return ""
        try:
            text = text_of(said, longest=_LONGEST[one], lines=one in _LINES)
            if _ERROR.fullmatch(text):
                raise Unclear(_("The spreadsheet shows an error here."))
        except Unclear as unclear:
            self._ask(one, unclear)
            return ""
        return text

    def _days(self) -> Days | None:
        said = self._said(Field.DATE)
        if not said:
            above = self._day_above()
            words = _("The day is missing.")
            self._missing(Field.DATE, words, Unclear(words, above) if above else None)
            return None
        try:
            days = read_days(said, self._around(Field.DATE))
            if until := self._said(Field.UNTIL):
                return self._to(days, until)
        except Unclear as unclear:
            self._ask(Field.DATE, unclear)
            return None
        return days

    def _day_above(self) -> list[tuple[str, str]]:
        """The days of the row above, to be chosen, if they can be read."""
        try:
            days = read_days(self.above, self.around) if self.above else None
        except Unclear:
            return []
        return [option((days.first, days.last))] if days else []

    def _around(self, one: Field) -> Around:
        """What the column says of its days goes for its own cells, not for what was answered."""
        if one not in self.answers:
            return self.around
        return replace(self.around, month_first=False, turned=False)

    def _to(self, days: Days, until: str) -> Days | None:
        try:
            last = read_days(until, self._around(Field.UNTIL)).last
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
            if abroad := self._abroad(region, institution, texts[Field.PLACE]):
                return abroad
            self._ask(Field.REGION, unclear)
            return "", "", ""
        return code, "", ""

    def _abroad(self, region: str, institution: str, place: str) -> tuple[str, str, str] | None:
        """A country in the column of regions: "Malaysia", "Johor, Malaysia", or as an answer."""
        words, _comma, country = region.replace("(", ",").rstrip(") ").rpartition(",")
        code = country_called(country)
        if code is None:
            return None
        answered = Field.REGION in self.answers
        if not answered and self.places.of_institution(institution):
            return None
        before = self.said.get(Field.REGION, "").strip() if answered else ""
        return "", code, (place or words.strip() or before or country.strip())[:LONGEST_PLACE]

    def _institution(self, text: str) -> str:
        if text:
            return text
        # Some offices note only whence: "Pemkab Solok" in the column of regions.
        named = self._said(Field.REGION)
        if named and Field.INSTITUTION not in self.said:
            return " ".join(named.split())[: _LONGEST[Field.INSTITUTION]]
        self._missing(Field.INSTITUTION, _("The institution is missing."))
        return ""

    def _headcount(self) -> int | None:
        """The people, also where men and women stand in columns of their own."""
        parts = [one for one in (Field.MEN, Field.WOMEN) if self._said(one)]
        if not parts or Field.PEOPLE in self.answers:
            return self._people(Field.PEOPLE)
        said = " + ".join(self._said(one) for one in parts)
        try:
            if self.shared & {*parts}:
                raise Unclear(_("One number for several rows: how many were it here?"))
            together = sum(read_part(self._said(one)) for one in parts)
            given = read_people(self._said(Field.PEOPLE)) if self._said(Field.PEOPLE) else together
            if not together:
                raise Unclear(_("Nobody came, says this row."))
            if given != together:
                raise Unclear(
                    _("Men and women together are another number."),
                    [(str(n), str(n)) for n in (given, together)],
                )
            return read_people(str(given))
        except Unclear as unclear:
            self._ask(Field.PEOPLE, unclear, said=said)
            return None

    def _came(self) -> int | None:
        """Who came, where that is noted; 0 only of a visit that was written out here."""
        said = self._said(Field.CAME)
        if said == "0" and self._reference():
            return 0
        return self._people(Field.CAME) if said else None

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
