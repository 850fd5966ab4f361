"""The frame of every mail: which part of a text is what, its colours, its HTML and plain text.

The words come from elsewhere (`compose`, `outbox/account_mail.py`, `webhooks/notice.py`); both
forms of a mail are made here from the same marked text, so neither can say what the other does not.
"""
