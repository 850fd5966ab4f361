"""The papers of a visit, as its delegation takes them along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from visits.files.downloads import file_answer
from visits.models import Visit
from visits.pages.own.access import private
from visits.papers.bundles import as_zip, file_name
from visits.papers.life.sending import for_guests
from visits.papers.life.table import IN_FORCE


@require_safe
@private
def paper(request: HttpRequest, visit: Visit, token: str, pk: int) -> HttpResponseBase:
    """One of them, as long as it is theirs to have; 404 for any other."""
    found = next((one for one in for_guests(visit) if one.pk == pk), None)
    if found is None or found.state not in IN_FORCE:
        raise Http404
    return file_answer(found.signed_file or found.file, name=file_name(found))


@require_safe
@private
def bundle(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """All that hold, as a ZIP; 404 where there is none."""
    held = [one for one in for_guests(visit) if one.state in IN_FORCE]
    if not held:
        raise Http404
    return HttpResponse(
        as_zip(held),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{visit.reference}.zip"'},
    )
