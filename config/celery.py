"""The Celery application; what it moves is in the database (docs/decisions/0004)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("singgah")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
