"""The first run: the first administrator, the checklist, and what strangers read until it opens."""
