"""Words for templates; the same as in mails."""
