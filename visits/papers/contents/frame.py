"""What all papers have in common: sheet, letterhead, number, date, who signs, the code, labels."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import pgettext

from visits.language.dates import date_words
from visits.language.nip import show_nip
from visits.language.phones import show_phone
from visits.models import Host, Signatory, Stationery
from visits.papers.contents.facts import Facts, House
from visits.papers.contents.values import values
from visits.papers.wording import placeholders
from visits.papers.wording.passages import SIGNED

HAND, ELECTRONIC = "hand", "electronic"


@dataclass(frozen=True)
class Issue:
    """What a paper gets when it is issued; a draft has none of it, but for its code."""

    number: str = ""
    issued_on: dt.date | None = None
    code: str = ""
    signature: str = HAND
    draft: bool = False


def frame(house: House, kind: str, issue: Issue, *, shape: str, title: str) -> dict[str, Any]:
    """The data that every typst source reads; the kind adds its own (docs/papers.md)."""
    form = house.forms.get(kind)
    signer = form.signatory if form else None
    day = issue.issued_on or house.now.astimezone(house.zone).date()
    place = house.stationery.place
    electronic = issue.signature == ELECTRONIC and kind in SIGNED
    return {
        "kind": str(kind),
        "shape": shape,
        "title": f"{title} {issue.number}".strip(),
        "author": house.host.office or house.host.name,
        "language": house.language,
        "version": form.version if form else 0,
        "issued_at": house.now.isoformat(),
        "draft": issue.draft,
        "lists": False,
        "stationery": sheet(house.stationery),
        "letterhead": {"lines": letterhead(house.stationery, house.host)},
        "logo": house.host.logo.name or "",
        "number": issue.number or "…" * 12,
        "place_and_date": f"{place}, {date_words(day)}" if place else date_words(day),
        "signature": ELECTRONIC if electronic else HAND,
        "electronic": _constant(house, kind, "electronic") if electronic else "",
        "foot": _constant(house, kind, "foot") if electronic else "",
        "signer": signed_by(signer),
        "closed": False,
        "dated_below": False,
        "copies": [line for line in form.copies_to.splitlines() if line.strip()] if form else [],
        "check": _check(issue.code) if issue.code else None,
        "labels": labels(),
        "blocks": [],
        "attached": [],
    }


def sheet(stationery: Stationery) -> dict[str, Any]:
    """Size, margins in millimetres, type and the host's habits."""
    return {
        "sheet": stationery.sheet,
        "face": stationery.face,
        "points": stationery.points,
        "rule": stationery.rule,
        "margins": {
            side: getattr(stationery, f"margin_{side}")
            for side in ("top", "left", "right", "bottom")
        },
        "addressee_right": stationery.addressee_right,
        "bold_subject": stationery.bold_subject,
        "underlined_name": stationery.underlined_name,
    }


def letterhead(stationery: Stationery, host: Host) -> list[str]:
    """Its four lines; while none is set, the office, the host, and where they are."""
    lines = [stationery.line_1, stationery.line_2, stationery.line_3, stationery.line_4]
    if any(lines):
        return lines
    reached = " · ".join(filter(None, [show_phone(host.phone) if host.phone else "", host.email]))
    return [host.office.upper(), host.name.upper(), host.address, reached]


def signed_by(signer: Signatory | None) -> dict[str, Any]:
    """Who signs: the lines above the room for the signature, name, rank and number.

    "a.n. Wali Kota Batam" / "Sekretaris Daerah" / "u.b." / "Kepala Dinas,": whose power it is,
    through whom it came, and the signatory's own position last (Permendagri 1/2023). Dots, to be
    filled by hand, where nobody is named.
    """
    if signer is None:
        return {"lines": ["…" * 14 + ","], "name": "…" * 16, "grade": "", "nip": ""}
    lines = []
    if signer.on_behalf_of:
        lines.append(f"a.n. {signer.on_behalf_of}")
    if signer.through:
        lines += [signer.through, "u.b."]
    acting = {Signatory.Capacity.ACTING: "Plt. ", Signatory.Capacity.DAILY: "Plh. "}
    before = acting.get(Signatory.Capacity(signer.capacity), "")
    lines.append(f"{before}{signer.position},")
    return {
        "lines": lines,
        "name": signer.name,
        "grade": signer.grade,
        "nip": show_nip(signer.nip),
    }


def words_of(facts: Facts, kind: str, passage: str) -> list[str]:
    """The paragraphs of one passage with the visit's values in them."""
    return placeholders.filled(_text_of(facts, kind, passage), values(facts))


def line_of(facts: Facts, kind: str, passage: str) -> str:
    """A passage of one line."""
    return " ".join(words_of(facts, kind, passage))


def _text_of(house: House, kind: str, passage: str) -> str:
    form = house.forms.get(kind)
    return placeholders.own_text(kind, passage, house.language, form.words if form else {})


def _constant(house: House, kind: str, passage: str) -> str:
    """A passage that says nothing of the visit."""
    return " ".join(placeholders.filled(_text_of(house, kind, passage), {}))


def _check(code: str) -> dict[str, str]:
    """Where anyone checks the paper: the link in its QR, and what a person types."""
    address = f"{settings.BASE_URL}/cek/"
    return {
        "link": f"{address}{code}/",
        "address": address.split("://", 1)[-1],
        "code": code,
    }


def labels() -> dict[str, str]:
    """The fixed words of all papers, in the active language."""
    return {
        "number": pgettext("paper", "Number"),
        "nature": pgettext("paper", "Nature"),
        "attachment": pgettext("paper", "Attachment"),
        "subject": pgettext("paper", "Subject"),
        "at": pgettext("paper", "in"),
        "copies": pgettext("paper", "Copies to:"),
        "nip": pgettext("paper", "NIP"),
        "number_below": pgettext("paper", "NUMBER"),
        "page": pgettext("paper", "Page {at} of {of}"),
        "draft": pgettext("paper", "DRAFT"),
        "logo": pgettext("paper", "Emblem of the office"),
        "qr": pgettext("paper", "QR code that opens the page where this paper is checked"),
        "check": pgettext("paper", "Check this paper at"),
    }


def day_hours_place(facts: Facts) -> list[tuple[str, str]]:
    """Day, hours and room of the session, as rows of a paper."""
    told = values(facts)
    return [
        (pgettext("paper", "Day, date"), told["day"]),
        (pgettext("paper", "Time"), told["hours"]),
        (pgettext("paper", "Place"), told["where"]),
    ]
