"""Whose account somebody tries to open."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from visits.language.emails import mail_address


@dataclass(frozen=True)
class Account:
    """What tries are counted for: `user`, or `typed` where there is no such account."""

    typed: str
    user: User | None

    @property
    def key(self) -> str:
        """One for name and address, in whatever letters: nobody has the tries twice."""
        return f"user:{self.user.pk}" if self.user else f"typed:{self.typed.lower()}"

    @property
    def name(self) -> str | None:
        """For logs; None where there is no account: what was typed may be a password."""
        return self.user.get_username() if self.user else None


def account_of(credentials: dict[str, Any]) -> Account:
    """The account that `credentials` (a `username` or an `email`) are for; one query."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    same = Q(username__iexact=typed) | Q(email=mail_address(typed))
    return Account(typed, User.objects.filter(same).first() if typed else None)
