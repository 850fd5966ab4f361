"""Signing in and one's own account: our faces of what django-allauth does."""
