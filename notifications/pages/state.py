"""How the installation is doing, for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.state import certificates, machine, scanner, work
from notifications.state.parts import Level, parts, register
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.index import RECORDS, Entry
from visits.people.roles import Right

ENTRY = Entry(
    "desk-state",
    gettext_lazy("State of the installation"),
    gettext_lazy(
        "Work in the background, mail, database, disk, virus scanner, certificate, versions."
    ),
    RECORDS,
    (Right.SET_OFFICE,),
)
for look in (
    work.passes, work.waiting, work.mail_out, work.mail_in,
    machine.database, machine.queue, machine.disk, scanner.scanner, certificates.site,
    certificates.signing,
    machine.versions,
):  # fmt: skip
    register(look)

_KINDS = {Level.OK: "ok", Level.NOTICE: "wait", Level.FAULT: "stop", Level.OFF: ""}
_ICONS = {Level.OK: "check", Level.NOTICE: "circle-alert", Level.FAULT: "ban", Level.OFF: ""}
_WORDS = {
    Level.OK: gettext_lazy("Works"),
    Level.NOTICE: gettext_lazy("Look at it"),
    Level.FAULT: gettext_lazy("Does not work"),
    Level.OFF: gettext_lazy("Not set up"),
}


@never_cache
@require_safe
@needs(Right.SET_OFFICE)
def state(request: HttpRequest) -> HttpResponse:
    """Each part with how it is and what to do; what does not work stands first."""
    order = (Level.FAULT, Level.NOTICE, Level.OK, Level.OFF)
    found = sorted(parts(now=timezone.now()), key=lambda part: order.index(part.level))
    rows = [(p, _KINDS[p.level], _ICONS[p.level], _WORDS[p.level]) for p in found]
    faults = sum(part.level in (Level.FAULT, Level.NOTICE) for part in found)
    context = {"section": "settings", "rows": rows, "faults": faults}
    return render(request, "desk/state.html", context)
