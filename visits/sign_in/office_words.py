"""Words of the place, which are guessed first: no password is made of them alone."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.models import Host

# What stands on the pages that anybody reads; with them the names of the office itself.
COMMON = frozenset(
    {*("singgah", "kunjungan", "kunjung", "petugas", "protokol", "pimpinan", "narasumber")}
    | {*("admin", "administrator", "kantor", "dinas", "pelayanan", "publik", "tamu")}
    | {*("rahasia", "password", "katasandi", "sandi", "selamat", "datang", "indonesia")}
)
# What must be left of a password when they, and digits and signs, are taken out.
LEAST_LEFT = 6
_SHORTEST = 3


def office_words() -> list[str]:
    """COMMON and the words of the host's names, in lower case, the longest first."""
    host = Host.load()
    names = f"{host.name} {host.short_name} {host.office}".lower()
    own = {word for word in re.split(r"\W+", names) if len(word) >= _SHORTEST}
    return sorted(COMMON | own, key=lambda word: (-len(word), word))


class OfficeWordsValidator:
    """One of settings.AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where little is left without the words of the place."""
        left = password.lower()
        for word in office_words():
            left = left.replace(word, " ")
        if sum(character.isalpha() for character in left) < LEAST_LEFT:
            raise ValidationError(
                _(
                    "This password is made of the office's own words, or of digits: those are "
                    "guessed first. Add words that have nothing to do with it."
                ),
                code="office_words",
            )

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("It must not be made of the office's name and the like alone.")
