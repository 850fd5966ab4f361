"""Accounts' e-mail addresses in the one form that is stored and compared, whoever writes them."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models.signals import pre_save
from django.dispatch import receiver

from visits.language.emails import mail_address
from visits.language.text import clean_line


@receiver(pre_save, sender=User)
def _in_one_form(instance: User, **_signal: Any) -> None:
    """Pages, the admin and commands all save accounts, and their model is Django's."""
    instance.email = mail_address(instance.email)


def typed_name(typed: str) -> str:
    """What somebody signs in with, as it is looked up: an address, or the name of an account."""
    address = mail_address(typed)
    return address if "@" in address else clean_line(typed)
