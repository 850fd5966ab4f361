"""Answers that are the same for everybody who asks the same, given again ahead of Django.

A view says `keep(request, topics)` of an answer that depends on nothing but the question
(questions.py) and those topics' data. The next same question gets the same answer, while the
database's mark is the same (scheduling/database/marks.py) and for LONGEST seconds at the most,
since some answers also depend on the time. Whoever sends a session or a token always reaches
Django. (docs/decisions/0020, docs/decisions/0270)
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import Error, close_old_connections
from django.http import HttpRequest
from prometheus_client import Counter

from config.logs.requests import HEADER as REQUEST_ID
from config.web.questions import Question, agrees, question_of
from scheduling.database import marks
from scheduling.database.marks import Mark, Topic

_Headers = list[tuple[str, str]]
_Application = Callable[..., Iterable[bytes]]

# What is true now may have been so for this long: under a second for everybody, in every process.
MARK_SECONDS = 0.5
LONGEST = 10.0
MOST_BYTES = 16 * 1024 * 1024
# How long somebody waits for the answer that another one is being given, before asking as well.
PATIENCE = 2.0

_KEEP = "singgah.keep"
# What is answered while the database is away.
_WITHOUT_DATABASE = ("/static/", "/healthz/", "/metrics")
_given = Counter("singgah_prepared_answers", "Answers given again ahead of Django")


def keep(request: HttpRequest, *topics: Topic) -> None:
    """Let the answer to this request be given again as long as none of the topics changes."""
    request.META[_KEEP] = topics


def kept_by(request: HttpRequest) -> tuple[Topic, ...] | None:
    """The topics that the answer to this request was said to depend on; None if it is not kept."""
    found: tuple[Topic, ...] | None = request.META.get(_KEEP)
    return found


@dataclass(slots=True)
class _Answer:
    status: str
    headers: _Headers
    body: list[bytes]
    depends_on: dict[Topic, int | None]
    until: float
    seen: Mark | None = None
    # Set once somebody who found that it holds no longer has got a new one.
    renewed: threading.Event | None = None

    def holds(self, mark: Mark | None) -> bool:
        """Whether it is still true at that mark."""
        if mark is None or None in self.depends_on.values():
            return False
        if self.seen is not mark:
            if any(mark.get(topic) != stamp for topic, stamp in self.depends_on.items()):
                return False
            self.seen = mark
        return True


class _LatestMark:
    """The marks, read at most every MARK_SECONDS, and only when somebody asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mark: Mark | None = None
        self._until = 0.0

    def get(self, now: float) -> Mark | None:
        """The marks; None while the database is away."""
        if now < self._until:
            return self._mark
        with self._lock:
            if time.monotonic() >= self._until:
                until = time.monotonic() + MARK_SECONDS
                mark = _read()
                # The same object as long as nothing changed: comparing is what costs here.
                if mark != self._mark:
                    self._mark = mark
                self._until = until
        return self._mark

    def known(self, now: float) -> Mark | None:
        """The marks if they were read lately; else None."""
        return self._mark if now < self._until else None

    def forget(self) -> None:
        """Read them anew for whoever asks next."""
        self._until = 0.0


def _may_be_kept(question: Question, status: str, headers: _Headers) -> bool:
    return (
        status[:3] in ("200", "304")
        and all(name != "Set-Cookie" for name, _ in headers)
        and agrees(question, headers)
    )


def _read() -> Mark | None:
    # No request is under way: Django's own signals have not looked after this thread's connection.
    close_old_connections()
    try:
        return marks.read()
    except Error:
        return None
    finally:
        close_old_connections()


class Prepared:
    """The WSGI application `inner`, behind what it has answered before."""

    def __init__(self, inner: _Application) -> None:
        self._inner = inner
        self._latest = _LatestMark()
        self._lock = threading.Lock()
        self._kept: dict[Question, _Answer] = {}
        self._bytes = 0

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """An answer kept, or the application's own."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            result = self._inner(environ, start_response)
            # Whoever changed something here sees it here at once.
            self._latest.forget()
            return result
        question = question_of(environ)
        if question is None or environ["PATH_INFO"].startswith(_WITHOUT_DATABASE):
            return self._inner(environ, start_response)
        answer = self._kept.get(question)
        if answer is None:
            return self._ask(question, environ, start_response)
        if not self._is_true(answer):
            with self._lock:
                first = answer.renewed is None
                renewed = answer.renewed = answer.renewed or threading.Event()
            if first:
                try:
                    return self._ask(question, environ, start_response)
                finally:
                    renewed.set()
            # After each change one makes the page anew, however many look.
            renewed.wait(PATIENCE)
            answer = self._kept.get(question)
            if answer is None or not self._is_true(answer):
                return self._ask(question, environ, start_response)
        _given.inc()
        start_response(answer.status, answer.headers)
        return answer.body

    def _is_true(self, answer: _Answer) -> bool:
        now = time.monotonic()
        return now < answer.until and answer.holds(self._latest.get(now))

    def at_hand(self, environ: dict[str, Any]) -> tuple[str, _Headers, bytes] | None:
        """An answer kept, if that is known without asking the database; never waits."""
        question = question_of(environ)
        if question is None:
            return None
        answer = self._kept.get(question)
        now = time.monotonic()
        if answer is None or now >= answer.until or not answer.holds(self._latest.known(now)):
            return None
        _given.inc()
        return answer.status, answer.headers, answer.body[0]

    def _ask(
        self, question: Question, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        began = time.monotonic()
        # Before anything else is read: middleware looks at the host and its rules already.
        mark = self._latest.get(began)
        head: list[Any] = []

        def started(status: str, headers: _Headers, *more: Any) -> Any:
            head[:] = status, headers
            return start_response(status, headers, *more)

        result = self._inner(environ, started)
        topics = environ.get(_KEEP)
        if topics is None or mark is None or not _may_be_kept(question, *head):
            return result
        try:
            body = [b"".join(result)]
        finally:
            getattr(result, "close", lambda: None)()
        kept = [header for header in head[1] if header[0] != REQUEST_ID]
        depends_on = {topic: mark.get(topic) for topic in topics}
        self._put(question, _Answer(head[0], kept, body, depends_on, until=began + LONGEST))
        return body

    def _put(self, question: Question, answer: _Answer) -> None:
        size = len(answer.body[0]) + sum(len(p) for p in question if isinstance(p, str)) + 2000
        if size > MOST_BYTES // 8:
            return
        with self._lock:
            if self._bytes + size > MOST_BYTES:
                self._kept.clear()
                self._bytes = 0
            # One that is replaced goes on counting until the next clearing.
            self._bytes += size
            self._kept[question] = answer
