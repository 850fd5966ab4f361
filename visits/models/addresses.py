"""How an e-mail address is kept: in one form, by whichever door it came."""

from typing import Any

from django.db import models

from visits.language.emails import mail_address


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
