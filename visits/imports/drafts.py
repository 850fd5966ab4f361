"""A file from its upload until it is taken: what was read, what its columns mean, the answers."""

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from visits.history.events import SYSTEM, Actor
from visits.imports.known import compared
from visits.imports.reading import lines, sheets
from visits.imports.reading.fields import Field, guess
from visits.imports.reading.past import Outcome
from visits.imports.reading.places import Places
from visits.imports.reading.rows import Answers, Found, not_mapped, outcomes_of
from visits.imports.reading.sheets import FileRefused, Sheet
from visits.imports.reading.tables import Table, heads_in, heads_key, tables_of, titles_of
from visits.imports.taking import Superseded, mine, take, today
from visits.imports.undoing import give_back
from visits.models import ImportBatch

# What is not taken by then is given up: it holds people's data.
KEPT_FOR = dt.timedelta(hours=24)


class Changed(Exception):
    """Somebody else changed, took or gave up the file, or took one of its rows, meanwhile."""


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
        # Not of one that was taken back: that is how a wrong one ends.
        ImportBatch.objects.filter(heads=heads_key(tables), state=ImportBatch.State.TAKEN)
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


@contextmanager
def changing(batch: ImportBatch) -> Iterator[ImportBatch]:
    """The draft as it is now, locked, to be changed and kept; raises Changed where it is none."""
    with transaction.atomic():
        rows = ImportBatch.objects.select_for_update().filter(pk=batch.pk)
        held = rows.filter(state=ImportBatch.State.DRAFT).first()
        if held is None:
            raise Changed
        yield held
        held.version += 1
        held.save(update_fields=["columns", "answers", "version"])


def take_draft(batch: ImportBatch, *, by: Actor, now: dt.datetime) -> ImportBatch:
    """Take the clear rows of a draft as `batch` has it; raises Changed where it is another now."""
    seen = look_at(batch)
    passed = {str(why): n for why, n in seen.found.passed.items() if n}
    _claim(batch, ImportBatch.State.DRAFT, by, counts={**seen.counts, "passed": passed})
    _take(batch, seen, by=by, now=now)
    return batch


def go_on(batch: ImportBatch, *, by: Actor, now: dt.datetime) -> None:
    """Take what is left of an import that broke off; whoever still takes it in stops.

    Raises Changed where it is not being taken in any more.
    """
    _claim(batch, ImportBatch.State.TAKING, by, counts=batch.counts)
    _take(batch, look_at(batch), by=by, now=now)


def call_off(batch: ImportBatch, *, by: Actor, now: dt.datetime) -> None:
    """Make a draft again of an import that is being taken in; raises Changed where it is not."""
    _claim(batch, ImportBatch.State.TAKING, by, counts=batch.counts)
    try:
        give_back(batch, now=now)
    except Superseded as error:
        raise Changed from error


def take_look(
    content: Content, seen: Look, *, file_name: str, by: Actor, now: dt.datetime
) -> ImportBatch | None:
    """Take the clear rows of a file that was looked at; None, and nothing kept, without any.

    Raises Changed.
    """
    if not seen.counts["imported"]:
        return None
    batch = begin(content, file_name=file_name, by=by, now=now)
    batch.columns = {title: str(one) for title, one in seen.columns.items()}
    batch.save(update_fields=["columns"])
    try:
        return take_draft(batch, by=by, now=now)
    except Changed:
        with suppress(Changed):
            give_up(batch)
        raise


def _claim(
    batch: ImportBatch, state: ImportBatch.State, by: Actor, *, counts: dict[str, Any]
) -> None:
    """Begin to take it in, as it is in `batch`; raises Changed where that is not how it is."""
    own = {"version": batch.version + 1, "by_id": by.user_id, "by_name": by.name}
    taking = {"state": ImportBatch.State.TAKING, "counts": counts}
    rows = ImportBatch.objects.filter(pk=batch.pk, state=state, version=batch.version)
    if not rows.update(**own, **taking):
        raise Changed
    for name, value in (own | taking).items():
        setattr(batch, name, value)


def _take(batch: ImportBatch, seen: Look, *, by: Actor, now: dt.datetime) -> None:
    """Take it to its end, or give back what was made of it; raises Changed."""
    try:
        take(batch, seen.outcomes, by=by, now=now)
        with transaction.atomic():
            held = mine(batch)
            held.state, held.taken_at, held.source = ImportBatch.State.TAKEN, now, b""
            held.answers = {}
            # What was made before it broke off is no other file's.
            held.counts["imported"] = held.rows.count()
            held.save()
    except IntegrityError as error:
        call_off(batch, by=by, now=now)
        raise Changed from error
    except Superseded as error:
        raise Changed from error
    batch.refresh_from_db()


def give_up(batch: ImportBatch) -> None:
    """Forget a draft; raises Changed where it is none any more."""
    drafts = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.DRAFT)
    if not drafts.delete()[0]:
        raise Changed


def erase_old(before: dt.datetime, now: dt.datetime) -> int:
    """Forget the files that were begun before a moment; what broke off while it was taken in is
    taken first. Gives how many."""
    found = list(old_drafts(before))
    for batch in found:
        with suppress(Changed):
            if batch.state == ImportBatch.State.DRAFT:
                give_up(batch)
            else:
                go_on(batch, by=SYSTEM, now=now)
    return len(found)


def old_drafts(before: dt.datetime) -> QuerySet[ImportBatch]:
    """Files that were begun before a moment, and are still kept."""
    waiting = (ImportBatch.State.DRAFT, ImportBatch.State.TAKING)
    return ImportBatch.objects.filter(state__in=waiting, started_at__lt=before)
