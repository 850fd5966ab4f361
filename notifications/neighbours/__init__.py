"""Hosts know of each other: what we publish of us, and what others publish of them."""
