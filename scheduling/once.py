"""Rows that one answer reads once: the rules and the host's profile, which every page asks for.

Answers that change nothing read so, and requests for a visit (visits/pages/frame/middleware.py,
visits/life/requesting.py): what a place is judged by, the statement that takes it checks itself.
Any other step reads what is there at its moment, under its locks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_kept: ContextVar[dict[str, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Inside, `once` reads each name's row a single time; for this thread alone.

    Inside of another one it goes on with what was read there.
    """
    before = _kept.set(kept if (kept := _kept.get()) is not None else {})
    try:
        yield
    finally:
        _kept.reset(before)


@contextmanager
def reading_anew() -> Iterator[None]:
    """Inside, `once` reads always anew: for a step that an answer takes for show."""
    before = _kept.set(None)
    try:
        yield
    finally:
        _kept.reset(before)


def once(name: str, read: Callable[[], T]) -> T:
    """What `read` gives, or gave before inside of reading_once; outside of it always anew."""
    kept = _kept.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    row: T = kept[name]
    return row


def known(name: str) -> bool:
    """Whether inside of reading_once that name's row was read, and not forgotten."""
    return name in (_kept.get() or ())


def seen(name: str) -> Any:
    """What `once` read inside of reading_once; None where it did not, or it was forgotten."""
    return (_kept.get() or {}).get(name)


def forget(name: str) -> None:
    """Let the next `once` read that name's row anew, for whoever learnt that it is another now."""
    if kept := _kept.get():
        kept.pop(name, None)
