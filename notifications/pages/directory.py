"""Our own entry for others, other hosts' open weeks for guests, and the setting of both."""

import time
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notifications.models import Listing, Neighbour
from notifications.neighbours.published import document
from notifications.neighbours.shown import others
from notifications.public_addresses import LOOK_SECONDS, Forbidden, check_to_be_set
from visits.models import Host, Region
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, edit
from visits.pages.desk.settings.index import LINKS, Entry
from visits.people.roles import Right

ENTRY = Entry(
    "settings-elsewhere",
    gettext_lazy("Other hosts"),
    gettext_lazy("Let other hosts find us, and show guests where else there are places."),
    LINKS,
    (Right.SET_OFFICE,),
)
_MOST = 50
_LONGEST = 200
_WEEKS_SHOWN = 6


@require_safe
@cache_control(public=True, max_age=3600)
def well_known(request: HttpRequest) -> HttpResponse:
    """This host's entry; 404 until the host says that it may be found."""
    listing = Listing.load()
    if not listing.published:
        raise Http404
    answer = JsonResponse(
        document(Host.load(), listing), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    # Anyone may build a map of it, also in a browser.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Other hosts with their open weeks, as they last said; 404 where none is set."""
    if not Neighbour.objects.exists():
        raise Http404
    now = timezone.now()
    hosts = [
        {"host": one, "weeks": one.weeks[:_WEEKS_SHOWN], "more": len(one.weeks) - _WEEKS_SHOWN}
        for one in others(today=timezone.localdate(now), now=now)
    ]
    return render(request, "public/elsewhere.html", {"hosts": hosts})


class ElsewhereForm(SettingForm):
    """Whether we are listed, and whose weeks we show."""

    addresses = forms.CharField(
        label=gettext_lazy("Hosts whose open weeks we show"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Their addresses, one a line, as https://kunjungan.example.go.id."),
    )

    class Meta:
        model = Listing
        fields = ["published", "region"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions: Any = self.fields["region"]
        regions.queryset = Region.objects.select_related("province")
        known = Neighbour.objects.order_by("pk").values_list("address", flat=True)
        self.fields["addresses"].initial = "\n".join(known)

    def clean_addresses(self) -> list[str]:
        """Each once, as scheme, host and port; every bad line is named."""
        lines = self.cleaned_data["addresses"].split()
        found, bad = [], []
        until = time.monotonic() + LOOK_SECONDS
        for line in lines:
            try:
                found.append(_origin_of(line, seconds=until - time.monotonic()))
            except (Forbidden, ValueError) as error:
                bad.append(f"{line[:80]}: {error}")
        if bad:
            raise forms.ValidationError(bad[:5])
        found = list(dict.fromkeys(found))
        if len(found) > _MOST:
            raise forms.ValidationError(_("At most %(most)d hosts.") % {"most": _MOST})
        return found

    def save(self, commit: bool = True) -> Any:
        """The row, and the others' rows: those that stay keep what they said."""
        self.instance.pk = 1
        wanted, now = self.cleaned_data["addresses"], timezone.now()
        Neighbour.objects.exclude(address__in=wanted).delete()
        rows = [Neighbour(address=address, next_read_at=now) for address in wanted]
        Neighbour.objects.bulk_create(rows, ignore_conflicts=True)
        return super().save(commit)


def _origin_of(line: str, *, seconds: float) -> str:
    """ "https://Kunjungan.example.go.id/jadwal/" gives "https://kunjungan.example.go.id"."""
    check_to_be_set(line, seconds=seconds)
    if len(line) > _LONGEST:
        raise Forbidden(_("This is no address."))
    parts = urlsplit(line)
    return f"{parts.scheme}://{parts.netloc.lower()}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_OFFICE)
def settings_page(request: HttpRequest) -> HttpResponse:
    """Show and change it, with how it went with each of them."""
    change = Change(
        title=_("Other hosts"),
        lead=_(
            "Guests who find no place here see where there is one. Others' weeks are read about"
            " once an hour."
        ),
        back=reverse("settings-elsewhere"),
        parts=lambda posted: [
            ElsewhereForm(posted.POST if posted else None, instance=Listing.load())
        ],
        save=lambda parts: parts[0].save(),
        done=gettext_lazy("Other hosts stored."),
        template="desk/settings/elsewhere.html",
        context={"hosts": Neighbour.objects.all()},
    )
    return edit(request, change)
