"""Doors of keeping: what goes when, for administrators, and the privacy page for everybody."""
