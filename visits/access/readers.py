"""Who reads, as a device at the desk knows it."""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils.crypto import salted_hmac


def reader_mark(user: AbstractUser | AnonymousUser) -> str:
    """Whose page or press it is: 16 hex digits, of use to nobody else."""
    return salted_hmac("singgah.reader", str(user.pk), algorithm="sha256").hexdigest()[:16]
