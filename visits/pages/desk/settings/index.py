"""The page that lists all settings; other rooms add their own entries (`register`)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.pages.desk.frame.access import needs
from visits.people.roles import Right, rights_of

ANY = (Right.SET_WEEK, Right.SET_SCHEDULE, Right.SET_LISTS, Right.SET_OFFICE)


@dataclass(frozen=True)
class Entry:
    """A setting on the list: the name of its address, words, and which rights open it."""

    url: str
    title: Any
    words: Any
    group: Any
    rights: tuple[Right, ...]

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.url)


TIME = _("Time and places")
PEOPLE = _("People and office")
LINKS = _("Links to other programs")
RECORDS = _("Records")

_SCHEDULE = (Right.SET_SCHEDULE,)
_LISTS = (Right.SET_LISTS,)
_OFFICE = (Right.SET_OFFICE,)
_entries = [
    Entry(
        "start",
        _("First steps"),
        _("What is set up, a test mail, and opening to the public."),
        PEOPLE,
        _OFFICE,
    ),
    Entry(
        "settings-capacity",
        _("Capacity"),
        _("Delegations a week and a day, and single weeks."),
        TIME,
        (Right.SET_SCHEDULE, Right.SET_WEEK),
    ),
    Entry(
        "settings-sessions",
        _("Sessions"),
        _("Hours of each weekday, also for Ramadan."),
        TIME,
        _SCHEDULE,
    ),
    Entry("settings-rooms", _("Rooms"), _("Names and how many people they take."), TIME, _SCHEDULE),
    Entry(
        "settings-closures",
        _("Closed days"),
        _("Holidays, own events, rooms out of use."),
        TIME,
        _SCHEDULE,
    ),
    Entry(
        "settings-rules",
        _("Booking rules"),
        _("Lead time, horizon, deadlines and limits."),
        TIME,
        _SCHEDULE,
    ),
    Entry(
        "settings-profile", _("Host profile"), _("Name, address, colour and logo."), PEOPLE, _OFFICE
    ),
    Entry(
        "settings-agencies", _("Agencies"), _("Whom a delegation may ask to meet."), PEOPLE, _LISTS
    ),
    Entry("settings-topics", _("Topics"), _("What can be learned here."), PEOPLE, _LISTS),
    Entry(
        "settings-officers",
        _("Officers"),
        _("Who receives guests or speaks to them."),
        PEOPLE,
        _LISTS,
    ),
    Entry(
        "settings-papers",
        _("Papers and letterhead"),
        _("Letterhead, signatories, and the words of letters on paper."),
        PEOPLE,
        _LISTS,
    ),
    Entry(
        "settings-people",
        _("Accounts and roles"),
        _("Who signs in, and what each may do."),
        PEOPLE,
        _OFFICE,
    ),
    Entry(
        "settings-keys",
        _("Keys for the API"),
        _("For programs that request visits or read them."),
        LINKS,
        _OFFICE,
    ),
]


def register(entry: Entry) -> None:
    """Add a setting of another room to the list (called once, where its addresses stand)."""
    if entry not in _entries:
        _entries.append(entry)


@never_cache
@require_safe
@needs(*ANY)
def index(request: HttpRequest) -> HttpResponse:
    """What the reader may change."""
    rights = rights_of(request.user)
    groups: dict[str, list[Entry]] = {}
    for entry in _entries:
        if rights & set(entry.rights):
            groups.setdefault(str(entry.group), []).append(entry)
    context = {"section": "settings", "groups": groups}
    return render(request, "desk/settings/index.html", context)
