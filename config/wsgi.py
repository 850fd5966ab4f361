"""The WSGI application, for Django's own server and for tools; config.rsgi is what is served."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()

# Only now: it needs the applications.
from config.web.prepared import Prepared  # noqa: E402

application = Prepared(_django)
