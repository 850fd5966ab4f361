"""What comes back by mail: answers to invitations, counter-proposals, and mails that bounced.

Everything else in the mailbox is left alone, unread: it is opened for reading only.
"""

from notifications.inbox.reading import read_inbox

__all__ = ["read_inbox"]
