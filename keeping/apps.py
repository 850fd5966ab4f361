"""Keep: backups, and the end of what was kept long enough."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeepingConfig(AppConfig):
    """The room above all others: it knows what each of them holds."""

    name = "keeping"
    verbose_name = _("Keeping")

    def ready(self) -> None:
        """Register with the inbox and the page of the state, which do not know this room."""
        from keeping import nights
        from keeping.alarm import backup_hint, coming_erasure, erasing_hint, missing_backup
        from notifications.state import parts
        from visits.inbox import items

        items.register(missing_backup, hints=backup_hint)
        items.register(coming_erasure, hints=erasing_hint)
        parts.register(nights.backup)
        parts.register(nights.erasing)
        parts.register(nights.recount)
