"""Events in more words than their kind: which paper, what was answered about photographs."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from visits.models import PaperKind, VisitEvent

_Kind = VisitEvent.Kind
_SENTENCES: Mapping[str, str | Promise] = {
    _Kind.PAPER_ISSUED: pgettext_lazy("event", "%(paper)s issued"),
    _Kind.PAPER_SIGNED: pgettext_lazy("event", "%(paper)s signed"),
    _Kind.PAPER_SENT: pgettext_lazy("event", "%(paper)s sent"),
    _Kind.PAPER_REPLACED: pgettext_lazy("event", "%(paper)s replaced"),
    _Kind.PAPER_WITHDRAWN: pgettext_lazy("event", "%(paper)s withdrawn"),
}


_PHOTOGRAPHS = {
    True: pgettext_lazy("event", "Photographs allowed"),
    False: pgettext_lazy("event", "Photographs not allowed"),
}


def event_title(event: VisitEvent, count: int = 1) -> str:
    """What happened; of a paper with its kind and number, of `count` papers with how many."""
    if event.kind == _Kind.CONSENTED and "photographs" in event.data:
        return str(_PHOTOGRAPHS[bool(event.data["photographs"])])
    sentence = _SENTENCES.get(event.kind)
    kind = dict(PaperKind.choices).get(event.data.get("paper_kind", ""))
    if sentence is None or kind is None:
        return str(event.get_kind_display())
    number = event.data.get("number", "")
    if count > 1:
        paper = _("%(kind)s (%(count)s papers)") % {"kind": kind, "count": count}
    else:
        paper = f"{kind} {number}".strip()
    return str(sentence) % {"paper": paper}


def in_one_press(events: Sequence[VisitEvent]) -> list[tuple[VisitEvent, int]]:
    """The events in their order, those of papers of one kind in one press as one with a count.

    What one press did to several papers has the same moment and actor.
    """
    counts: dict[tuple[object, ...], tuple[VisitEvent, int]] = {}
    for event in events:
        told: tuple[object, ...] = (event.pk,)
        if event.kind in _SENTENCES:
            words = (event.data.get("paper_kind"), event.data.get("reason"))
            told = (event.kind, *words, event.at, event.actor_kind, event.actor_name)
        first, count = counts.get(told, (event, 0))
        counts[told] = (first, count + 1)
    return list(counts.values())
