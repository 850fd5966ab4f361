"""The WSGI entry point that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()

# Only now: it needs the applications.
from config.drained import Drained  # noqa: E402
from config.prepared import Prepared  # noqa: E402

application = Drained(Prepared(_django))
