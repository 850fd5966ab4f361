"""One number leads from a request through its event and the task to the mail."""

import io
import re
from collections.abc import Callable

import pytest
import structlog
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from config.logs.requests import HEADER
from notifications.due import run_due
from notifications.models import Message
from notifications.tasks import deliver_due
from tests.config.logs.test_logs import log
from tests.visits.api.conftest import Body, body
from visits.models import Host, VisitEvent

__all__ = ["body", "log"]
pytestmark = pytest.mark.django_db


def lines_of(log: io.StringIO, word: str) -> list[str]:
    return [line for line in log.getvalue().splitlines() if word in line]


def test_one_number_from_the_request_to_the_mail(
    log: io.StringIO, body: Callable[..., Body]
) -> None:
    wanted = body()
    answer = APIClient().post("/api/v1/visits/", wanted, format="json")
    number = answer.headers[HEADER]
    assert re.fullmatch("[0-9a-f]{16}", number)
    event = VisitEvent.objects.get(kind="submitted")
    assert event.request_id == number
    run_due(now=timezone.now())
    message = Message.objects.get(event=event)
    assert message.request_id == number
    [told] = lines_of(log, "event_told")
    [sent] = lines_of(log, "message_sent")
    for line in (told, sent):
        assert f"request_id={number}" in line
        assert f"event_id={event.pk}" in line
    assert f"message={message.pk}" in sent
    for written in (wanted["contact"]["email"], wanted["contact"]["name"]):
        assert written not in log.getvalue(), "no personal data"


def test_two_requests_have_two_numbers_whatever_they_send(client: Client, host: Host) -> None:
    numbers = {
        client.get("/healthz/live", headers={"x-request-id": "chosen"}).headers[HEADER]
        for _ in range(2)
    }
    assert len(numbers) == 2
    assert "chosen" not in numbers
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.urls("tests.config.logs.test_logs")
def test_a_fault_is_logged_with_its_requests_number(log: io.StringIO) -> None:
    answer = Client(raise_request_exception=False).get("/fail/")
    assert answer.status_code == 500
    [line] = lines_of(log, "Internal Server Error")
    assert f"request_id={answer.headers[HEADER]}" in line


def test_a_refusal_is_logged_with_its_requests_number(
    log: io.StringIO, body: Callable[..., Body]
) -> None:
    answer = APIClient().post("/api/v1/visits/", body(people=0), format="json")
    assert answer.status_code == 400
    [line] = lines_of(log, "Bad Request")
    assert f"request_id={answer.headers[HEADER]}" in line


def test_a_task_logs_its_own_number_and_who_asked_for_it(
    log: io.StringIO, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(**_given: object) -> None:
        structlog.get_logger("notifications.due").warning("in the pass")
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("notifications.due.run_due", run)
    done = deliver_due.apply(headers={"asked_by": "0123456789abcdef"})
    [line] = lines_of(log, "in the pass")
    assert f"task_id={done.id}" in line
    assert "asked_by=0123456789abcdef" in line
    assert structlog.contextvars.get_contextvars() == {}
