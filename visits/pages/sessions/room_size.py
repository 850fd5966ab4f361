"""How many people fit, and what to say to a delegation that is larger."""

from django.utils.translation import gettext

from scheduling.models import Room
from visits.language.phones import show_phone
from visits.models import Host


def largest_room() -> int:
    """How many people the largest room takes; 0 where there is no room."""
    return max((room.people_limit for room in Room.objects.filter(active=True)), default=0)


def largest_room_words(limit: int) -> str:
    """Its size in a sentence."""
    return gettext("Our largest room takes %(limit)s people.") % {"limit": limit}


def too_many_people_words(limit: int) -> str:
    """What a delegation beyond `limit` may do before it has a page to write on."""
    host = Host.load()
    ways = {"phone": show_phone(host.phone), "email": host.email}
    if host.phone:
        ask = gettext("For a larger delegation call %(phone)s or write to %(email)s.") % ways
    else:
        ask = gettext("For a larger delegation write to %(email)s.") % ways
    return f"{largest_room_words(limit)} {ask}"
