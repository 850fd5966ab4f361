"""Every kind of caller of the API, by name; what each may see of a visit that is not its own."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.test import Client

from tests.factories import OfficerFactory, UserFactory
from visits.access.tokens import visit_token
from visits.models import ApiKey, Assignment, Visit
from visits.people import roles
from visits.sign_in.keys import make_key

CSRF = "c" * 32
SCOPES = tuple(ApiKey.Scope.values)
# Those to whom all visits are open, by reading or by what a change answers.
INSIDERS = frozenset({"visits:read", "visits:write", "every scope", "admin", "protocol", "leader"})


@dataclass(frozen=True)
class Caller:
    """Who calls: with these headers and cookies."""

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


def all_callers(own: Visit, other: Visit) -> dict[str, Caller]:
    """Anyone, a wrong token, two delegations, a key for each scope, all and none, each role.

    The officer is one who is named for the visit `own`.
    """
    callers = [
        Caller("anyone"),
        _bearer("wrong token", "sgk_" + "x" * 43),
        _bearer("delegation", visit_token(own)),
        _bearer("other delegation", visit_token(other)),
        _bearer("no scope", make_key(name="none", scopes=[])[1]),
        *(_bearer(scope, make_key(name=scope, scopes=[scope])[1]) for scope in SCOPES),
        _bearer("every scope", make_key(name="every", scopes=SCOPES)[1]),
        *(_session(role) for role in roles.ALL if role != roles.OFFICER),
        _officer(own),
        _session("no role"),
    ]
    return {caller.name: caller for caller in callers}


def _bearer(name: str, token: str) -> Caller:
    return Caller(name, {"Authorization": f"Bearer {token}"})


def _officer(own: Visit) -> Caller:
    user: User = UserFactory.create()
    someone = OfficerFactory.create(user=user)
    Assignment.objects.create(visit=own, officer=someone, role=Assignment.Role.RECEIVING)
    return _session(roles.OFFICER, user)


def _session(role: str, user: User | None = None) -> Caller:
    user = user or UserFactory.create()
    if role in roles.ALL:
        user.groups.add(roles.ensure_groups()[role])
    browser = Client()
    browser.force_login(user)
    cookies = {"sessionid": browser.cookies["sessionid"].value, "csrftoken": CSRF}
    return Caller(role, {"X-CSRFToken": CSRF}, cookies)
