"""Who may call what: staff by session, programs by the scopes of their key."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from visits.api.access import Scope, delegation_of, may


class HasScope(BasePermission):
    """Staff, or a program with the view's `scope`; for the method `scopes` may name another."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may."""
        return may(request, getattr(view, "scope", Scope.VISITS_READ))


class DelegationOrStaff(BasePermission):
    """A delegation (for its own visit, see visits_for), staff, or a program with the scope."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may call this at all; which visit it sees is decided at look-up."""
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        scope = Scope.VISITS_READ if reads else Scope.VISITS_WRITE
        return delegation_of(request) is not None or may(request, scope)
