"""Tell: events in, messages out."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tell visits what this app knows: it asks for a nudge, lists failures, shows messages."""

    name = "notifications"
    verbose_name = "Pemberitahuan"

    def ready(self) -> None:
        """Register with visits, which does not know this app, and have the feeds watched."""
        from notifications.account_mail import failed_account_mails
        from notifications.failures import failed_messages, returned_mail
        from notifications.preview import tellings
        from notifications.standstill import standstill
        from notifications.tasks import nudge
        from scheduling.database import marks
        from visits import events, obligations, rehearsal

        events.listen(nudge)
        obligations.register(failed_messages)
        obligations.register(failed_account_mails)
        obligations.register(standstill)
        obligations.register(returned_mail)
        rehearsal.register(tellings)
        # Not last_read_at: reading a feed is no change of it.
        owner = "agency_id", "officer_id", "room_id"
        shown = ("kind", "name", "token_hash", "revoked_at", *owner)
        marks.watch(marks.Topic.FEEDS, "notifications_feed", columns=shown)
        # A contact's answer shows in the feed of the visit.
        marks.watch(marks.Topic.FEEDS, "notifications_receivedmail")
