"""Tell: events in, messages out."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tell visits what this app knows: it asks for a nudge, lists failures, shows messages."""

    name = "notifications"
    verbose_name = "Pemberitahuan"

    def ready(self) -> None:
        """Register with visits, which does not know this app, and have the feeds watched."""
        from notifications.compose.preview import tellings
        from notifications.outbox.account_mail import failed_account_mails
        from notifications.outbox.failures import failed_messages, returned_mail
        from notifications.standstill import standstill
        from notifications.tasks import nudge
        from scheduling.database import marks
        from visits.history import events
        from visits.inbox import items
        from visits.life import dry_run

        events.listen(nudge)
        items.register(failed_messages)
        items.register(failed_account_mails)
        items.register(standstill)
        items.register(returned_mail)
        dry_run.register(tellings)
        # Not last_read_at: reading a feed is no change of it.
        owner = "agency_id", "officer_id", "room_id"
        shown = ("kind", "name", "token_hash", "revoked_at", *owner)
        marks.watch(marks.Topic.FEEDS, "notifications_feed", columns=shown)
        # A contact's answer shows in the feed of the visit.
        marks.watch(marks.Topic.FEEDS, "notifications_receivedmail")
