"""What the API takes. Fields that it does not know are ignored (docs/api.md)."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.files.base import File
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from scheduling.rules.weekly_capacity import LARGEST_CAPACITY
from scheduling.slots import SlotId
from visits.api.serializers.fields import (
    Email,
    LetterDay,
    LetterFile,
    LetterNumber,
    Line,
    Name,
    OneOf,
    Phone,
    ShortList,
    SlotRef,
    Text,
    Truth,
    WholeNumber,
)
from visits.api.serializers.origin import COUNTRY, country_of, origin_of, region_of
from visits.api.serializers.shape import Shape
from visits.language.nip import PATTERN_OR_EMPTY, WRONG_LENGTH
from visits.language.phones import LONGEST as LONGEST_PHONE
from visits.life.requesting import Application, Contact, Leader, Person, language_for
from visits.models import Agency, NoticeShown, Region, Topic, Visit, origin_fields
from visits.models.region import LONGEST_PLACE

MOST_PEOPLE = 1000
MOST_CHOICES = 3
Named = TypeVar("Named", Agency, Topic)


def distinct(slots: list[SlotId]) -> list[SlotId]:
    """The sessions, if each is named once; else a ValidationError."""
    if len(set(slots)) != len(slots):
        raise serializers.ValidationError(_("Name each session once."), code="repeated")
    return slots


def _named(things: Iterable[Named], codes: Sequence[str]) -> list[Named]:
    things = list(things)
    found = {thing.code for thing in things}
    if missing := [code for code in codes if code not in found]:
        raise serializers.ValidationError(
            _("Not known here: %(codes)s.") % {"codes": ", ".join(missing)}, code="unknown"
        )
    return things


class Versioned(Shape[Any]):
    """`version` as the caller last read it; an old one is refused as `stale`."""

    version = WholeNumber(required=False, min_value=1, max_value=2**31 - 1)


class LeaderIn(Shape[Any]):
    """Who leads the delegation."""

    name = Name(max_length=120)
    position = Name(max_length=120)
    rank = OneOf(choices=Visit.Rank.choices, required=False, default=Visit.Rank.OTHER)


class ContactIn(Shape[Any]):
    """Whom to write and call."""

    name = Name(max_length=120)
    position = Name(max_length=120, required=False, allow_blank=True, default="")
    phone = Phone(max_length=LONGEST_PHONE)
    email = Email(max_length=254)


class ContactChangesIn(Shape[Any]):
    """The same, any of it: what is left out stays."""

    name = Name(max_length=120, required=False)
    position = Name(max_length=120, required=False, allow_blank=True)
    phone = Phone(max_length=LONGEST_PHONE, required=False)
    email = Email(max_length=254, required=False)


class LeaderChangesIn(Shape[Any]):
    """Who leads the delegation, any of it: what is left out stays."""

    name = Name(max_length=120, required=False)
    position = Name(max_length=120, required=False)
    rank = OneOf(choices=Visit.Rank.choices, required=False)


class LetterChangesIn(Shape[Any]):
    """The letter's number and date, any of it; its file goes to letter/."""

    number = LetterNumber(max_length=80, required=False, allow_blank=True)
    date = LetterDay(required=False, allow_null=True)


class LetterIn(Shape[Any]):
    """The official letter's number and date."""

    number = LetterNumber(max_length=80, required=False, allow_blank=True, default="")
    date = LetterDay(required=False, allow_null=True, default=None)


class ParticipantIn(Shape[Any]):
    """A member of the delegation. Never the national identity number (NIK)."""

    name = Name(max_length=120)
    position = Name(max_length=120, required=False, allow_blank=True, default="")
    grade = Name(max_length=20, required=False, allow_blank=True, default="")
    nip = serializers.RegexField(
        PATTERN_OR_EMPTY,
        required=False,
        allow_blank=True,
        default="",
        error_messages={"invalid": WRONG_LENGTH},
    )


class VisitIn(Shape[Any]):
    """A request for a visit; `override_reason` lets staff go over soft rules."""

    institution = Name(max_length=200)
    region = Line(
        max_length=8,
        required=False,
        allow_null=True,
        help_text="Kemendagri code, such as 13.02; see regions/.",
    )
    country = Line(
        max_length=2, required=False, allow_null=True, allow_blank=True, help_text=COUNTRY
    )
    place = Name(
        max_length=LONGEST_PLACE,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="In that country.",
    )
    purpose = Text(max_length=2000)
    topics = ShortList(child=Line(max_length=40), max_length=50, required=False, default=list)
    agencies = ShortList(child=Line(max_length=40), max_length=100, required=False, default=list)
    slots = ShortList(child=SlotRef(), min_length=1, max_length=MOST_CHOICES)
    people = WholeNumber(min_value=1, max_value=MOST_PEOPLE)
    leader = LeaderIn()
    contact = ContactIn()
    letter = LetterIn(required=False)
    participants = ShortList(
        child=ParticipantIn(), max_length=MOST_PEOPLE, required=False, default=list
    )
    waitlist = Truth(required=False, default=False)
    notes = Text(max_length=2000, required=False, allow_blank=True, default="")
    language = OneOf(choices=["id", "en"], required=False)
    override_reason = Text(max_length=1000, required=False, allow_blank=True, default="")

    def validate_region(self, code: str | None) -> Region | None:
        """The region; provinces visit too."""
        return region_of(code)

    def validate_country(self, code: str | None) -> str:
        """The code in capitals."""
        return country_of(code)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """With where they come from as `origin`."""
        return {**data, "origin": origin_of(data)}

    def validate_slots(self, slots: list[SlotId]) -> list[SlotId]:
        """Different ones."""
        return distinct(slots)

    def validate_topics(self, codes: list[str]) -> list[Topic]:
        """Those in use."""
        return _named(Topic.objects.filter(active=True, code__in=codes) if codes else [], codes)

    def validate_agencies(self, codes: list[str]) -> list[Agency]:
        """Those in use."""
        return _named(Agency.objects.filter(active=True, code__in=codes) if codes else [], codes)

    def application(self, *, letter_file: File[Any] | None, network: str) -> Application:
        """What requests.submit takes; after is_valid."""
        data = self.validated_data
        letter = data.get("letter") or {}
        return Application(
            institution=data["institution"],
            origin=data["origin"],
            purpose=data["purpose"],
            slots=data["slots"],
            people=data["people"],
            leader=Leader(**data["leader"]),
            contact=Contact(**data["contact"]),
            topics=data["topics"],
            agencies=data["agencies"],
            letter_number=letter.get("number", ""),
            letter_date=letter.get("date"),
            letter_file=letter_file,
            participants=[Person(**person) for person in data["participants"]],
            waitlist=data["waitlist"],
            notes=data["notes"],
            language=data.get("language") or language_for(data["origin"]),
            network=network,
            way=NoticeShown.Way.API,
        )


class VisitForm(VisitIn):
    """The same as a form with the letter itself: PDF, JPEG or PNG of 10 MB at the most."""

    letter_file = LetterFile(required=False)


class AmendIn(Versioned):
    """What is known of a visit; `participants`, `topics` and `agencies` replace the whole list.

    A delegation changes `people`, `contact`, `participants`, `notes` and `letter` until the
    cut-off; staff correct all of it at any time. What is left out stays.
    """

    # The context holds the `visit`.

    people = WholeNumber(min_value=1, max_value=MOST_PEOPLE, required=False)
    contact = ContactChangesIn(required=False)
    participants = ShortList(child=ParticipantIn(), max_length=MOST_PEOPLE, required=False)
    notes = Text(max_length=2000, required=False, allow_blank=True)
    institution = Name(max_length=200, required=False, help_text="Staff.")
    region = Line(
        max_length=8,
        required=False,
        allow_null=True,
        help_text="Staff. Kemendagri code, such as 13.02; see regions/.",
    )
    country = Line(
        max_length=2,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text=f"Staff. {COUNTRY}",
    )
    place = Name(
        max_length=LONGEST_PLACE,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="Staff. In that country.",
    )
    leader = LeaderChangesIn(required=False, help_text="Staff.")
    purpose = Text(max_length=2000, required=False, help_text="Staff.")
    topics = ShortList(
        child=Line(max_length=40), max_length=50, required=False, help_text="Staff. Codes."
    )
    agencies = ShortList(
        child=Line(max_length=40), max_length=100, required=False, help_text="Staff. Codes."
    )
    letter = LetterChangesIn(required=False)
    language = OneOf(choices=["id", "en"], required=False, help_text="Staff. Of our letters.")
    override_reason = Text(max_length=1000, required=False, allow_blank=True, default="")

    def validate_region(self, code: str | None) -> Region | None:
        """The region; provinces visit too."""
        return region_of(code)

    def validate_country(self, code: str | None) -> str:
        """The code in capitals."""
        return country_of(code)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """With where they come from as `origin`, None where it stays."""
        return {**data, "origin": origin_of(data, self.context["visit"])}

    def validate_topics(self, codes: list[str]) -> list[Topic]:
        """Those in use, and those that the visit has."""
        usable = Q(active=True) | Q(pk__in=self.context["visit"].topics.values("pk"))
        return _named(Topic.objects.filter(usable, code__in=codes), codes)

    def validate_agencies(self, codes: list[str]) -> list[Agency]:
        """Those in use, and those that the visit has."""
        usable = Q(active=True) | Q(pk__in=self.context["visit"].agencies.values("pk"))
        return _named(Agency.objects.filter(usable, code__in=codes), codes)

    def changes(self) -> dict[str, Any]:
        """Cleaned values by the visit's field names, without participants; after is_valid."""
        data = self.validated_data
        plain = ("people", "notes", "institution", "purpose", "topics", "agencies", "language")
        changes = {name: data[name] for name in plain if name in data}
        if data["origin"] is not None:
            changes |= origin_fields(data["origin"])
        for part in ("contact", "leader", "letter"):
            changes |= {f"{part}_{name}": value for name, value in data.get(part, {}).items()}
        return changes

    def participants_list(self) -> list[Person] | None:
        """The new list, or None where it stays; after is_valid."""
        given = self.validated_data.get("participants")
        return None if given is None else [Person(**person) for person in given]


class WeekIn(Shape[Any]):
    """A week's own capacity; null gives it back to the general rule."""

    capacity = WholeNumber(min_value=0, max_value=LARGEST_CAPACITY, allow_null=True)
    note = Line(max_length=200, required=False, allow_blank=True, default="")
    dry_run = Truth(
        required=False, default=False, help_text="Answer what it would bring, and change nothing."
    )
