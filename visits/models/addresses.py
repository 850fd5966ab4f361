"""How addresses are kept: an e-mail address in one form, by whichever door it came; a site."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from visits.language.emails import mail_address

# A source as frame-ancestors takes it (CSP level 3): a scheme, a host, perhaps a port.
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)


def validate_origins(text: str) -> None:
    """Raise ValidationError where a line of `text` is not the address of a site."""
    for line in text.split():
        if not _ORIGIN.fullmatch(line):
            raise ValidationError(
                _("“%(line)s” is not a site. Write it as https://www.example.go.id, one a line."),
                params={"line": line},
            )


class AddressField(models.EmailField[str, str]):
    """An address as visits.language.emails.mail_address gives it, stored and looked up."""

    def to_python(self, value: Any) -> Any:
        """The address in its one form."""
        value = super().to_python(value)
        return mail_address(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """The same for the database: what is stored, and what is looked for."""
        value = super().get_prep_value(value)
        return mail_address(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The instance has from now on what the database has."""
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
