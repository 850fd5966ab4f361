"""The Celery application; what it moves is in the database (docs/decisions/0004)."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django's checks load every page, which a worker never shows: 30 MB that it need not hold. They run
# with each migrate.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("singgah")
# It listens to what tasks begin and end.
import config.logs.requests  # noqa: E402, F401

app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _log_as_all_do(**_signal: Any) -> None:
    """Celery's own handlers, which mask nothing, are never made."""
    logging.config.dictConfig(settings.LOGGING)
