"""The Celery application; what it moves is in the database (docs/decisions/0004)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django's checks load every page, which a worker never shows: 30 MB that it need not hold. They run
# with each migrate.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("singgah")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
