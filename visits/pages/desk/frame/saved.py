"""Filters kept under a name, each for the one who kept them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from visits.language.text import clean_line
from visits.models import SavedView
from visits.pages.desk.frame.access import for_staff
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import too_long

# What a list's address may hold; everything else is left out of a saved view.
_KEPT = {
    SavedView.Page.INBOX: ("q", "jenis", "tenggat"),
    SavedView.Page.VISITS: (
        *("q", "status", "week", "from", "to", "region", "officer", "ordering"),
        *("topic", "agency", "rank", "reason", "waited", "sent_from", "sent_to", "import"),
    ),
}
_ADDRESS = {SavedView.Page.INBOX: "desk", SavedView.Page.VISITS: "desk-visits"}
_MOST = 20
_LONGEST_NAME = 40  # as SavedView keeps it
_LONGEST = SavedView._meta.get_field("query").max_length or 0


def views_of(request: HttpRequest, page: SavedView.Page) -> list[SavedView]:
    """The saved views of whoever asks; one query."""
    return list(SavedView.objects.filter(user_id=request.user.pk or 0, page=page))


@pressed_on("desk")
@for_staff
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a list under a name; the same name again keeps the new ones."""
    page = SavedView.Page.VISITS
    if request.POST.get("page") == SavedView.Page.INBOX:
        page = SavedView.Page.INBOX
    given = QueryDict(request.POST.get("query", "")[: 2 * _LONGEST])
    kept = QueryDict(mutable=True)
    for name in _KEPT[page]:
        if values := [value for value in given.getlist(name) if value]:
            kept.setlist(name, values)
    query = kept.urlencode()
    name = clean_line(request.POST.get("name", ""))
    mine = SavedView.objects.filter(user_id=request.user.pk or 0, page=page)
    if words := too_long(name, _LONGEST_NAME):
        messages.warning(request, f"“{name}”: {words}")
    elif not name or not query:
        messages.warning(request, _("Choose a filter first, and give it a name."))
    elif len(query) > _LONGEST:
        messages.warning(request, _("These filters are too long to be kept. Search for less."))
    elif mine.exclude(name=name).count() >= _MOST:
        messages.warning(request, _("You keep 20 views already. Delete one first."))
    else:
        mine.update_or_create(
            name=name, defaults={"query": query}, create_defaults=_new(request, page, name, query)
        )
        messages.success(request, _("Kept as “%(name)s”.") % {"name": name})
    return redirect(f"{reverse(_ADDRESS[page])}?{query}")


def _new(request: HttpRequest, page: SavedView.Page, name: str, query: str) -> dict[str, object]:
    return {"user_id": request.user.pk, "page": page, "name": name, "query": query}


@pressed_on("desk")
@for_staff
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own."""
    view = get_object_or_404(SavedView, pk=pk, user_id=request.user.pk)
    view.delete()
    messages.success(request, _("View deleted."))
    return redirect(_ADDRESS[SavedView.Page(view.page)])
