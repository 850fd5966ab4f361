"""The service worker: one script for all pages that a device may keep, under a name of its own."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import etag, require_safe

from config.version import VERSION
from visits.models import Host
from visits.pages.offline.keeping import HEADER

_IN_SCRIPT = str.maketrans({"\\": "\\\\", "`": "\\`", "$": "\\$"})


@require_safe
@gzip_page
@etag(lambda _request: f'"{hashlib.sha256(_script().encode()).hexdigest()[:32]}"')
def worker(_request: HttpRequest) -> HttpResponse:
    """The script; where pages are not kept (settings.OFFLINE_PAGES), one that takes itself away.

    Browsers ask for it at every visit of a page that it serves: what differs by a byte replaces it.
    """
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _script() -> str:
    name = "worker" if settings.OFFLINE_PAGES else "worker_off"
    context = {
        "version": version(),
        "header": HEADER,
        "presses": static("js/presses.js"),
        "nothing": _nothing(),
    }
    return render_to_string(f"offline/{name}.js", context)


def _nothing() -> str:
    """The page without network for what is not kept, in both languages."""
    said = []
    for language in ("id", "en"):
        with translation.override(language):
            words = _("No connection, and this page is not kept on this device.")
            said.append({"language": language, "words": words, "again": _("Try again")})
    html = render_to_string("offline/nothing.html", {"host": Host.load(), "said": said})
    # It stands between backquotes in the script.
    return " ".join(html.split()).translate(_IN_SCRIPT)


@lru_cache(maxsize=1)
def version() -> str:
    """Of this release and of the files that its pages are made of."""
    of_files = getattr(staticfiles_storage, "manifest_hash", "") or _hash_of_files()
    return f"{VERSION}-{of_files[:12]}"


def _hash_of_files() -> str:
    found = hashlib.sha256()
    for folder in ("css", "js"):
        for path in sorted((Path(settings.BASE_DIR) / "static" / folder).glob("*")):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
