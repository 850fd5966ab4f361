"""Who on the host's side may do what: four roles, kept as Django groups, and one table of rights.

Pages (pages/desk/frame/access.py), the API (api/access/permissions.py) and templates (`may`, see
pages/frame/context.py) ask this table and nothing else.
"""

from enum import StrEnum

from django.contrib.auth.models import AbstractUser, AnonymousUser, Group, User
from django.db.models import Q, QuerySet

ADMIN = "admin"
LEADER = "leader"
PROTOCOL = "protocol"
OFFICER = "officer"
ALL = (ADMIN, LEADER, PROTOCOL, OFFICER)


class Right(StrEnum):
    """One thing that somebody may do."""

    READ = "read"
    """See every visit, the day and the weeks."""
    REPORT = "report"
    """See reports."""
    OWN_TASKS = "own_tasks"
    """See the visits one is named for, answer, and add material to them."""
    DECIDE = "decide"
    """Approve, decline, assign and so on; write to a delegation."""
    RECEIVE = "receive"
    """Note arrival, departure and consent on the day."""
    DIRECT = "direct"
    """Give a visit to somebody of the desk, with what is to be done and until when."""
    PAST = "past"
    """Take visits of the years before in, take an import back, and write visits out."""
    SET_WEEK = "set_week"
    """Give a single week a capacity of its own, up to what the rule says."""
    RAISE_WEEK = "raise_week"
    """Give a single week more than the rule says: the one way to go over its capacity."""
    SET_SCHEDULE = "set_schedule"
    """Change capacities, booking rules, sessions, rooms and closures."""
    SET_LISTS = "set_lists"
    """Change agencies, topics, officers and the words of letters; make and revoke feeds."""
    SET_OFFICE = "set_office"
    """Change the host's profile, accounts and their roles, and API keys."""


RIGHTS: dict[Right, frozenset[str]] = {
    Right.READ: frozenset({ADMIN, LEADER, PROTOCOL}),
    Right.REPORT: frozenset({ADMIN, LEADER, PROTOCOL}),
    Right.OWN_TASKS: frozenset(ALL),
    Right.DECIDE: frozenset({ADMIN, PROTOCOL}),
    Right.RECEIVE: frozenset({ADMIN, PROTOCOL}),
    Right.DIRECT: frozenset({ADMIN, LEADER}),
    Right.PAST: frozenset({ADMIN, LEADER, PROTOCOL}),
    Right.SET_WEEK: frozenset({ADMIN, LEADER, PROTOCOL}),
    Right.RAISE_WEEK: frozenset({ADMIN, LEADER}),
    Right.SET_SCHEDULE: frozenset({ADMIN, PROTOCOL}),
    Right.SET_LISTS: frozenset({ADMIN, PROTOCOL}),
    Right.SET_OFFICE: frozenset({ADMIN}),
}


def ensure_groups() -> dict[str, Group]:
    """The four groups by role, made where they are missing."""
    there = Group.objects.in_bulk(ALL, field_name="name")
    return {role: there.get(role) or Group.objects.get_or_create(name=role)[0] for role in ALL}


def roles_of(user: AbstractUser | AnonymousUser) -> frozenset[str]:
    """The roles of a signed-in user; a superuser is an admin, anybody else has none.

    Asked of the database once for a user object, as Django does with its permissions.
    """
    known: frozenset[str] | None = getattr(user, "_roles_known", None)
    if known is None:
        known = _ask_roles(user)
        user._roles_known = known  # type: ignore[union-attr]
    return known


def is_officer(user: AbstractUser | AnonymousUser) -> bool:
    """Whether a signed-in user is one of the host's officers; read together with the roles."""
    roles_of(user)
    return bool(getattr(user, "_officer_known", False))


def _ask_roles(user: AbstractUser | AnonymousUser) -> frozenset[str]:
    if not user.is_authenticated or not getattr(user, "is_active", False):
        return frozenset()
    found = list(User.objects.filter(pk=user.pk).values_list("groups__name", "officer__pk"))
    user._officer_known = any(officer for _group, officer in found)  # type: ignore[attr-defined]
    roles = {group for group, _officer in found} & set(ALL)
    if getattr(user, "is_superuser", False):
        roles.add(ADMIN)
    return frozenset(roles)


def rights_of(user: AbstractUser | AnonymousUser) -> frozenset[Right]:
    """Everything the user may do."""
    roles = roles_of(user)
    return frozenset(right for right, holders in RIGHTS.items() if roles & holders)


def may(user: AbstractUser | AnonymousUser, right: Right) -> bool:
    """Whether the user has that right."""
    return bool(roles_of(user) & RIGHTS[right])


def who_may(right: Right) -> QuerySet[User]:
    """The accounts in use that have that right, by name; as `may` says of each."""
    holds = Q(groups__name__in=RIGHTS[right])
    if ADMIN in RIGHTS[right]:
        holds |= Q(is_superuser=True)
    found = User.objects.filter(holds, is_active=True).distinct()
    return found.order_by("first_name", "last_name", "username")


def may_decide(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user may approve, decline, assign and so on."""
    return may(user, Right.DECIDE)


def may_read(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user may see all visits; an officer sees only those assigned."""
    return may(user, Right.READ)


def begins_as_leader(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the leader's page is where the user's work begins: no inbox of requests to answer."""
    held = roles_of(user)
    return LEADER in held and PROTOCOL not in held


def may_raise_week(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user may give a single week more places than the rule."""
    return may(user, Right.RAISE_WEEK)
