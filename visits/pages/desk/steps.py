"""The desk's buttons: each a POST that walks one step of the visit's life."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scheduling.capacity import Refused
from scheduling.slots import SlotId
from visits import workflow
from visits.events import staff
from visits.models import Officer, Visit
from visits.pages.desk.access import for_deciders, visible_visit
from visits.pages.desk.visit import page_of
from visits.text import clean_text
from visits.words import moment_words


@require_POST
@for_deciders
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Take the step and come back to the visit; a refusal shows why and keeps what was typed."""
    visit = visible_visit(request, reference)
    typed: dict[str, Any] = request.POST.dict()
    typed["officers"] = request.POST.getlist("officers")
    try:
        done = _take(request, visit, step)
    except workflow.Stale as stale:
        return page_of(request, stale.visit, typed=typed, error=_since(stale.visit), status=409)
    except workflow.WrongStatus as wrong:
        words = _("Nothing was changed: the visit is already “%(status)s”.")
        messages.warning(request, words % {"status": wrong.status.label})
        return redirect("desk-visit", reference=reference)
    except workflow.NeedsReason:
        error = _("Write a reason: the delegation reads it in its letter.")
        return page_of(request, visit, typed=typed, error=error, status=422)
    except Refused as refusal:
        return page_of(request, visit, typed=typed, error=_why(refusal), status=409)
    except ValueError:
        error = _("Choose a session from the list.")
        return page_of(request, visit, typed=typed, error=error, status=422)
    messages.success(request, done)
    return redirect("desk-visit", reference=reference)


def _take(request: HttpRequest, visit: Visit, step: str) -> str:
    """The step itself; gives the sentence that says it is done."""
    now, post = timezone.now(), request.POST
    text = clean_text(post.get("reason", ""))[:1000]
    version = post.get("version", "")
    common: dict[str, Any] = {
        "by": staff(request.user),
        "now": now,
        "version": int(version) if version.isascii() and version.isdigit() else None,
    }
    match step:
        case "setujui":
            return _approve(request, visit, common)
        case "tolak":
            workflow.decline(visit, reason=text, **common)
            return _("Declined. The delegation is being told.")
        case "usulkan":
            slots = [SlotId.parse(slot) for slot in post.getlist("slots")[:5]]
            if not slots:
                raise ValueError("no session chosen")
            workflow.propose(visit, slots=slots, message=text, **common)
            return _("Proposed. The delegation is being told.")
        case "batal":
            workflow.cancel(visit, reason=text, **common)
            return _("Cancelled. Everyone concerned is being told.")
        case "petugas":
            _assign(request, visit, common)
            return _("Officers named.")
        case "hadir":
            workflow.check_in(visit, **common)
            return _("Arrival noted.")
        case "selesai":
            workflow.complete(visit, **common)
            return _("Completed.")
        case "tidak-datang":
            workflow.no_show(visit, **common)
            return _("Noted that nobody came.")
    raise Http404


def _approve(request: HttpRequest, visit: Visit, common: dict[str, Any]) -> str:
    chosen = request.POST.get("slot", "")
    # One story: officers are named only if the approval goes through.
    with transaction.atomic():
        if request.POST.get("receiving"):
            visit = _assign(request, visit, common)
            # Our own assignment has just raised the version that the page knew.
            common = {**common, "version": visit.version}
        workflow.approve(
            visit,
            slot=SlotId.parse(chosen) if chosen else None,
            override_reason=clean_text(request.POST.get("override_reason", ""))[:500],
            **common,
        )
    return _("Approved. Invitations are on their way.")


def _assign(request: HttpRequest, visit: Visit, common: dict[str, Any]) -> Visit:
    wanted = [*request.POST.getlist("officers"), request.POST.get("receiving", "")]
    numbers = [int(pk) for pk in wanted if pk.isascii() and pk.isdigit()][:40]
    officers = {o.pk: o for o in Officer.objects.filter(active=True, pk__in=numbers)}
    receiving = request.POST.get("receiving", "")
    first = officers.get(int(receiving)) if receiving.isascii() and receiving.isdigit() else None
    return workflow.assign(visit, officers=list(officers.values()), receiving=first, **common)


def _since(visit: Visit) -> str:
    event = visit.events.order_by("-id").first()
    if event is None:
        return _("Somebody changed this visit meanwhile. Look at it again, then decide.")
    words = _(
        "Nothing was changed: meanwhile %(who)s did this: %(what)s (%(when)s). "
        "What you typed is still here."
    )
    who = event.actor_name or event.get_actor_kind_display()
    return words % {
        "who": who,
        "what": event.get_kind_display(),
        "when": moment_words(event.at),
    }


def _why(refusal: Refused) -> str:
    words = {
        "week_full": _("The week is full. Choose a session of another week, or raise its quota."),
        "slot_taken": _("This session is taken meanwhile. Choose another one."),
        "slot_closed": _("There is no session then, or it is closed. Choose another one."),
        "too_soon": _("This session is sooner than the lead time. Write a reason to go over it."),
        "too_far": _("This session is beyond the horizon. Write a reason to go over it."),
        "too_many_people": _("The room is too small for them. Write a reason to go over it."),
    }
    return words.get(refusal.code, refusal.code)
