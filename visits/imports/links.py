"""What past visits hang on: topics, agencies and participants."""

from collections.abc import Iterable, Mapping, Sequence

from visits.imports.reading.past import Named, Past
from visits.models import Agency, Participant, Topic, Visit

_AT_ONCE = 500
Made = dict[str, list[str]]


def link(visits: Sequence[Visit], pasts: Sequence[Past]) -> Made:
    """Join visits to their topics, agencies and participants; what is not here by its code is
    made, out of use. Gives the codes of what was made, as forget() takes them.
    """
    topics = {one.code: one.pk for one in Topic.objects.all()}
    agencies = {one.code: one.pk for one in Agency.objects.all()}
    made: Made = {}
    if new := _not_in(topics, (named for past in pasts for named in past.topics)):
        rows = [Topic(code=n.code, name=n.name, name_en=n.name_en, active=False) for n in new]
        topics |= {one.code: one.pk for one in Topic.objects.bulk_create(rows)}
        made["topics"] = [named.code for named in new]
    if new := _not_in(agencies, (named for past in pasts for named in past.agencies)):
        offices = [Agency(code=n.code, name=n.name, active=False) for n in new]
        agencies |= {one.code: one.pk for one in Agency.objects.bulk_create(offices)}
        made["agencies"] = [named.code for named in new]
    pairs = list(zip(visits, pasts, strict=True))
    Visit.topics.through.objects.bulk_create(
        [
            Visit.topics.through(visit_id=visit.pk, topic_id=topics[named.code])
            for visit, past in pairs
            for named in past.topics
        ],
        batch_size=_AT_ONCE,
    )
    Visit.agencies.through.objects.bulk_create(
        [
            Visit.agencies.through(visit_id=visit.pk, agency_id=agencies[named.code])
            for visit, past in pairs
            for named in past.agencies
        ],
        batch_size=_AT_ONCE,
    )
    Participant.objects.bulk_create(
        [
            Participant(
                visit=visit, number=number, name=name, position=position, grade=grade, nip=nip
            )
            for visit, past in pairs
            for number, (name, position, grade, nip) in enumerate(past.participants, start=1)
        ],
        batch_size=_AT_ONCE,
    )
    return made


def forget(made: Mapping[str, Sequence[str]]) -> None:
    """Take away what link() made, where nobody has taken it into use or hung a visit on it."""
    unused = {"active": False, "visits": None}
    Topic.objects.filter(code__in=made.get("topics", ()), **unused).delete()
    Agency.objects.filter(code__in=made.get("agencies", ()), **unused).delete()


def _not_in(known: Mapping[str, int], named: Iterable[Named]) -> list[Named]:
    found: dict[str, Named] = {}
    for one in named:
        if one.code not in known:
            found.setdefault(one.code, one)
    return list(found.values())
