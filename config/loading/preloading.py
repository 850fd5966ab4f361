"""What pages and passes need of our own, loaded before their processes are made (forking.py).

Heavy libraries that few of them need are not among it (docs/decisions/0231). No connection is
opened, and no thread begun: neither would survive.
"""

import os
import sys
from importlib import import_module

import django
from django.conf import settings
from django.urls import get_resolver
from django.utils import translation
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Libraries take these along wherever they are installed, and serve as well without them: what only
# development installs, and the client of another database than ours.
_SPARED = ("rich", "pygments", "greenlet", "requests")


def _spare(*names: str) -> None:
    for name in names:
        if name not in sys.modules:
            # Whoever tries to import it is told that it is not there.
            sys.modules[name] = None  # type: ignore[assignment]  # as the import system has it


_spare(*_SPARED)
if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    _spare("psycopg")
django.setup()


# What libraries load only when they are first asked.
_LATE = (
    "celery.events",
    "django.contrib.messages.storage.fallback",
    "django.contrib.sessions.serializers",
    "phonenumbers.data.region_ID",
)


def load_pages() -> None:
    """Addresses with their views, what stands around them, and the words of both languages."""
    for path in settings.MIDDLEWARE:
        import_string(path)
    resolver = get_resolver()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            # Looked at for what is filled by it.
            resolver.reverse_dict  # noqa: B018
            translation.gettext("Settings")
    _load_asking()


def _load_asking() -> None:
    """What the first request for a visit would make and load, beside its pages."""
    from django.core.validators import validate_email

    from config.celery import app
    from visits.api.serializers.request import VisitIn
    from visits.api.serializers.visit import CreatedOut
    from visits.reference.names import listed

    for name in _LATE:
        import_module(name)
    # It makes its patterns when it is first asked.
    validate_email("nama@kantor.example")
    listed()
    for shape in (VisitIn, CreatedOut):
        shape().fields  # noqa: B018
    # Whoever commits asks a worker to look.
    app.finalize()
    app.amqp.router  # noqa: B018
    app.backend  # noqa: B018


def load_work() -> None:
    """What the worker is made of, and what its tasks call."""
    # Celery names its parts by their modules, and loads them one by one when a worker begins.
    import kombu.transport.filesystem  # noqa: F401

    from config.celery import app

    app.finalize()
    app.loader.import_default_modules()


def load_server() -> None:
    """The web server."""
    import granian.cli  # noqa: F401
