"""Who may open which page of the desk."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from visits.models import Visit
from visits.roles import may_decide, may_read, roles_of

_Page = Callable[..., HttpResponseBase]


def for_staff(page: _Page) -> _Page:
    """Signed in with any role; others are sent to sign in, or refused."""

    @wraps(page)
    @login_required
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if not roles_of(request.user):
            raise PermissionDenied
        return page(request, **kwargs)

    return guarded


def for_deciders(page: _Page) -> _Page:
    """Protocol staff and administrators."""

    @for_staff
    @wraps(page)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if not may_decide(request.user):
            raise PermissionDenied
        return page(request, **kwargs)

    return guarded


def visible_visits(request: HttpRequest) -> QuerySet[Visit]:
    """All visits for those who read all, for an officer those they are assigned to."""
    visits = Visit.objects.select_related("region__province")
    if may_read(request.user):
        return visits
    return visits.filter(officers__user_id=request.user.pk or 0)


def visible_visit(request: HttpRequest, reference: str) -> Visit:
    """One of them, or Http404."""
    found = visible_visits(request).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found
