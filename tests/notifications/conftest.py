"""Who acts, and where mails go."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import User
from pytest_django import Settings

from tests.notifications.letters import Moody
from tests.stack import free_port
from visits.history.events import Actor, staff


@pytest.fixture
def protocol(db: None) -> Actor:
    """A member of the protocol staff."""
    return staff(User.objects.create_user("protokol", is_staff=True))


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Moody]:
    """A real SMTP server on loopback, to which messages go."""
    sink, port = Moody(), free_port()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    settings.DEMO_SMTP = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield sink
    server.stop()
