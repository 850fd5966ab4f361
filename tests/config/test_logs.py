"""What the log says of a request that was refused, and of one that failed."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

pytestmark = pytest.mark.django_db


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("refuse/", refuse), path("fail/", fail)]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written, by the handler and loggers that the settings made."""
    written = io.StringIO()
    handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.urls("tests.config.test_logs")
def test_a_refusal_is_one_line_and_a_failure_says_where(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/refuse/").status_code == 403
    [line] = log.getvalue().splitlines()
    assert "/refuse/" in line
    assert client.get("/fail/").status_code == 500
    assert "Traceback" in log.getvalue()
    assert "broken on purpose" in log.getvalue()
