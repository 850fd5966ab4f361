"""Wiring: settings, addresses, processes. No rule of the trade stands here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
