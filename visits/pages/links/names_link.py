"""The delegation opens, renews and closes the link for its names, and takes what came by it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from visits.access.tokens import fill_token
from visits.conversation.whatsapp import names_to_group
from visits.language.dates import day_words, wait_words
from visits.language.nip import show_nip
from visits.life import step
from visits.models import ParticipantEntry, Visit
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.own.access import closed_meanwhile, moved_on, private
from visits.pages.own.details import after_cut_off
from visits.pages.people.refused import Refused, note_refused, refused_in, undo_refused
from visits.people import filling
from visits.people.filling import Link, NoRoom
from visits.people.lists.sameness import Known
from visits.people.participants import cut_off_of, last_day

_MOST_AN_HOUR = 30


@dataclass(frozen=True)
class Waiting:
    """A name that waits, and whom of the list it may be."""

    entry: ParticipantEntry
    nip: str
    known: str
    sure: bool


@require_http_methods(["GET", "HEAD", "POST"])
@private
def names_link(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """The link, who waits, and the presses for both."""
    now = timezone.now()
    link, may = filling.link_of(visit, now=now), filling.may_fill(visit, now=now)
    waiting = list(filling.waiting_of(visit))
    if request.method == "POST":
        # Whom nobody knows is kept off the list also once this is closed.
        if "refuse" in request.POST:
            return _refused(request, visit, token, waiting)
        if "undo" in request.POST:
            return _undone(request, visit, token)
        if not may:
            return moved_on(request, token)
        return (_taken if "take" in request.POST else _pressed)(request, visit, token)
    refused = refused_in(request, visit.public_id)
    if not may and not waiting and not refused:
        return moved_on(request, token)
    secret, cut_off = fill_token(visit), cut_off_of(visit)
    address = f"{settings.BASE_URL}{reverse('own-name', args=[secret])}" if secret else ""
    until = day_words(last_day(cut_off)) if cut_off else ""
    context = {
        "visit": visit,
        "token": token,
        "link": link,
        "may": may,
        "address": address,
        "to_group": names_to_group(address, until=until) if address else "",
        "waiting": _shown(visit, waiting),
        "refused": [_refused_words(press) for press in refused],
        "listed": visit.participants.count(),
        "until": until,
        "full": link == Link.FULL,
    }
    return render(request, "own/names_link.html", context)


def _pressed(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    wait = seconds_to_wait(request, "names-link", most=_MOST_AN_HOUR, now=timezone.now())
    pressed = request.POST.get("do", "")
    if wait:
        words = gettext("You have pressed very often. Please try again %(when)s.")
        messages.error(request, words % {"when": wait_words(wait)})
    elif pressed == "stop":
        filling.close_link(visit)
        words = gettext("The link is closed. It opens nothing any more.")
        messages.success(request, words)
    elif pressed == "renew" and filling.renew_link(visit):
        messages.success(request, gettext("Here is a new link. The former one is closed."))
    elif pressed == "renew":
        messages.error(request, closed_meanwhile())
    else:
        filling.open_link(visit)
        messages.success(request, gettext("The link for your group is ready."))
    return redirect("own-names-link", token=token)


def _taken(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Take one of those that wait, or all."""
    waiting = list(filling.waiting_of(visit))
    keys = _chosen(request, waiting, request.POST["take"])
    same = {e.key for e in waiting if request.POST.get(f"same-{e.key}") == "same"}
    try:
        count = filling.take(visit, keys=keys, same=same, now=timezone.now())
    except NoRoom as full:
        words = gettext(
            "That would be %(names)d names for %(people)d people. Change the number of people "
            "first, or leave somebody out."
        )
        messages.warning(request, words % {"names": full.names, "people": full.people})
    except step.TooLate:
        return after_cut_off(request, token)
    except step.WrongStatus:
        return moved_on(request, token)
    else:
        words = ngettext(
            "%(count)d name is on your list.", "%(count)d names are on your list.", count
        )
        if count:
            messages.success(request, words % {"count": count})
        else:
            messages.info(request, _nothing_waits())
    return redirect("own-names-link", token=token)


def _refused(
    request: HttpRequest, visit: Visit, token: str, waiting: list[ParticipantEntry]
) -> HttpResponse:
    """Do not take one of those that wait, or all; the page offers to undo it."""
    rows = filling.refuse(visit, keys=_chosen(request, waiting, request.POST["refuse"]))
    note_refused(request, visit.public_id, rows)
    if not rows:
        messages.info(request, _nothing_waits())
    return redirect("own-names-link", token=token)


def _undone(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    rows = undo_refused(request, visit.public_id, request.POST["undo"])
    count = filling.let_wait_again(visit, rows)
    if count:
        words = ngettext("%(count)d name waits again.", "%(count)d names wait again.", count)
        messages.success(request, words % {"count": count})
    return redirect("own-names-link", token=token)


def _chosen(request: HttpRequest, waiting: list[ParticipantEntry], pressed: str) -> set[str]:
    """The keys that were pressed; all are those that the page showed, not who wrote since."""
    shown = set(request.POST.getlist("shown"))
    return {e.key for e in waiting if e.key == pressed or (pressed == "all" and e.key in shown)}


def _nothing_waits() -> str:
    """Of a second press, or one in an old window."""
    return gettext(
        "Nothing was changed: this was settled before, or taken back by whoever wrote it. See "
        "below who waits."
    )


def _refused_words(press: Refused) -> str:
    names = [row.name for row in press.values()]
    if len(names) == 1:
        return gettext("%(name)s is not taken.") % {"name": names[0]}
    words = ngettext("%(count)d name is not taken.", "%(count)d names are not taken.", len(names))
    return words % {"count": len(names)}


def _shown(visit: Visit, waiting: list[ParticipantEntry]) -> list[Waiting]:
    known = filling.known_entries(visit, waiting)
    listed = list(visit.participants.order_by("number").values_list("name", flat=True))
    return [
        Waiting(
            entry,
            show_nip(entry.nip),
            _known_words(known[n], listed, waiting) if n in known else "",
            _sure(known.get(n)),
        )
        for n, entry in enumerate(waiting)
    ]


def _known_words(known: Known, listed: list[str], waiting: list[ParticipantEntry]) -> str:
    if known.in_list:
        words = gettext("Stands in your list already, as number %(number)d: %(name)s")
        index = known.in_list[0]
        return words % {"number": index + 1, "name": listed[index]}
    name = waiting[known.in_read[0]].name if known.in_read else ""
    return gettext("Was written before: %(name)s") % {"name": name}


def _sure(known: Known | None) -> bool:
    found = (known.in_list or known.in_read) if known else None
    return bool(found and found[1].sure)
