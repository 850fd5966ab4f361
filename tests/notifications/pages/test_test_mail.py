"""The test mail of the first run: sent while one waits, and what the server said."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.notifications.letters import Moody
from tests.stack import free_port
from visits.models import Host
from visits.people import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Client:
    """An administrator's browser."""
    user = User.objects.create_user("rina", "rina@mpp.batam.go.id", first_name="Rina")
    user.groups.add(roles.ensure_groups()[roles.ADMIN])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office() -> Host:
    """With an address of its own."""
    return Host.objects.create(pk=1, name="MPP Batam", email="tamu@mpp.batam.go.id")


def test_it_goes_out_at_once_and_is_noted(desk: Client, office: Host, smtp: Moody) -> None:
    page = desk.post("/petugas/mulai/surat/", follow=True).content.decode()
    assert "Server menerima e-mail untuk rina@mpp.batam.go.id" in page
    (mail,) = smtp.mails
    assert mail["From"].addresses[0].addr_spec == "tamu@mpp.batam.go.id"
    assert mail["To"] == "rina@mpp.batam.go.id"
    assert Host.objects.get().mail_tried_at is not None


def test_what_the_server_says_is_shown(desk: Client, office: Host, settings: Settings) -> None:
    settings.DEMO_SMTP = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    page = desk.post("/petugas/mulai/surat/", follow=True).content.decode()
    assert "Connection refused" in page
    assert Host.objects.get().mail_tried_at is None


def test_a_placeholder_is_never_a_sender(desk: Client, office: Host, smtp: Moody) -> None:
    Host.objects.update(email="protokol@example.go.id")
    page = desk.post("/petugas/mulai/surat/", follow=True).content.decode()
    assert "alamat e-mail milik kantor" in page
    assert smtp.mails == []
