"""A thousand rows in the style of real spreadsheets: clear ones right, none wrong in silence."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from tests.sampled import sampled
from tests.visits.imports.corpus import Corpus, corpus
from tests.visits.people.list_makers import ods, xls
from visits.imports.drafts import Content, Look, look
from visits.reference.regions import import_regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def regions(room: Any) -> None:
    """All of them."""
    import_regions()


def as_xlsx(made: Corpus) -> bytes:
    """As Excel writes it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in made.lines:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(delimiter: str, encoding: str) -> Callable[[Corpus], bytes]:
    """As other programs write it."""

    def write(made: Corpus) -> bytes:
        def cell(value: Any) -> str:
            text = "" if value is None else str(value)
            return f'"{text}"' if delimiter in text else text

        lines = [delimiter.join(cell(value) for value in row) for row in made.lines]
        return ("\r\n".join(lines) + "\r\n").encode(encoding, "replace")

    return write


def wrong_in(seen: Look, made: Corpus) -> list[str]:
    """Each row that did not come out as it should."""
    wrong = []
    outcomes = {one.number: one for one in seen.outcomes}
    for number, one in made.made.items():
        got = outcomes.pop(number, None)
        kind = "passed"
        if got is not None:
            kind = "clear" if got.clear else "refused" if got.refused else "unclear"
        if kind != one.kind:
            why = got.why if got else ""
            wrong.append(f"{number}: {kind} for {one.kind} ({one.what}) {one.cells} {why}")
        elif got is not None and got.past is not None and kind == "clear":
            past = got.past
            given = (past.first, past.last, past.region, past.people, past.institution)
            right = (one.first, one.last, one.region, one.people, one.institution)
            if given != right:
                wrong.append(f"{number}: {given} for {right} {one.cells}")
    return wrong + [f"{number}: nobody made it" for number in outcomes]


@pytest.mark.parametrize(
    ("write", "dates"),
    sampled(
        [
            (as_xlsx, True),
            (as_csv(";", "utf-8-sig"), False),
            (as_csv("\t", "utf-16"), False),
            (as_csv("|", "cp1252"), False),
            (as_csv("^", "utf-8"), False),
        ],
        every=3,
    ),
    ids=["xlsx", "csv utf-8 bom", "tsv utf-16", "bars windows-1252", "carets"],
)
def test_a_thousand_rows_are_right_or_asked_about(
    regions: None, write: Callable[[Corpus], bytes], dates: bool
) -> None:
    """All of the first kind right, and each of the others asked about or passed over."""
    made = corpus(1000, dates_as_such=dates)

    seen = look(Content.read(write(made)))

    wrong = wrong_in(seen, made)
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:40])
    assert len(made.of("clear")) > 850
    assert len(made.of("unclear")) > 80


@pytest.mark.parametrize("write", [xls, ods], ids=["xls", "ods"])
def test_other_workbooks_are_read_alike(regions: None, write: Callable[..., bytes]) -> None:
    """XLS and ODS, with dates as texts and numbers."""
    made = corpus(200, seed=7, dates_as_such=False)

    seen = look(Content.read(write(made.lines)))

    assert not wrong_in(seen, made)
