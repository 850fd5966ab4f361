"""Keep: backups, and the end of what was kept long enough."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class KeepingConfig(AppConfig):
    """The room above all others: it knows what each of them holds."""

    name = "keeping"
    verbose_name = _("Keeping")

    def ready(self) -> None:
        """Register with what does not know this room, and follow what the privacy notice says."""
        from keeping import nights, privacy_notice
        from keeping.alarm import backup_hint, coming_erasure, erasing_hint, missing_backup
        from keeping.models import Terms
        from notifications.state import parts
        from visits.inbox import items
        from visits.models import Host

        items.register(missing_backup, hints=backup_hint)
        items.register(coming_erasure, hints=erasing_hint)
        parts.register(nights.backup)
        parts.register(nights.erasing)
        parts.register(nights.recount)
        post_migrate.connect(privacy_notice.follow_migrate, sender=self)
        for setting in (Host, Terms):
            post_save.connect(privacy_notice.follow_setting, sender=setting)
