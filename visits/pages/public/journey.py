"""`/perjalanan/`: what the host tells guests before their journey, and its pictures."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.web.prepared import keep
from scheduling.database.marks import Topic
from visits.models import Host, Journey, JourneyPicture


@require_safe
def journey(request: HttpRequest) -> HttpResponse:
    """The page; 404 as long as nothing is written."""
    written = Journey.load()
    if not written.is_written:
        raise Http404
    if not request.GET:
        keep(request, Topic.HOST, Topic.RULES)
    return shown(request, written)


def shown(request: HttpRequest, written: Journey, *, preview: bool = False) -> HttpResponse:
    """The page of `written`, stored or not; a `preview` says that it is one."""
    context = {
        "journey": written,
        "pictures": JourneyPicture.objects.all(),
        "maps": maps_of(Host.load()),
        "preview": preview,
    }
    return render(request, "public/journey.html", context)


def maps_of(host: Host) -> dict[str, str]:
    """Where `host` is, on two maps: by its position, else by its address; empty without either."""
    if host.latitude is not None and host.longitude is not None:
        at = f"{host.latitude:f}", f"{host.longitude:f}"
        return {
            "google": f"https://www.google.com/maps/search/?api=1&query={at[0]}%2C{at[1]}",
            "osm": f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}",
        }
    if not host.address:
        return {}
    asked = quote(f"{host.name}, {host.address}", safe="")
    return {
        "google": f"https://www.google.com/maps/search/?api=1&query={asked}",
        "osm": f"https://www.openstreetmap.org/search?query={asked}",
    }


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the pictures; its name is another one with every upload."""
    found = JourneyPicture.objects.filter(file=f"host/{name}").first()
    if found is None or not found.file.storage.exists(found.file.name or ""):
        raise Http404
    return FileResponse(
        found.file.open("rb"),
        content_type="image/jpeg",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
