"""The first administrator of an empty installation, who begins with a link printed at its start.

The link is worth something until there is an administrator, and for two days at most: whoever
reads the terminal of the server may begin, and nobody else.
"""

import datetime as dt

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction

from visits.people import roles

_SALT = "singgah.first-administrator"
GOOD_FOR = dt.timedelta(days=2)


class TooLate(Exception):
    """There is an administrator already, or the link is too old or none of ours."""


def administrators_exist() -> bool:
    """Whether anybody may set up this installation."""
    return roles.who_may(roles.Right.SET_OFFICE).exists()


def make_link_token() -> str:
    """What the link of the first administrator carries; signed with SECRET_KEY and dated."""
    return signing.dumps("begin", salt=_SALT)


def check_link_token(token: str) -> None:
    """Raise TooLate where `token` begins nothing (any more)."""
    try:
        signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise TooLate from error
    if administrators_exist():
        raise TooLate


def begin(token: str, *, name: str, email: str, password: str) -> User:
    """Make the first administrator, whose account name is the address; raises TooLate.

    Two that press at once: one is made, since the group's row is locked meanwhile.
    """
    with transaction.atomic():
        groups = roles.ensure_groups()
        admins = type(groups[roles.ADMIN]).objects.select_for_update().get(name=roles.ADMIN)
        check_link_token(token)
        first, _, last = name.partition(" ")
        user = User.objects.create_superuser(
            email, email, password, first_name=first[:150], last_name=last[:150]
        )
        user.groups.add(admins)
    return user
