"""Many rows are taken in part by part: others write between, and what broke off goes on."""

import datetime as dt
import threading
import time
from typing import Any

import pytest
from django.db import IntegrityError, connection

from keeping.table import TABLE
from visits.history.events import SYSTEM
from visits.imports import drafts, taking, undoing
from visits.imports.drafts import Changed, Content, begin, call_off, go_on, look, take_draft
from visits.imports.undoing import undo
from visits.models import ImportBatch, ImportedVisit, Visit
from visits.reference.regions import import_regions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _regions(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import_regions()
    monkeypatch.setattr(taking, "_AT_ONCE", 2)


def rows(count: int, *, first: int = 0) -> Content:
    """A file of so many clear rows."""
    lines = [
        f"{dt.date(2024, 1, 1) + dt.timedelta(days=n)};Dinas {n};Kota Padang;5"
        for n in range(first, first + count)
    ]
    return Content.read(("Tanggal;Instansi;Daerah;Jumlah\n" + "\n".join(lines)).encode())


@pytest.fixture
def draft(now: dt.datetime) -> ImportBatch:
    """A draft of five clear rows."""
    return begin(rows(5), file_name="a.csv", by=SYSTEM, now=now)


@pytest.fixture
def broken_off(
    draft: ImportBatch, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> ImportBatch:
    """An import whose process ended after its first part."""

    def killed() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(taking, "let_others", killed)
        with pytest.raises(KeyboardInterrupt):
            take_draft(draft, by=SYSTEM, now=now)
    return ImportBatch.objects.get(pk=draft.pk)


def test_what_broke_off_goes_on(broken_off: ImportBatch, now: dt.datetime) -> None:
    """Each row once; its answers and the file are kept until the end, and not longer."""
    assert (broken_off.state, Visit.objects.count()) == ("taking", 2)
    assert broken_off.source

    go_on(broken_off, by=SYSTEM, now=now)

    broken_off.refresh_from_db()
    assert (broken_off.state, bytes(broken_off.source)) == ("taken", b"")
    assert (broken_off.counts["imported"], Visit.objects.count()) == (5, 5)
    assert undo(broken_off, by=SYSTEM, now=now) == (5, [])


def test_what_broke_off_is_taken_back(broken_off: ImportBatch, now: dt.datetime) -> None:
    """It is a draft once more, as it was."""
    call_off(broken_off, by=SYSTEM, now=now)

    broken_off.refresh_from_db()
    assert (broken_off.state, Visit.objects.count()) == ("draft", 0)
    assert take_draft(broken_off, by=SYSTEM, now=now).counts["imported"] == 5


def test_the_night_ends_what_broke_off(broken_off: ImportBatch, now: dt.datetime) -> None:
    """And gives up drafts that nobody took, as the table of what is kept says."""
    other = begin(rows(2, first=9), file_name="b.csv", by=SYSTEM, now=now)
    later = now + dt.timedelta(days=2)
    kept = next(one for one in TABLE if one.key == "past-files")
    assert kept.find
    assert kept.erase
    assert len(list(kept.find(later))) == 2

    assert kept.erase(later, later) == 2

    assert not ImportBatch.objects.filter(pk=other.pk).exists()
    broken_off.refresh_from_db()
    assert (broken_off.state, Visit.objects.count()) == ("taken", 5)


def test_whoever_goes_on_has_it_alone(
    draft: ImportBatch, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one before stops at its next part, and makes nothing more."""

    def taken_over() -> None:
        monkeypatch.setattr(taking, "let_others", lambda: None)
        go_on(ImportBatch.objects.get(pk=draft.pk), by=SYSTEM, now=now)

    monkeypatch.setattr(taking, "let_others", taken_over)

    with pytest.raises(Changed):
        take_draft(draft, by=SYSTEM, now=now)

    draft.refresh_from_db()
    assert (draft.state, draft.counts["imported"], Visit.objects.count()) == ("taken", 5, 5)


def test_a_row_that_another_import_took_meanwhile_gives_all_back(
    draft: ImportBatch, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft is here again, and shows that row as one that is here."""
    others = begin(rows(1, first=4), file_name="b.csv", by=SYSTEM, now=now)

    def meanwhile() -> None:
        monkeypatch.setattr(taking, "let_others", lambda: None)
        take_draft(others, by=SYSTEM, now=now)

    monkeypatch.setattr(taking, "let_others", meanwhile)

    with pytest.raises(Changed) as changed:
        take_draft(draft, by=SYSTEM, now=now)

    assert isinstance(changed.value.__cause__, IntegrityError)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert ImportedVisit.objects.count() == 1
    assert drafts.look_at(draft).counts["unchanged"] == 1


def test_two_presses_at_once_take_it_once(draft: ImportBatch, now: dt.datetime) -> None:
    """The second finds that it is another one now."""
    second = ImportBatch.objects.get(pk=draft.pk)
    take_draft(draft, by=SYSTEM, now=now)

    with pytest.raises(Changed):
        take_draft(second, by=SYSTEM, now=now)

    assert Visit.objects.count() == 5


def test_an_undo_that_broke_off_is_done_once_more(
    draft: ImportBatch, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says how many went in all."""
    take_draft(draft, by=SYSTEM, now=now)
    monkeypatch.setattr(undoing, "_AT_ONCE", 2)

    def killed() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(undoing, "let_others", killed)
        with pytest.raises(KeyboardInterrupt):
            undo(draft, by=SYSTEM, now=now)
    assert Visit.objects.count() == 3

    assert undo(draft, by=SYSTEM, now=now) == (3, [])

    draft.refresh_from_db()
    assert (draft.state, draft.counts["undone"]) == ("undone", 5)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_others_write_while_thousands_are_taken_in(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits longer than two seconds (SQLite has one writer)."""
    monkeypatch.setattr(taking, "_AT_ONCE", 100)
    content = rows(900)
    draft = begin(content, file_name="a.csv", by=SYSTEM, now=now)
    waits: list[float] = []
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            begun = time.monotonic()
            _touch()
            waits.append(time.monotonic() - begun)
        connection.close()

    other = threading.Thread(target=write)
    other.start()
    try:
        take_draft(draft, by=SYSTEM, now=now)
    finally:
        done.set()
        other.join()

    assert look(content).counts["unchanged"] == 900
    assert max(waits) < 2


def _touch() -> None:
    ImportBatch.objects.create(state="draft", file_name="x", started_at=dt.datetime.now(dt.UTC))
