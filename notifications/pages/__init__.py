"""This room's own pages of the desk, and the demo's mailbox: they translate, as all pages do."""
