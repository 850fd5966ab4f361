"""One web process in front of Django, and its clock."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from config.web import prepared
from config.web.prepared import Prepared
from scheduling.models import Room
from visits.models import Host


class Clock:
    """Time as the test says it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Web:
    """One web process: the application, and how often Django itself was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.numbers: list[str] = []
        self._django = get_wsgi_application()
        self._application = Prepared(self._inner)

    def _inner(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        self.asked += 1
        return self._django(environ, start_response)

    def get(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        environ = RequestFactory().generic(method, path, headers=headers).environ
        environ.pop("HTTP_COOKIE", None)
        if "Cookie" in headers:
            environ["HTTP_COOKIE"] = headers["Cookie"]
        head: list[Any] = []
        body = self._application(environ, lambda status, lines: head.extend((status, lines)))
        heads = dict(head[1])
        # Django's own answer has a number of its own each time; one given again has none.
        self.numbers.append(heads.pop("X-Request-ID", ""))
        return int(head[0][:3]), heads, b"".join(body)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(prepared, "time", clock)
    return clock


@pytest.fixture
def web(clock: Clock, room: Room, host: Host) -> Web:
    return Web()
