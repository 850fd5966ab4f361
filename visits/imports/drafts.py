"""A file from its upload until it is taken: what was read, what its columns mean, the answers."""

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from visits.history.events import Actor
from visits.imports.known import compared
from visits.imports.reading import lines, sheets
from visits.imports.reading.fields import Field, guess
from visits.imports.reading.past import Outcome
from visits.imports.reading.places import Places
from visits.imports.reading.rows import Answers, Found, not_mapped, outcomes_of
from visits.imports.reading.sheets import FileRefused, Sheet
from visits.imports.reading.tables import Table, heads_in, heads_key, tables_of, titles_of
from visits.imports.taking import take, today
from visits.models import ImportBatch

# What is not taken by then is given up: it holds people's data.
KEPT_FOR = dt.timedelta(hours=24)


class Changed(Exception):
    """Somebody else took or gave up the file, or took one of its rows, meanwhile."""


@dataclass
class Content:
    """What was read of a file: tables, or lines of JSON that were written out here."""

    sheets: list[Sheet] = field(default_factory=list)
    text: str = ""

    @classmethod
    def read(cls, content: bytes) -> "Content":
        """Read the bytes of a file; raises FileRefused and confined.running.Busy."""
        sheets.check(content)
        text = sheets.text_of(content)
        if text is not None and lines.are_lines(text):
            return cls(text=text)
        found = sheets.read(content, heads_in=heads_in)
        if not found:
            raise FileRefused(sheets.empty_words())
        return cls(sheets=found)

    @classmethod
    def kept(cls, source: bytes) -> "Content":
        """As `stored` gave it."""
        loaded = json.loads(zlib.decompress(source))
        return cls([Sheet.loaded(sheet) for sheet in loaded["sheets"]], loaded["text"])

    @property
    def stored(self) -> bytes:
        """As the draft keeps it."""
        whole = {"sheets": [sheet.kept for sheet in self.sheets], "text": self.text}
        return zlib.compress(json.dumps(whole).encode(), 6)

    def tables(self) -> tuple[list[Table], list[str]]:
        """Its tables, and the names of sheets that have none."""
        return tables_of(self.sheets)


@dataclass
class Look:
    """A file as it would be taken now."""

    tables: list[Table]
    without: list[str]
    columns: dict[str, Field]
    found: Found
    unmapped: tuple[str, ...] = ()

    @property
    def outcomes(self) -> list[Outcome]:
        """One for each row."""
        return self.found.outcomes

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are of which kind, as the last line of `import_visits` says."""
        known = sum(bool(one.known) for one in self.outcomes)
        refused = sum(one.refused for one in self.outcomes)
        clear = sum(one.clear for one in self.outcomes)
        unclear = len(self.outcomes) - known - refused - clear
        return {"imported": clear, "unchanged": known, "unclear": unclear, "refused": refused}


def look(
    content: Content, *, columns: Mapping[str, Field] | None = None, answers: Answers | None = None
) -> Look:
    """Read the rows; `columns` as they were said by hand, else remembered or guessed."""
    given = answers or {}
    if content.text:
        found = lines.outcomes_of(content.text, today=today())
        found.outcomes = compared(found.outcomes, answers=given)
        return Look([], [], {}, found)
    tables, without = content.tables()
    meant = dict(columns) if columns is not None else columns_of(tables)
    unmapped = tuple(question.why for question in not_mapped(meant))
    if unmapped:
        return Look(tables, without, meant, Found(), unmapped)
    found = outcomes_of(tables, meant, answers=given, places=Places.load(), today=today())
    found.outcomes = compared(found.outcomes, answers=given)
    return Look(tables, without, meant, found)


def columns_of(tables: list[Table]) -> dict[str, Field]:
    """What each head means: as it was said for a file of the same heads, else guessed."""
    before = (
        ImportBatch.objects.filter(heads=heads_key(tables))
        .exclude(state=ImportBatch.State.DRAFT)
        .order_by("-pk")
        .first()
    )
    titles = titles_of(tables)
    if before:
        return {t: Field(before.columns[t]) for t in titles if before.columns.get(t)}
    return guess(titles)


def begin(content: Content, *, file_name: str, by: Actor, now: dt.datetime) -> ImportBatch:
    """Keep a file to be looked at."""
    tables, _without = content.tables() if content.sheets else ([], [])
    return ImportBatch.objects.create(
        state=ImportBatch.State.DRAFT,
        file_name=file_name[:200],
        heads=heads_key(tables) if tables else "",
        columns={title: str(one) for title, one in columns_of(tables).items()} if tables else {},
        source=content.stored,
        started_at=now,
        by_id=by.user_id,
        by_name=by.name,
    )


def look_at(batch: ImportBatch) -> Look:
    """A draft as it would be taken now."""
    columns = {title: Field(one) for title, one in batch.columns.items() if one}
    return look(Content.kept(bytes(batch.source)), columns=columns, answers=batch.answers)


def take_draft(batch: ImportBatch, *, by: Actor, now: dt.datetime) -> ImportBatch:
    """Take the clear rows of a draft; raises Changed where it is none any more."""
    with _unchanged(), transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state != ImportBatch.State.DRAFT:
            raise Changed
        _taken(batch, look_at(batch), by=by, now=now)
    return batch


def take_look(
    content: Content, seen: Look, *, file_name: str, by: Actor, now: dt.datetime
) -> ImportBatch | None:
    """Take the clear rows of a file that was looked at; None, and nothing kept, without any.

    Raises Changed.
    """
    if not seen.counts["imported"]:
        return None
    with _unchanged(), transaction.atomic():
        batch = begin(content, file_name=file_name, by=by, now=now)
        batch.columns = {title: str(one) for title, one in seen.columns.items()}
        _taken(batch, seen, by=by, now=now)
    return batch


@contextmanager
def _unchanged() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, ImportBatch.DoesNotExist) as error:
        raise Changed from error


def _taken(batch: ImportBatch, seen: Look, *, by: Actor, now: dt.datetime) -> None:
    batch.state, batch.taken_at, batch.source = ImportBatch.State.TAKEN, now, b""
    batch.by_id, batch.by_name, batch.answers = by.user_id, by.name, {}
    passed = {str(why): n for why, n in seen.found.passed.items() if n}
    batch.counts = {**seen.counts, "passed": passed}
    batch.save()
    take(batch, seen.outcomes, by=by, now=now)


def give_up(batch: ImportBatch) -> None:
    """Forget a draft."""
    ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.DRAFT).delete()


def old_drafts(before: dt.datetime) -> QuerySet[ImportBatch]:
    """Drafts that were begun before a moment."""
    return ImportBatch.objects.filter(state=ImportBatch.State.DRAFT, started_at__lt=before)
