"""What a rundown begins with: the host's own template or the usual items, stretched to a session.

The usual items are those of Indonesian offices (susunan acara); times are in steps of five minutes.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from visits.agenda.items import MOST, Item
from visits.models import AgendaTemplate, Assignment, Stationery, Visit
from visits.queries.visits import Session

STEP = 5  # minutes
# Who leads an item of a template: whoever receives, the guests' leader, or nobody yet.
RECEIVING, GUEST, NOBODY = "receiving", "guest", ""


@dataclass(frozen=True)
class Part:
    """An item of a template: minutes, its title in both languages, and who leads it."""

    minutes: int
    title: str
    title_en: str = ""
    who: str = NOBODY

    def title_in(self, language: str) -> str:
        """The title in that language, the host's own where it has no other."""
        return self.title_en if language == "en" and self.title_en else self.title


_ANTHEM = Part(5, "Menyanyikan lagu Indonesia Raya", "National anthem Indonesia Raya")
USUAL = (
    Part(10, "Registrasi peserta", "Registration"),
    Part(5, "Pembukaan dan doa", "Opening and prayer"),
    Part(10, "Sambutan selamat datang tuan rumah", "Welcome by the host", RECEIVING),
    Part(10, "Sambutan pimpinan rombongan", "Words of the delegation's leader", GUEST),
    Part(35, "Paparan", "Presentation"),
    Part(30, "Diskusi dan tanya jawab", "Discussion"),
    Part(25, "Peninjauan gerai layanan", "Tour of the counters"),
    Part(5, "Tukar cendera mata", "Exchange of souvenirs"),
    Part(5, "Foto bersama", "Photograph together"),
    Part(10, "Penandatanganan SPPD", "Signing of travel orders (SPPD)"),
    Part(5, "Penutup", "Closing"),
)


def usual_parts() -> list[Part]:
    """The usual items, with the national anthem where the host has it (Stationery)."""
    parts = list(USUAL)
    if Stationery.load().national_anthem:
        parts.insert(2, _ANTHEM)
    return parts


def parts_of(template: AgendaTemplate) -> list[Part]:
    """The items of a template as they were stored (settings/rundowns.py)."""
    return [
        Part(
            minutes=row["minutes"],
            title=row["title"],
            title_en=row.get("title_en", ""),
            who=row.get("who", NOBODY),
        )
        for row in template.items
    ]


def as_stored(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Items as a template stores them."""
    return [
        {"minutes": p.minutes, "title": p.title, "title_en": p.title_en, "who": p.who}
        for p in parts
    ]


def best_for(minutes: int) -> AgendaTemplate | None:
    """The host's template nearest to a session of that length, the longer of two; None: none."""
    found = [template for template in AgendaTemplate.objects.all() if template.items]
    return min(found, key=lambda t: (abs(t.minutes - minutes), -t.minutes), default=None)


def stretched(parts: Sequence[Part], minutes: int) -> list[Part]:
    """The same parts in exactly `minutes`, each as long in proportion, in steps of five.

    What is left of a length that is no multiple of five goes to the longest. Where not even five
    minutes are there for each, the shortest are left out.
    """
    kept = list(parts)[:MOST]
    steps = max(minutes // STEP, 1)
    while len(kept) > steps:
        shortest = min(part.minutes for part in kept)
        kept.remove(next(part for part in reversed(kept) if part.minutes == shortest))
    if not kept:
        return []
    total = sum(part.minutes for part in kept)
    wanted = [part.minutes * steps / total for part in kept]
    lengths = [max(int(want), 1) for want in wanted]
    while sum(lengths) < steps:
        lengths[_most(want - had for want, had in zip(wanted, lengths, strict=True))] += 1
    while sum(lengths) > steps:
        over = [
            had - want if had > 1 else float("-inf")
            for want, had in zip(wanted, lengths, strict=True)
        ]
        lengths[_most(over)] -= 1
    exact = [length * STEP for length in lengths]
    exact[_most(exact)] += minutes - sum(exact)
    return [
        Part(length, part.title, part.title_en, part.who)
        for length, part in zip(exact, kept, strict=True)
    ]


def _most(values: Any) -> int:
    """Where the first of the largest stands."""
    found = list(values)
    return found.index(max(found))


def first_draft(visit: Visit, session: Session, parts: Sequence[Part]) -> list[Item]:
    """`parts` stretched to the session, in the visit's language, led by those who are known."""
    length = int((session.ends_at - session.starts_at).total_seconds()) // 60
    receiving = visit.assignments.filter(role=Assignment.Role.RECEIVING).first()
    at, items = session.starts_at, []
    for part in stretched(parts, length):
        until = at + dt.timedelta(minutes=part.minutes)
        items.append(
            Item(
                starts_at=at,
                ends_at=until,
                title=part.title_in(visit.language),
                officer_id=receiving.officer_id if receiving and part.who == RECEIVING else None,
                speaker=visit.leader_name if part.who == GUEST else "",
            )
        )
        at = until
    return items
