"""The host's logo for everybody, under a name that changes with every upload."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from visits.models import Host


@require_safe
def logo(request: HttpRequest, name: str) -> HttpResponseBase:
    """The picture that is the logo now; readers may keep it for ever."""
    file = Host.load().logo
    if not file or file.name != f"host/{name}" or not file.storage.exists(file.name):
        raise Http404
    return FileResponse(
        file.open("rb"),
        content_type="image/png",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
