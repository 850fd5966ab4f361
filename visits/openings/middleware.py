"""After each answer that shows what names people: who opened it, before the answer leaves."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils import timezone

from visits.access.networks import network_of
from visits.access.tokens import visit_of_token
from visits.history.events import staff
from visits.models import ApiKey, Opening, Paper, Visit
from visits.models.references import read_reference
from visits.openings.noting import Reader, reader_said, reference_said, try_to_note
from visits.openings.table import ONLY_ASKED, OPENS, REFUSED

_Answer = Callable[[HttpRequest], HttpResponseBase]
_DELEGATION = "delegation"
# A page that is shown again with what was wrong.
_SHOWN_AGAIN = (409, 422)


class OpeningsMiddleware:
    """Notes what was really given out: nothing that was led elsewhere, forbidden or not there."""

    def __init__(self, get_response: _Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer as it is."""
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None:
            thing = _thing(request, response, match)
            if thing is not None and (reader := _reader(request, match)) is not None:
                try_to_note(
                    reader,
                    thing,
                    now=timezone.now(),
                    reference=_reference(request, match, thing),
                    paper=int(match.kwargs.get("pk", 0)) if thing == Opening.Thing.PAPER else 0,
                )
        return response


def _thing(
    request: HttpRequest, response: HttpResponseBase, match: ResolverMatch
) -> Opening.Thing | None:
    """What the answer shows; None for what names nobody, as a problem told to a program."""
    name = match.view_name
    if request.method in ("HEAD", "OPTIONS"):
        return None
    if response.status_code == 200:
        asked = ONLY_ASKED.get(name)
        shows = asked is None or request.GET.get(asked, "").strip()
        return OPENS.get(name) if shows else None
    page = response.get("Content-Type", "").startswith("text/html")
    if page and response.status_code in _SHOWN_AGAIN:
        return OPENS.get(name) or REFUSED.get(name)
    return None


def _reader(request: HttpRequest, match: ResolverMatch) -> Reader | None:
    """Who it was; None where nobody is known, who was shown nothing either."""
    # What REST framework found in the request's head, where it was asked.
    sent, user = getattr(request, "auth", None), request.user
    if said := reader_said(request):
        return said
    if "token" in match.kwargs:
        return Reader(_DELEGATION, Opening.Door.LINK)
    if isinstance(sent, Visit):
        return Reader(_DELEGATION, Opening.Door.API)
    network = network_of(request)
    if isinstance(sent, ApiKey):
        return Reader(f"key:{sent.pk}", Opening.Door.API, sent.name, network)
    if not isinstance(user, User):
        return None
    return Reader(f"user:{user.pk}", _door(match), staff(user).name, network)


def _door(match: ResolverMatch) -> Opening.Door:
    if match.view_name.startswith("admin:"):
        return Opening.Door.ADMIN
    return Opening.Door.API if match.view_name.startswith("api-") else Opening.Door.DESK


def _reference(request: HttpRequest, match: ResolverMatch, thing: Opening.Thing) -> str:
    """The number of the visit; empty for a list of many."""
    if said := reference_said(request):
        return said
    named = match.kwargs
    if "reference" in named:
        return read_reference(named["reference"])
    if "token" in named:
        visit = visit_of_token(named["token"])
        return visit.reference if visit else ""
    if "pk" in named and thing == Opening.Thing.PAPER:
        found = Paper.objects.filter(pk=named["pk"]).values_list("visit__reference", flat=True)
        return found.first() or ""
    if "object_id" in named:
        of = "events" if "visitevent" in match.view_name else "pk"
        seen = Visit.objects.filter(**{of: named["object_id"]})
        return seen.values_list("reference", flat=True).first() or ""
    return ""
