"""The data of a paper of a visit, whichever its kind: a snapshot that JSON holds."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone, translation

from visits.models import PaperKind, Participant, Visit
from visits.papers.contents.facts import CannotBeMade, Facts, facts_of
from visits.papers.contents.frame import HAND, Issue
from visits.papers.contents.kinds import (
    attendance,
    badges,
    certificate,
    order,
    reply,
    rundown,
    visum,
)
from visits.papers.wording.passages import languages

_OF_VISIT: Mapping[str, Callable[[Facts, Issue], dict[str, Any]]] = {
    PaperKind.REPLY: reply.contents,
    PaperKind.RUNDOWN: rundown.contents,
    PaperKind.ATTENDANCE: attendance.contents,
    PaperKind.CERTIFICATE: certificate.contents,
    PaperKind.ORDER: order.contents,
    badges.KIND: badges.contents,
}
_OF_PERSON: Mapping[str, Callable[[Facts, Issue, Participant | None], dict[str, Any]]] = {
    PaperKind.VISUM: visum.contents,
    PaperKind.CERTIFICATE: certificate.of_person,
}


def contents_of(
    visit: Visit,
    kind: str,
    *,
    now: dt.datetime,
    participant: Participant | None = None,
    number: str = "",
    issued_on: dt.date | None = None,
    code: str = "",
    signature: str = HAND,
    draft: bool = False,
    facts: Facts | None = None,
) -> dict[str, Any]:
    """All that the paper says, as JSON can keep it; typesetting's `pdf` makes the bytes of it.

    `kind` is one of PaperKind, or `badges`. `now` (aware) is when it is made or issued: the same
    data give the same bytes. `signature` is HAND (room for it) or ELECTRONIC (a block instead);
    `draft` puts KONSEP across. `facts` of this visit spare the queries where many papers are made.
    In the visit's language and the host's zone. Raises CannotBeMade.
    """
    facts = facts or facts_of(visit, now=now)
    if facts.language not in (written := languages(kind)):
        facts = replace(facts, language=written[0])
    issue = Issue(number, issued_on, code, signature, draft)
    with translation.override(facts.language), timezone.override(facts.zone):
        if kind == PaperKind.VISUM or (participant is not None and kind in _OF_PERSON):
            told = _OF_PERSON[kind](facts, issue, participant)
        elif kind in _OF_VISIT:
            told = _OF_VISIT[kind](facts, issue)
        else:
            raise CannotBeMade("unknown_kind")
    return {**told, "reference": visit.reference}
