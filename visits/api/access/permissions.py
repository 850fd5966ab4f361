"""Who may call what: staff by session, programs by the scopes of their key."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from visits.api.access.callers import Scope, delegation_of, key_of, may, officer_of
from visits.people import roles
from visits.people.roles import Right


class HasScope(BasePermission):
    """Staff, or a program with the view's `scope`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may."""
        return may(request, getattr(view, "scope", Scope.VISITS_READ))


class SetsSchedule(HasScope):
    """Who changes rules, sessions and closures, or a program with `schedule:write`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may; a leader may give a week its capacity, and no more."""
        if key_of(request) is not None:
            return may(request, Scope.SCHEDULE_WRITE)
        return roles.may(request.user, Right.SET_SCHEDULE)


def scope_for(method: str) -> Scope:
    """The scope that a program needs to read, or change, visits by an HTTP method."""
    reads = method in ("GET", "HEAD", "OPTIONS")
    return Scope.VISITS_READ if reads else Scope.VISITS_WRITE


class ReadOrWrite(BasePermission):
    """Staff, or a program: to read with `visits:read`, to change with `visits:write`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may call this at all."""
        return may(request, scope_for(request.method or ""))


class DelegationOrStaff(ReadOrWrite):
    """The same, and a delegation; which visit it sees is decided at look-up (base.visit_for)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may call this at all."""
        return delegation_of(request) is not None or super().has_permission(request, view)


class DelegationReads(DelegationOrStaff):
    """The same to read; what is changed is staff's, or a program's with `visits:write`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may call this at all."""
        if scope_for(request.method or "") == Scope.VISITS_READ:
            return super().has_permission(request, view)
        return may(request, Scope.VISITS_WRITE)


class DecidersOrOfficers(HasScope):
    """Who decides on visits, and whoever is signed in as an officer, for the own ones."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may call this at all."""
        return super().has_permission(request, view) or officer_of(request) is not None


class Officers(BasePermission):
    """Whoever is signed in as one of the host's officers."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller is one."""
        return officer_of(request) is not None
