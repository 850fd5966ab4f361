"""Settings of this room on the desk: calendar feeds, made, shown once and revoked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notifications.feeds import contents
from notifications.models import Feed
from scheduling.models import Room
from visits.language.dates import moment_words
from visits.models import Agency, Officer
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.frame import log
from visits.pages.desk.settings.index import LINKS, Entry
from visits.pages.desk.settings.secrets import Row, Words, secrets_page
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import Line
from visits.people.roles import Right

ENTRY = Entry(
    "settings-feeds",
    gettext_lazy("Calendar feeds"),
    gettext_lazy("Secret addresses for staff, agencies, officers and rooms."),
    LINKS,
    (Right.SET_LISTS,),
)


class FeedForm(forms.Form):
    """Whose feed it is; the owner is asked for only where the kind has one."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it shows"), choices=Feed.Kind.choices, widget=forms.RadioSelect
    )
    agency = forms.ModelChoiceField(
        Agency.objects.filter(active=True),
        label=gettext_lazy("Agency"),
        required=False,
        empty_label="–",
    )
    officer = forms.ModelChoiceField(
        Officer.objects.filter(active=True),
        label=gettext_lazy("Officer"),
        required=False,
        empty_label="–",
    )
    room = forms.ModelChoiceField(
        Room.objects.filter(active=True),
        label=gettext_lazy("Room"),
        required=False,
        empty_label="–",
    )
    name = Line(
        label=gettext_lazy("Name"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Shown in the calendar; empty: made of what it shows."),
    )

    def clean(self) -> dict[str, Any]:
        """The kind's own owner must be named."""
        data: dict[str, Any] = self.cleaned_data
        kind = data.get("kind")
        if kind and kind != Feed.Kind.STAFF and not data.get(kind):
            self.add_error(kind, _("Choose whose feed it is."))
        return data

    @property
    def owner(self) -> dict[str, object]:
        """The owner by the model's field."""
        kind: str = self.cleaned_data["kind"]
        return {} if kind == Feed.Kind.STAFF else {kind: self.cleaned_data[kind]}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def feeds_page(request: HttpRequest) -> HttpResponse:
    """All feeds, and a form for a new one. The answer to the post is the only place it is shown."""
    form = FeedForm(request.POST if request.method == "POST" else None)
    address = ""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            made, address = contents.create(data["kind"], name=data["name"], **form.owner)
            log(request, made, gettext_lazy("Calendar feed made."))
            form = FeedForm()
        else:
            status = 422
    words = Words(
        title=_("Calendar feeds"),
        about=_(
            "Whoever has the address reads the calendar, without signing in. "
            "Give each reader their own."
        ),
        made=_("The new address."),
        new=_("New feed"),
        make=_("Make a feed"),
    )
    found = Feed.objects.select_related("agency", "officer", "room")
    rows = [_row(feed) for feed in found.order_by("revoked_at", "kind", "name")]
    return secrets_page(request, words=words, form=form, rows=rows, secret=address, status=status)


def _row(feed: Feed) -> Row:
    whose = feed.agency or feed.officer or feed.room
    read = _("never read")
    if feed.last_read_at:
        read = _("last read %(when)s") % {"when": moment_words(feed.last_read_at)}
    return Row(
        name=str(feed),
        lines=[" · ".join(str(part) for part in (feed.get_kind_display(), whose) if part), read],
        revoke=reverse("settings-feed-revoke", args=[feed.pk]),
        ended=_("revoked") if feed.revoked_at else "",
    )


@pressed_on("settings-feeds")
@needs(Right.SET_LISTS)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a feed at once: its address is as if it had never been."""
    made = get_object_or_404(Feed, pk=pk)
    contents.revoke(made, now=timezone.now())
    log(request, made, gettext_lazy("Calendar feed revoked."))
    messages.success(request, _("The feed is revoked."))
    return redirect("settings-feeds")
