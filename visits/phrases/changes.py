"""What of a visit was changed, in words: by the names of its fields, and from what to what."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scheduling.models import BookingRules
from visits.history.changes import as_json, as_kept
from visits.language.countries import country_name
from visits.language.dates import day_words
from visits.language.phones import show_phone
from visits.models import Agency, FieldChange, Participant, Rank, Region, Topic, Visit
from visits.phrases.rundowns import kept_words

# Longer values are shown below each other, once somebody asks for them.
_LONG = 120


def field_words(names: Iterable[str]) -> str:
    """By the names of its fields: "orang, telepon narahubung"; unknown ones are left out."""
    columns = _columns()
    return ", ".join(columns[name] for name in names if name in columns)


def _columns() -> dict[str, str]:
    """What staff call each field that can be changed."""
    columns = {field.name: str(field.verbose_name) for field in Visit._meta.concrete_fields}
    columns["region"] = str(Region._meta.verbose_name)
    columns["topics"] = str(Topic._meta.verbose_name_plural)
    columns["agencies"] = str(Agency._meta.verbose_name_plural)
    columns["participants"] = str(Participant._meta.verbose_name_plural)
    columns["time_zone"] = str(BookingRules._meta.get_field("time_zone").verbose_name)
    columns["letter_file"] = _("letter as a file")
    columns["agenda"] = _("rundown")
    return columns


@dataclass(frozen=True)
class ChangeWords:
    """One field's change as staff read it; an empty value is "", `long` ones need their room."""

    field: str
    before: str
    after: str

    @property
    def long(self) -> bool:
        """Whether the values are too long for one line."""
        return max(len(self.before), len(self.after)) > _LONG or "\n" in self.before + self.after


def changes_in_words(changes: Sequence[FieldChange]) -> dict[int, list[ChangeWords]]:
    """Those of each event by its id, in the active language."""
    columns = _columns()
    found: dict[int, list[ChangeWords]] = {}
    for change in changes:
        before = _value(change.field, change.before)
        after = _value(change.field, change.after)
        if change.field == "participants" and not before and not after:
            before = after = _("another order")
        if change.field in ("letter_file", "assignment_letter") and before and after:
            after = _("another one")
        name = capfirst(columns.get(change.field, change.field))
        found.setdefault(change.event_id, []).append(ChangeWords(name, before, after))
    return found


def words_between(visit: Visit, changes: Mapping[str, Any]) -> list[ChangeWords]:
    """What storing `changes` (as amending.amend takes them) would change of `visit`, in words."""
    would = []
    for field, value in changes.items():
        before = as_kept(visit, field)
        after = as_json(field, value)
        if before != after:
            would.append(FieldChange(event_id=0, field=field, before=before, after=after))
    return changes_in_words(would).get(0, [])


def _named(thing: Sequence[str]) -> str:
    """What [code, name, English name] is called in the active language."""
    _code, name, english = thing
    return english if english and get_language() == "en" else name


def _value(field: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    match field:
        case "topics" | "agencies":
            return ", ".join(_named(thing) for thing in value)
        case "region":
            return str(value[1])
        case "country":
            return country_name(value)
        case "participants":
            return "\n".join(", ".join(part for part in person if part) for person in value)
        case "letter_date":
            return day_words(dt.date.fromisoformat(value))
        case "leader_rank":
            return capfirst(str(dict(Rank.choices).get(value, value)))
        case "language":
            return _("Indonesian") if value == "id" else _("English")
        case "contact_phone":
            return show_phone(value)
        case "letter_file" | "assignment_letter":
            return _("a file")
        case "agenda":
            return kept_words(value)
    return str(value)
