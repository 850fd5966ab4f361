"""What was given to one reader to do, as items of that reader's inbox alone."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.conversation.dispositions import waiting_for
from visits.inbox.items import Hints, Kind, Obligation, Source
from visits.inbox.signs import Sign
from visits.models import Disposition, Visit
from visits.papers.signing.waiting import waiting_for as waiting_signature

_SHOWN = 160  # characters of it in the list


def of_reader(
    reader: int, visits: QuerySet[Visit], *, signs: Callable[[Visit], tuple[Sign, ...]]
) -> list[tuple[Source, Hints]]:
    """Both sources below for the account `reader`, with what hints at each."""
    return [
        (
            lambda _now: directed_to(reader, visits, signs=signs),
            lambda _now: [waiting_for(reader)],
        ),
        (lambda _now: to_sign(reader), lambda _now: [waiting_signature(reader)]),
    ]


def directed_to(
    reader: int, visits: QuerySet[Visit], *, signs: Callable[[Visit], tuple[Sign, ...]]
) -> list[Obligation]:
    """What waits for the account `reader` about `visits`; one query."""
    found = waiting_for(reader).filter(visit__in=visits.order_by().values("pk"))
    rows = found.select_related("event", "visit__region__province")
    return [_item(row, reader, signs(row.visit)) for row in rows]


def to_sign(reader: int) -> list[Obligation]:
    """The papers that wait for the signature of the account `reader`, as one item; one query."""
    found = waiting_signature(reader).order_by().aggregate(n=Count("pk"), since=Min("issued_at"))
    if not found["n"]:
        return []
    title = ngettext(
        "%(count)d paper waits for your signature",
        "%(count)d papers wait for your signature",
        found["n"],
    )
    day_after = timezone.localdate(found["since"]) + dt.timedelta(days=1)
    return [
        Obligation(
            kind=Kind.SIGN,
            due=dt.datetime.combine(day_after, dt.time.max, timezone.get_current_timezone()),
            title=title % {"count": found["n"]},
            words=_("Look at them and sign them with one click"),
            url=reverse("desk-signing"),
        )
    ]


def _item(row: Disposition, reader: int, signs: tuple[Sign, ...]) -> Obligation:
    said = Truncator(" ".join(row.text.split())).chars(_SHOWN)
    words = f"{row.event.actor_name}: {said}"
    left_over = row.addressee_id != reader
    if left_over:
        words = _("%(name)s is out of use; give it to somebody else: %(text)s") % {
            "name": row.addressee_name,
            "text": said,
        }
    return Obligation(
        kind=Kind.DIRECTED,
        due=dt.datetime.combine(row.due, dt.time.max, timezone.get_current_timezone()),
        title=row.visit.institution,
        words=words,
        url=reverse("desk-visit", args=[row.visit.reference]),
        urgent=left_over,
        mark=_("Give to another") if left_over else "",
        visit=row.visit,
        disposition=row.pk,
        signs=signs,
    )
