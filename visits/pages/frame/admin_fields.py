"""Django's admin takes numbers, dates and addresses as the desk's own pages do."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.db import models

from visits.models.addresses import AddressField
from visits.pages.frame.typed import Clock, Day, EmailAddress, WholeNumber

_FIELDS: dict[type[models.Field[Any, Any]], type[forms.Field]] = {
    models.IntegerField: WholeNumber,
    models.DateField: Day,
    models.TimeField: Clock,
    models.EmailField: EmailAddress,
    AddressField: EmailAddress,
}


def take_as_typed(site: AdminSite) -> None:
    """Let every model's page of `site`, and the rows within it, use the fields of frame/typed.py.

    Once, after all of them are registered: no admin of ours or of others is forgotten.
    """
    for page in site._registry.values():
        for part in (page, *page.inlines):
            overrides = dict(part.formfield_overrides)
            for model_field, form_field in _FIELDS.items():
                overrides[model_field] = {
                    **overrides.get(model_field, {}),
                    "form_class": form_field,
                }
            part.formfield_overrides = overrides
