"""What every page knows: the host, its colours, and who reads."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from visits.access.readers import reader_mark
from visits.inbox.counting import waiting_now
from visits.models import Host
from visits.pages.frame.accent import accent_colours, night_colours
from visits.pages.frame.toasts import toasts_of
from visits.people.roles import is_officer, rights_of


def host(request: HttpRequest) -> dict[str, object]:
    """The host's profile and accent, `may`: the reader's rights, `is_officer`, how much waits, what
    was decided, and `reader_mark`: who that is to a device.

    The last five cost nothing where a template does not ask.
    """
    profile = Host.load()
    return {
        "host": profile,
        "host_accent": accent_colours(profile.accent),
        "host_accent_by_night": night_colours(profile.accent),
        "inbox_count": SimpleLazyObject(lambda: waiting_now(reader=request.user.pk)),
        "is_officer": SimpleLazyObject(lambda: is_officer(request.user)),
        "may": SimpleLazyObject(lambda: rights_of(request.user)),
        "reader_mark": SimpleLazyObject(lambda: reader_mark(request.user)),
        "toasts": SimpleLazyObject(lambda: toasts_of(request)),
    }
