"""Rooms. One that was used is put out of use, never deleted: past visits name it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scheduling.models import Room
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Change, Part, edit
from visits.people.roles import Right


class RoomForm(SettingForm):
    """A room. Its code stands in session ids, so it is made once of the name and stays."""

    class Meta:
        model = Room
        fields = ["name", "people_limit", "active"]
        help_texts = {
            "active": gettext_lazy("Out of use, its sessions vanish from every timetable."),
        }

    def save(self, commit: bool = True) -> Any:
        """Give a new room its code."""
        if not self.instance.code:
            self.instance.code = _free_code(self.cleaned_data["name"])
        return super().save(commit)


def _free_code(name: str) -> str:
    base = slugify(name)[:20].strip("-") or "ruang"
    code, number = base, 2
    while Room.objects.filter(code=code).exists():
        code, number = f"{base}-{number}", number + 1
    return code


@never_cache
@require_safe
@needs(Right.SET_SCHEDULE)
def rooms(request: HttpRequest) -> HttpResponse:
    """All rooms."""
    context = {"section": "settings", "rooms": Room.objects.order_by("-active", "name")}
    return render(request, "desk/settings/rooms.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_SCHEDULE)
def room(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A room, new or changed."""

    def parts(posted: HttpRequest | None) -> list[Part]:
        instance = get_object_or_404(Room, pk=pk) if pk else None
        return [RoomForm(posted.POST if posted else None, instance=instance)]

    change = Change(
        title=_("Change the room") if pk else _("New room"),
        back=reverse("settings-rooms"),
        parts=parts,
        save=lambda parts: parts[0].save(),
        done=gettext_lazy("Room stored."),
        touches_places=True,
    )
    return edit(request, change)
