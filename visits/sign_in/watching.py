"""What the security log hears of: signals of Django and allauth, whichever door was used.

Receivers here only write down. They are signals because the pages, the admin, a command and
allauth's own views all change accounts, and none of them may be forgotten.
"""

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from visits.sign_in.accounts import account_of
from visits.sign_in.security_log import note

_WATCHED = ("username", "email", "password", "is_active", "is_staff", "is_superuser")


@receiver(user_logged_in)
def _signed_in(request: HttpRequest | None, user: User, **_signal: Any) -> None:
    records = get_authentication_records(request, user) if request else []
    ways = [str(record.get("type") or record.get("method")) for record in records]
    note("signed_in", account=user.get_username(), ways=ways)


@receiver(user_logged_out)
def _signed_out(user: User | None, **_signal: Any) -> None:
    if user is not None:
        note("signed_out", account=user.get_username())


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], **_signal: Any) -> None:
    note("sign_in_failed", warn=True, account=account_of(credentials).name, reason="wrong_password")


@receiver(mfa.authentication_failed)
def _factor_failed(user: User, authenticator: Any, **_signal: Any) -> None:
    note("second_factor_failed", warn=True, account=user.get_username(), factor=authenticator.type)


@receiver(mfa.authenticator_used)
def _factor_used(user: User, authenticator: Any, **_signal: Any) -> None:
    note("second_factor_used", account=user.get_username(), factor=authenticator.type)


@receiver(mfa.authenticator_added)
def _factor_added(user: User, authenticator: Any, **_signal: Any) -> None:
    note("second_factor_added", account=user.get_username(), factor=authenticator.type)


@receiver(mfa.authenticator_reset)
def _factor_reset(user: User, authenticator: Any, **_signal: Any) -> None:
    note("second_factor_reset", account=user.get_username(), factor=authenticator.type)


@receiver(mfa.authenticator_removed)
def _factor_removed(user: User, authenticator: Any, **_signal: Any) -> None:
    note("second_factor_removed", warn=True, account=user.get_username(), factor=authenticator.type)


@receiver((account.password_changed, account.password_set))
def _password_changed(user: User, **_signal: Any) -> None:
    note("password_changed", account=user.get_username())


@receiver(account.password_reset)
def _password_reset(user: User, **_signal: Any) -> None:
    note("password_reset", account=user.get_username())


@receiver(pre_save, sender=User)
def _account_changed(instance: User, update_fields: Any, **_signal: Any) -> None:
    if instance.pk is None or (update_fields and not set(update_fields) & set(_WATCHED)):
        return
    before = User.objects.filter(pk=instance.pk).values(*_WATCHED).first()
    if before is None:
        return
    fields = [name for name in _WATCHED if before[name] != getattr(instance, name)]
    if fields:
        note("account_changed", warn=True, account=instance.get_username(), fields=fields)


@receiver(post_save, sender=User)
def _account_made(instance: User, created: bool, **_signal: Any) -> None:
    if created:
        note("account_made", account=instance.get_username(), admin=instance.is_superuser)


@receiver(post_delete, sender=User)
def _account_removed(instance: User, **_signal: Any) -> None:
    note("account_removed", warn=True, account=instance.get_username())


@receiver(m2m_changed, sender=User.groups.through)
def _roles_changed(instance: Any, action: str, **_signal: Any) -> None:
    if action.startswith("post_") and isinstance(instance, User):
        roles = sorted(instance.groups.values_list("name", flat=True))
        note("role_changed", warn=True, account=instance.get_username(), roles=roles)
