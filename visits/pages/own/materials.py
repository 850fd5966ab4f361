"""What the delegation takes home."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from visits.files.downloads import material_file
from visits.files.materials import materials_for_delegation
from visits.models import Visit
from visits.pages.own.access import private


@require_safe
@private
def material(request: HttpRequest, visit: Visit, token: str, pk: int) -> HttpResponseBase:
    """One file, as long as it is theirs to have; 404 for any other."""
    found = materials_for_delegation(visit).filter(pk=pk).first()
    if found is None:
        raise Http404
    return material_file(found)
