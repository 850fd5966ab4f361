"""The reader's own process: bounded in fact, few at a time, and nobody waits without end."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from tests import pdfs
from visits.confined import child, running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused, Verdict

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def bound(code: str) -> subprocess.CompletedProcess[str]:
    """What a process that has bound itself as readers do comes to with this code."""
    program = f"from visits.confined import child\nchild.bind()\n{code}"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_a_reader_gets_no_more_memory_than_it_may_have() -> None:
    assert "MemoryError" in bound(f"bytearray({child.MOST_MEMORY})").stderr
    assert bound("bytearray(100_000_000)").returncode == 0


def test_a_reader_writes_no_file(tmp_path: Path) -> None:
    bound(f"open({str(tmp_path / 'a')!r}, 'w').write('x' * 9)")
    assert (tmp_path / "a").read_bytes() == b""


def test_a_reader_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    seen: dict[str, object] = {}
    real = subprocess.run

    def watched(*command: object, **options: object) -> object:
        seen.update(options)
        return real(*command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    running.read(Reader.PDF, pdfs.page())
    assert "SECRET_KEY" not in seen["env"]  # type: ignore[operator]


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LONGEST", 0.01)
    with pytest.raises(Refused) as why:
        running.read(Reader.PDF, pdfs.page())
    assert why.value.verdict == Verdict.UNREADABLE


def test_one_that_breaks_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Refused):
        running.read(Reader.PDF, pdfs.page())


def test_who_cannot_have_a_turn_in_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.1)
    held = [running._lock() for _ in range(running.MOST_AT_ONCE)]
    try:
        with pytest.raises(running.Busy):
            running.read(Reader.PDF, pdfs.page())
    finally:
        for file in held:
            os.close(file)
    assert running.read(Reader.PDF, pdfs.page()) == ("pdf", b"")


def test_most_threads_of_a_process_never_wait_for_a_turn(settings: Settings) -> None:
    held = [running._lock() for _ in range(running.MOST_AT_ONCE)]
    refused: list[running.Busy] = []

    def one() -> None:
        try:
            running.read(Reader.PDF, pdfs.page())
        except running.Busy as busy:
            refused.append(busy)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 5
    while len(refused) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(refused) == 8 - running.MOST_WAITING
    for file in held:
        os.close(file)
    for thread in threads:
        thread.join()
    assert len(refused) == 8 - running.MOST_WAITING
