"""Who calls: the delegation of one visit, a member of staff, another program, or anyone."""

from django.conf import settings
from django.contrib.auth.models import User
from rest_framework.request import Request

from visits.access.networks import network_of
from visits.history import events
from visits.history.events import Actor
from visits.models import ApiKey, Officer, Visit
from visits.people import roles
from visits.people.roles import Right, may_read

Scope = ApiKey.Scope
# What a scope lets a program do, staff do by the right of their role.
RIGHT_OF = {
    Scope.VISITS_READ: Right.READ,
    Scope.VISITS_WRITE: Right.DECIDE,
    Scope.VISITS_SUBMIT: Right.DECIDE,
    Scope.SCHEDULE_WRITE: Right.SET_WEEK,
    Scope.REPORTS_READ: Right.REPORT,
}


def delegation_of(request: Request) -> Visit | None:
    """The visit whose token was sent, or None."""
    return request.auth if isinstance(request.auth, Visit) else None


def key_of(request: Request) -> ApiKey | None:
    """The API key that was sent, or None."""
    return request.auth if isinstance(request.auth, ApiKey) else None


def staff_of(request: Request) -> User | None:
    """The member of staff who is signed in and may see every visit, or None."""
    user = request.user
    return user if isinstance(user, User) and may_read(user) else None


def officer_of(request: Request) -> Officer | None:
    """The officer whose account is signed in, or None."""
    user = request.user
    if not (isinstance(user, User) and roles.may(user, Right.OWN_TASKS)):
        return None
    return Officer.objects.filter(user=user, active=True).first()


def may(request: Request, scope: Scope) -> bool:
    """Whether the caller is a program with `scope`, or staff whose role includes it."""
    key = key_of(request)
    if key is not None:
        return scope in key.scopes
    return roles.may(request.user, RIGHT_OF[scope])


def actor_of(request: Request) -> Actor:
    """The caller as the actor of an event; anyone unknown acts for a delegation."""
    key, user = key_of(request), staff_of(request)
    if key is not None:
        return events.program(key.name)
    return events.staff(user) if user is not None else events.DELEGATION


def caller_of(request: Request) -> str:
    """A name for the caller under which limits and remembered answers are kept."""
    visit, key, user = delegation_of(request), key_of(request), request.user
    if key is not None:
        return f"key:{key.pk}"
    if isinstance(user, User):
        return f"user:{user.pk}"
    if visit is not None:
        return f"visit:{visit.pk}"
    return f"net:{network_of(request)}"


def limits_apply() -> bool:
    """Whether request limits are switched on (settings.THROTTLE)."""
    return bool(settings.THROTTLE)
