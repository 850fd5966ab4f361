"""Reports: the figures of a period as a page, and as files."""
