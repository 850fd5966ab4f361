"""Tell: events in, messages out."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Ask visits for a nudge after each commit that wrote an event."""

    name = "notifications"
    verbose_name = "Pemberitahuan"

    def ready(self) -> None:
        """Register the nudge."""
        from notifications.tasks import nudge
        from visits import events

        events.listen(nudge)
