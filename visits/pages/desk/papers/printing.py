"""Several papers at once: all of a visit, and what a day needs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.pages.desk.day.day import asked_day
from visits.pages.desk.frame.access import for_readers, visible_visit
from visits.pages.desk.papers.lacking import told_first
from visits.pages.desk.papers.paper import shown_pdf
from visits.papers.bundles import as_pdf, as_zip, bytes_of, without_bytes
from visits.papers.day_package import day_to_prepare, package_of
from visits.papers.life import making
from visits.papers.life.table import IN_FORCE


@never_cache
@require_safe
@for_readers
def all_of(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """All papers of a visit that hold: `zip`, each as it is, or `pdf`, to print."""
    if form not in ("zip", "pdf"):
        raise Http404
    visit = visible_visit(request, reference)
    papers = list(visit.papers.filter(state__in=IN_FORCE).order_by("kind", "person"))
    for paper in papers:
        paper.visit = visit
    now = timezone.now()
    papers = [making.make(paper, now=now) for paper in papers]
    if not papers:
        messages.warning(request, _("There is nothing to print yet."))
        return redirect("desk-visit", reference=visit.reference)
    lacking = without_bytes(papers)
    back_to = reverse("desk-visit", args=[visit.reference])
    nothing = len(lacking) == len(papers)
    if told := told_first(request, lacking, back_to=back_to, nothing=nothing):
        return told
    if form == "pdf":
        return shown_pdf(as_pdf(map(bytes_of, papers)), f"{visit.reference}.pdf")
    return HttpResponse(
        as_zip(papers),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{visit.reference}.zip"'},
    )


@never_cache
@require_safe
@for_readers
def day(request: HttpRequest) -> HttpResponse:
    """What a day needs as one PDF: the one that `?tanggal=` names, else the next to be prepared."""
    now = timezone.now()
    asked, problem = asked_day(request, now)
    if problem:
        return redirect("desk-day")
    wanted = asked if request.GET.get("tanggal") else day_to_prepare(now)
    package = package_of(wanted, now=now)
    back_to = f"{reverse('desk-day')}?tanggal={wanted}"
    told = told_first(request, package.lacking, back_to=back_to)
    return told or shown_pdf(package.pdf, f"{wanted}.pdf")
