"""Webhooks in the admin."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

from notifications.models.webhooks import Call, Webhook
from notifications.outbox.relay import relay
from notifications.webhooks.calling import make_calls
from notifications.webhooks.secrets import secret_of
from tests.factories import a_visit
from tests.notifications.webhooks.conftest import Receiver

pytestmark = pytest.mark.usefixtures("room")
LIST = "admin:notifications_webhook_changelist"


@pytest.fixture
def admin(db: None) -> Client:
    """An administrator in the admin."""
    caller = Client(headers={"accept-language": "en"})
    caller.force_login(User.objects.create_superuser("admin"))
    return caller


def act(admin: Client, page: str, action: str, pk: int) -> None:
    answer = admin.post(reverse(page), {"action": action, "_selected_action": [pk]})
    assert answer.status_code == 302, answer.content


def test_a_webhook_is_set_up_and_its_secret_read(admin: Client, receiver: Receiver) -> None:
    values = {"name": "Dasbor", "url": receiver.url, "kinds": ["approved"]}
    answer = admin.post(reverse("admin:notifications_webhook_add"), values)
    assert answer.status_code == 302, answer.content
    made = Webhook.objects.get()
    assert made.kinds == ["approved"]
    page = admin.get(reverse("admin:notifications_webhook_change", args=[made.pk]))
    assert escape(secret_of(made)) in page.content.decode()


def test_who_may_only_look_does_not_see_the_secret(webhook: Webhook) -> None:
    reader = User.objects.create_user("pembaca", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_webhook"))
    caller = Client()
    caller.force_login(reader)
    page = caller.get(reverse("admin:notifications_webhook_change", args=[webhook.pk]))
    assert page.status_code == 200
    assert "whsec_" not in page.content.decode()


def test_an_address_inside_is_refused(admin: Client) -> None:
    values = {"name": "x", "url": "http://169.254.169.254/latest/", "kinds": []}
    page = admin.post(reverse("admin:notifications_webhook_add"), values)
    assert "https://" in page.content.decode()
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:a9fe:a9fe]", "10.0.0.7", "redis.localhost"])
def test_the_form_says_that_an_address_inside_is_never_called_and_keeps_what_was_typed(
    admin: Client, settings: Settings, host: str
) -> None:
    url = f"https://{host}/hook"
    values = {"name": "Dasbor dalam", "url": url, "kinds": ["approved"]}
    page = admin.post(reverse("admin:notifications_webhook_add"), values)
    said = page.context["adminform"].form.errors["url"]
    assert page.status_code == 200
    assert any("Only public ones are called" in words for words in said), said
    assert url in page.content.decode()
    assert not Webhook.objects.exists()


def test_a_test_through_a_redirect_leads_nowhere_else(
    admin: Client, receiver: Receiver, webhook: Webhook
) -> None:
    for status in (301, 302, 303, 307, 308):
        receiver.answers = [(status, {"Location": f"{receiver.url}&inside=1"}, b"elsewhere")]
        act(admin, LIST, "test", webhook.pk)
        assert f"did not take the test: {status}" in admin.get(reverse(LIST)).content.decode()
    assert len(receiver.got) == 5, "one call each, and none to where it pointed"
    assert all("inside" not in head[":path"] for head, _body in receiver.got)


def test_a_new_secret(admin: Client, webhook: Webhook) -> None:
    former = secret_of(webhook)
    act(admin, LIST, "new_secret", webhook.pk)
    webhook.refresh_from_db()
    assert secret_of(webhook) != former


def test_a_call_that_failed_is_seen_and_sent_again(
    admin: Client, webhook: Webhook, receiver: Receiver, now: dt.datetime
) -> None:
    receiver.answers = [(410, {}, b"gone away")]
    a_visit(trusted=True)
    relay(now=now)
    make_calls(now=now)
    call = Call.objects.get()
    log = admin.get(reverse("admin:notifications_call_change", args=[call.pk])).content.decode()
    assert "gone away" in log
    calls = "admin:notifications_call_changelist"
    assert "webhook switched off" in admin.get(reverse(calls)).content.decode()
    act(admin, calls, "make_again", call.pk)
    assert Call.objects.get().state == Call.State.DEAD
    act(admin, LIST, "call_again", webhook.pk)
    act(admin, calls, "make_again", call.pk)
    assert make_calls(now=now + dt.timedelta(minutes=1)) == 1


def test_a_webhook_goes_with_its_calls_but_no_call_alone(
    admin: Client, webhook: Webhook, now: dt.datetime
) -> None:
    a_visit()
    relay(now=now)
    call = Call.objects.get()
    alone = reverse("admin:notifications_call_delete", args=[call.pk])
    assert admin.post(alone, {"post": "yes"}).status_code == 403
    admin.post(reverse("admin:notifications_webhook_delete", args=[webhook.pk]), {"post": "yes"})
    assert not Webhook.objects.exists()


def test_a_test_is_sent_from_the_list_and_its_answer_shown(
    admin: Client, receiver: Receiver, webhook: Webhook
) -> None:
    receiver.answers = [(200, {}, b"thanks"), (500, {}, b"broken")]
    for words in ("took the test: 200 thanks", "did not take the test: 500 broken"):
        act(admin, LIST, "test", webhook.pk)
        page = admin.get(reverse(LIST)).content.decode()
        assert f"Dasbor {words}" in page
    log = admin.get(reverse("admin:notifications_call_changelist"))
    assert log.status_code == 200
    call = Call.objects.first()
    assert call is not None
    shown = admin.get(reverse("admin:notifications_call_change", args=[call.pk]))
    assert "broken" in shown.content.decode()
