"""Search everywhere: open and past visits by whatever one knows of them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.language.phones import show_phone
from visits.models import Visit
from visits.pages.desk.frame.access import for_staff, visible_visits
from visits.queries.visits import Session, sessions_of
from visits.search.finding import Found, Hit, find

_LONGEST = 200
_MOST_SHOWN = 50
_MOST_FIELDS = 2


@dataclass(frozen=True)
class Row:
    """A visit that was found, its session, and by what: names of fields with their texts."""

    visit: Visit
    session: Session | None
    by: list[tuple[str, str]]


def text_asked(request: HttpRequest, name: str = "q") -> str:
    """What somebody typed to look for, as far as it is read."""
    return request.GET.get(name, "").replace("\x00", "")[:_LONGEST].strip()


@never_cache
@require_safe
@for_staff
def search(request: HttpRequest) -> HttpResponse:
    """The page; the whole number of a visit leads straight to it."""
    words = text_asked(request)
    found = find(visible_visits(request), words) if words else Found([], (), more=False)
    if len(found.hits) == 1 and found.hits[0].visit.reference == words.upper():
        return redirect("desk-visit", reference=found.hits[0].visit.reference)
    shown = found.hits[:_MOST_SHOWN]
    sessions = sessions_of([hit.visit for hit in shown], named=True)
    context = {
        "section": "search",
        "q": words,
        "found": found,
        "rows": [Row(hit.visit, sessions.get(hit.visit.pk), _by(hit)) for hit in shown],
    }
    return render(request, "desk/search.html", context)


def _by(hit: Hit) -> list[tuple[str, str]]:
    """What the row does not show already of why it was found."""
    visit = hit.visit
    people = ", ".join(person.name for person in visit.participants.all()[:3])
    texts = {
        "letter_number": (_("Letter"), visit.letter_number),
        "leader_name": (_("Leader"), visit.leader_name),
        "contact_name": (_("Contact"), visit.contact_name),
        "contact_email": (_("E-mail"), visit.contact_email),
        "contact_phone": (_("Phone"), show_phone(visit.contact_phone)),
        "participant": (_("Participants"), people),
    }
    return [texts[name] for name in hit.fields if name in texts][:_MOST_FIELDS]
