"""The entry point that the web server loads: `granian --interface rsgi config.rsgi:application`."""

from config.wsgi import application as _inner  # first: it makes the applications ready

# Only now: it needs the settings.
from config.server.application import serve  # isort: skip

application = serve(_inner)
