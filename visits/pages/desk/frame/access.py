"""Who may open which page of the desk: decorators over the table in visits/people/roles.py."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from visits.models import Visit
from visits.models.references import read_reference
from visits.pages.frame import stale_form
from visits.people.roles import Right, may, may_read, rights_of

_Page = Callable[..., HttpResponseBase]


def signed_in(page: _Page) -> _Page:
    """Send whoever is not signed in there; a form that they sent is kept, not lost on the way."""

    @wraps(page)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if request.user.is_authenticated:
            return page(request, **kwargs)
        if request.method == "POST" and stale_form.from_our_page(request):
            return stale_form.signed_out(request)
        return redirect_to_login(request.get_full_path())

    return guarded


def needs(*rights: Right) -> Callable[[_Page], _Page]:
    """Let a page be opened only with one of `rights`; who is not signed in is sent to sign in."""

    def guard(page: _Page) -> _Page:
        @wraps(page)
        @signed_in
        def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
            if rights_of(request.user).isdisjoint(rights):
                raise PermissionDenied
            return page(request, **kwargs)

        return guarded

    return guard


def for_staff(page: _Page) -> _Page:
    """Whoever reads all visits. An officer is shown the same visit among the own ones instead."""

    @wraps(page)
    @signed_in
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        rights = rights_of(request.user)
        if Right.READ in rights:
            return page(request, **kwargs)
        if Right.OWN_TASKS in rights and request.method in ("GET", "HEAD"):
            if "reference" in kwargs:
                return redirect("officer-visit", reference=kwargs["reference"])
            return redirect("officer-tasks")
        raise PermissionDenied

    return guarded


def for_readers(page: _Page) -> _Page:
    """Those who may see all visits: not officers, who see their own."""

    @for_staff
    @wraps(page)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if not may_read(request.user):
            raise PermissionDenied
        return page(request, **kwargs)

    return guarded


def for_deciders(page: _Page) -> _Page:
    """Protocol staff and administrators."""
    return needs(Right.DECIDE)(page)


def visible_visits(request: HttpRequest) -> QuerySet[Visit]:
    """All visits for those who read all, for an officer those they are assigned to."""
    visits = Visit.objects.select_related("region__province")
    if may_read(request.user):
        return visits
    return own_visits(request)


def own_visits(request: HttpRequest) -> QuerySet[Visit]:
    """The visits that the user, as an officer, is assigned to."""
    visits = Visit.objects.select_related("region__province")
    if not may(request.user, Right.OWN_TASKS):
        return visits.none()
    return visits.filter(officers__user_id=request.user.pk or 0)


def visible_visit(request: HttpRequest, reference: str) -> Visit:
    """One of them, or Http404."""
    found = visible_visits(request).filter(reference=read_reference(reference)).first()
    if found is None:
        raise Http404
    return found
