"""Read models for pages, mails and feeds, each with its number of queries."""
