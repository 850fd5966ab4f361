"""A made-up visit, to show how a paper will look before there is one. Nothing of it is stored."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from visits.models import (
    AgendaItem,
    Assignment,
    Officer,
    PaperForm,
    PaperKind,
    Participant,
    Presence,
    Region,
    Stationery,
    Status,
    Topic,
    Visit,
)
from visits.papers.contents.facts import Facts, House, house_of
from visits.papers.contents.gathering import contents_of
from visits.queries.visits import Session

# Papers of one kind that differ: what each sample is called where one is chosen.
SITUATIONS: Mapping[str, Mapping[str, str | Promise]] = {
    PaperKind.REPLY: {
        "accept": pgettext_lazy("sample", "accepting"),
        "other_date": pgettext_lazy("sample", "offering other times"),
        "decline": pgettext_lazy("sample", "declining"),
    },
    PaperKind.CERTIFICATE: {
        "delegation": pgettext_lazy("sample", "of the delegation"),
        "person": pgettext_lazy("sample", "of one person"),
    },
}
_NUMBER = "400.14.1.4/041/DPMPTSP/XII/2026"
_CODE = "contoh-bukan-berkas-00"
_TUESDAY = 1
_PEOPLE = (
    ("Ir. Siti Rahma, M.M.", "Kepala Dinas", "197003121996032001"),
    ("Budi Hartono, S.Sos.", "Kepala Bidang", "198005172005011004"),
    ("Nur Aini", "Staf", ""),
)


def sample(
    kind: str,
    language: str,
    *,
    now: dt.datetime,
    situation: str = "",
    signature: str = "hand",
    stationery: Stationery | None = None,
    words: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The data of a paper of that kind for a made-up visit, marked as a draft.

    `stationery` and `words` (of the passages in that language) are tried instead of what is stored;
    `situation` is one of SITUATIONS of the kind, the first where it is none of them.
    """
    house = house_of(language=language, now=now)
    if stationery is not None:
        house = replace(house, stationery=stationery)
    if words is not None:
        house = replace(house, forms={**house.forms, kind: _worded(house, kind, words)})
    known = tuple(SITUATIONS.get(kind, ()))
    chosen = situation if situation in known else next(iter(known), "")
    facts = sample_facts(house, chosen)
    one = facts.participants[0] if kind == PaperKind.VISUM or chosen == "person" else None
    return contents_of(
        facts.visit, kind, now=facts.now, facts=facts, participant=one, number=_NUMBER,
        code=_CODE, signature=signature, draft=True,
    )  # fmt: skip


def _worded(house: House, kind: str, words: Mapping[str, str]) -> PaperForm:
    stored = house.forms.get(kind)
    form = PaperForm(kind=kind, words={house.language: dict(words)})
    if stored:
        form.signatory, form.copies_to = stored.signatory, stored.copies_to
    return form


def sample_facts(house: House, situation: str) -> Facts:
    """A made-up visit in one of SITUATIONS, in two weeks, or over where it is certified."""
    day = house.now.astimezone(house.zone).date() + dt.timedelta(days=14)
    day += dt.timedelta(days=(_TUESDAY - day.weekday()) % 7)
    begin = dt.datetime.combine(day, dt.time(9), tzinfo=house.zone)
    end = begin + dt.timedelta(hours=2, minutes=30)
    visit = _visit(house, situation, begin)
    people = tuple(
        Participant(pk=number, visit=visit, number=number, name=name, position=position, nip=nip)
        for number, (name, position, nip) in enumerate(_PEOPLE, 1)
    )
    officer = Officer(name="Drs. Hasan Basri", position="Kepala Bidang Pelayanan")
    over = situation in ("delegation", "person")
    half = begin + dt.timedelta(minutes=30)
    return Facts(
        **{**vars(house), "now": end + dt.timedelta(days=1) if over else house.now},
        visit=visit,
        session=Session(
            slot_id="", starts_at=begin, ends_at=end, room_name="Aula Lt. 2", held=False
        ),
        participants=people,
        present={
            person.pk: Presence(participant=person, visit=visit, came_at=begin, left_at=end)
            for person in people
            if over
        },
        officers=(Assignment(visit=visit, officer=officer, role=Assignment.Role.RECEIVING),),
        agenda=(
            AgendaItem(visit=visit, starts_at=begin, ends_at=half, title="Sambutan dan doa"),
            AgendaItem(visit=visit, starts_at=half, ends_at=end, title="Paparan", officer=officer),
        ),
        topics=(Topic(name="Integrasi layanan", name_en="Integrated services"),),
    )


def _visit(house: House, situation: str, begin: dt.datetime) -> Visit:
    status = {"other_date": Status.PROPOSED, "decline": Status.DECLINED}
    return Visit(
        reference="ST-2026-CONTOH",
        status=status.get(situation, Status.CONFIRMED),
        institution="DPMPTSP Kabupaten Solok",
        region=Region(code="13.02", kind=Region.Kind.REGENCY, name="Solok"),
        purpose="Mempelajari tata kelola mal pelayanan publik.",
        people=24,
        leader_name="Ir. Siti Rahma, M.M.",
        leader_position="Kepala Dinas",
        letter_number="005/118/2026",
        letter_date=begin.date() - dt.timedelta(days=20),
        created_at=house.now - dt.timedelta(days=5),
        reason="gedung kami sedang direnovasi" if situation == "decline" else "",
        proposed_slots=[
            f"{begin.date() + dt.timedelta(days=days):%Y-%m-%d}-0900-aula" for days in (0, 1)
        ],
        language=house.language,
    )
