"""A letter, and a visit's set of sixty people, as PDF: seconds, the contents with them."""

import time
from collections.abc import Iterator
from typing import Any

from tests.load.ground import ROUNDS
from tests.load.report import Figure
from tests.visits.papers.write_pictures import CODE, NUMBER, sixty
from visits.models import PaperKind
from visits.papers.contents.facts import Facts
from visits.papers.contents.gathering import contents_of
from visits.papers.typesetting.rendering import pdf, together

_LETTER, _SET = 0.3, 3.0


def measure() -> Iterator[Figure]:
    """Each round is another number, since typst keeps what it set before."""
    over, ahead = sixty("delegation"), sixty("")
    letters, sets = [], []
    for turn in range(ROUNDS):
        began = time.perf_counter()
        pdf(PaperKind.REPLY, _made(ahead, PaperKind.REPLY, turn))
        letters.append(time.perf_counter() - began)
        began = time.perf_counter()
        together(
            [_made(over, PaperKind.VISUM, turn, participant=each) for each in over.participants]
            + [_made(ahead, PaperKind.ATTENDANCE, turn), _made(over, PaperKind.CERTIFICATE, turn)]
        )
        sets.append(time.perf_counter() - began)
    yield Figure("a letter as PDF", letters, aim=_LETTER, at_least=False, unit="s")
    yield Figure("a set for 60 people", sets, aim=_SET, at_least=False, unit="s")


def _made(facts: Facts, kind: str, turn: int, **more: Any) -> dict[str, Any]:
    code = f"{turn}{more['participant'].number if more else 0:03}{CODE}"[:22]
    return contents_of(
        facts.visit, kind, now=facts.now, facts=facts, number=f"{turn}/{NUMBER}", code=code, **more
    )
