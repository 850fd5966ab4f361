"""Which requests are clear: nothing about them asks for judgement but the approval itself.

Only these are approved several at once; of the others it is said why they are looked at by
themselves.
"""

from django.utils.translation import gettext as _

from scheduling.slots import Reason, SlotId
from visits.inbox.open_visits import Open
from visits.language.shortening import shortened
from visits.life.letters.due import is_there
from visits.models import Status, Visit


def why_not_clear(visit: Visit, here: Open) -> list[str]:
    """Why this visit wants a look of its own, in words; empty where it is clear.

    `here` must hold all open visits, since one of them may want the same time.
    """
    session = here.session(visit)
    if visit.status != Status.REQUESTED:
        return [_("not possible as it stands")]
    if session is None:
        return [_("no session is held for it")]
    if session.starts_at <= here.now:
        return [_("its date has passed")]
    found = []
    slot = here.schedule.slot(SlotId.parse(session.slot_id), ignore_owner=visit.owner_key)
    if slot is None or slot.reason is Reason.CLOSED:
        found.append(_("on a closed day"))
    elif visit.people > slot.people_limit:
        found.append(_("more people than the room takes"))
    other = here.clashing.get(visit.pk)
    if other is not None:
        found.append(_("at the same time as %(name)s") % {"name": shortened(other.institution)})
    if session.joint:
        found.append(_("joint: decided with the others on its page"))
    if not is_there(visit):
        found.append(_("no letter yet"))
    if visit.missing:
        found.append(_("papers missing"))
    return found
