"""Tell: events in, messages out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Tell visits what this app knows: it asks for a nudge, lists failures, shows messages."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Register with visits, which does not know this app, and have the feeds watched."""
        from notifications.compose.preview import tellings
        from notifications.inbox.silence import dead_mailbox, mailbox_hint
        from notifications.outbox.failures import (
            failed_account_mails,
            failed_hint,
            failed_messages,
            refused_hint,
            refused_mail,
            returned_hint,
            returned_mail,
        )
        from notifications.standstill import standstill, standstill_hint
        from notifications.tasks import nudge
        from scheduling.database import marks
        from visits.history import events
        from visits.inbox import items
        from visits.life import dry_run

        events.listen(nudge)
        items.register(failed_messages, hints=failed_hint)
        items.register(failed_account_mails, hints=failed_hint)
        items.register(standstill, hints=standstill_hint)
        items.register(dead_mailbox, hints=mailbox_hint)
        items.register(returned_mail, hints=returned_hint)
        items.register(refused_mail, hints=refused_hint)
        items.register_about(failed_messages, hints=failed_hint)
        items.register_about(returned_mail, hints=returned_hint)
        dry_run.register(tellings)
        # Not last_read_at: reading a feed is no change of it.
        owner = "agency_id", "officer_id", "room_id"
        shown = ("kind", "name", "token_hash", "revoked_at", *owner)
        marks.watch(marks.Topic.FEEDS, "notifications_feed", columns=shown)
        # A contact's answer shows in the feed of the visit.
        marks.watch(marks.Topic.FEEDS, "notifications_receivedmail")
        # Not when it is read next, nor what went wrong.
        told = "address", "name", "region", "weeks", "read_at"
        marks.watch(marks.Topic.NEIGHBOURS, "notifications_neighbour", columns=told)
