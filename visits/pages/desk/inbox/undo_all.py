"""One press takes back what several presses, or one step with several visits, just decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.history.events import staff
from visits.language.shortening import shortened
from visits.life.undo import undoing
from visits.pages.desk.frame.access import for_deciders, visible_visits
from visits.pages.desk.frame.refusals import REFUSALS, OldForm, said, version_in
from visits.pages.frame import toasts
from visits.pages.frame.presses import pressed_on


@pressed_on("desk")
@for_deciders
def undo_all(request: HttpRequest) -> HttpResponse:
    """Take back each decision that `pick` (`reference:version`) names, by itself.

    What cannot be taken back any more is named with the reason and stays as decided.
    """
    try:
        versions = _versions(request)
    except OldForm as old:
        messages.warning(request, said(old).words)
        return redirect("desk")
    taken = []
    for visit in visible_visits(request).filter(reference__in=versions).order_by("id"):
        version = versions[visit.reference]
        try:
            undoing.undo(visit, by=staff(request.user), now=timezone.now(), version=version)
        except REFUSALS as refusal:
            messages.warning(request, f"{visit.institution}: {said(refusal).words}")
        else:
            toasts.drop(request, visit)
            taken.append(shortened(visit.institution))
    if taken:
        words = _("Taken back: %(names)s. Nobody was told of it.")
        messages.success(request, words % {"names": ", ".join(taken)})
    return redirect("desk")


def _versions(request: HttpRequest) -> dict[str, int]:
    """By the visits' references; raises OldForm where one has none."""
    picks = (text.partition(":") for text in request.POST.getlist("pick")[: toasts.MOST])
    return {reference: version_in(version) for reference, _colon, version in picks}
