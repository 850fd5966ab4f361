"""What is said where a host has not opened its doors yet."""

from django.utils.translation import gettext as _


def not_open_words() -> str:
    """The sentence for whoever asks before that."""
    return _("We do not take requests yet: this office opens its study visits soon.")
