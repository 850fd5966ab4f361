"""Who on the host's side may do what: four roles, kept as Django groups."""

from django.contrib.auth.models import AbstractUser, AnonymousUser, Group

ADMIN = "admin"
LEADER = "leader"
PROTOCOL = "protocol"
OFFICER = "officer"
ALL = (ADMIN, LEADER, PROTOCOL, OFFICER)


def ensure_groups() -> dict[str, Group]:
    """The four groups by role, made where they are missing."""
    return {role: Group.objects.get_or_create(name=role)[0] for role in ALL}


def roles_of(user: AbstractUser | AnonymousUser) -> frozenset[str]:
    """The roles of a signed-in user; a superuser is an admin, anybody else has none."""
    if not user.is_authenticated or not getattr(user, "is_active", False):
        return frozenset()
    roles = set(user.groups.values_list("name", flat=True)) & set(ALL)
    if getattr(user, "is_superuser", False):
        roles.add(ADMIN)
    return frozenset(roles)


def may_decide(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user may approve, decline, assign and so on."""
    return bool(roles_of(user) & {ADMIN, PROTOCOL})


def may_read(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user may see all visits; an officer sees only those assigned."""
    return bool(roles_of(user) & {ADMIN, PROTOCOL, LEADER})
