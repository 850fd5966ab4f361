"""Mails of accounts: in the outbox like all others, no link at rest, nobody told who is known."""

import datetime as dt
import re
from time import process_time

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.due import run_due
from notifications.models import Message, ResetRequest
from notifications.outbox import account_mail, delivery
from tests.factories import OfficerFactory, UserFactory
from tests.notifications.letters import Moody
from tests.stack import plain_of
from visits.models import Host
from visits.pages.account.adapters import send_invitation
from visits.people import roles

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^/\s]+(/akun/sandi/kunci/\S+)")
MINUTES = dt.timedelta(minutes=5)


@pytest.fixture
def rina(host: Host) -> User:
    """Somebody of the protocol staff, with a password."""
    user = User.objects.create_user("rina", "rina@mpp.example", "kata-sandi-lama-77")
    user.groups.add(roles.ensure_groups()[roles.PROTOCOL])
    return user


@pytest.fixture
def invited(host: Host) -> User:
    """Somebody without a password yet."""
    user = User(username="sari", email="sari@mpp.example", first_name="Sari")
    user.set_unusable_password()
    user.save()
    return user


def link_in(smtp: Moody) -> str:
    found = LINK.search(plain_of(smtp.mails[-1]))
    assert found
    return found[1]


def everything_stored() -> str:
    """Every row of every table, as text; the bodies of messages as they were sent."""
    rows: list[object] = []
    for model in apps.get_models():
        rows += [
            bytes(value) if isinstance(value, memoryview) else value
            for row in model._base_manager.values_list()
            for value in row
        ]
    return repr(rows)


def test_an_invitation_survives_a_server_that_says_later(invited: User, smtp: Moody) -> None:
    send_invitation(invited)
    smtp.answer = "451 greylisted"
    run_due(now=timezone.now())
    assert account_mail.invitation_words(invited).endswith("451 greylisted")
    smtp.answer = ""
    run_due(now=timezone.now() + MINUTES)
    assert Client().get(link_in(smtp), follow=True).status_code == 200
    assert Message.objects.get().state == Message.State.SENT
    run_due(now=timezone.now() + 2 * MINUTES)
    assert len(smtp.mails) == 1


def test_an_invitation_that_is_refused_stands_on_the_desk_and_goes_again(
    invited: User, smtp: Moody
) -> None:
    smtp.answer = "550 mailbox is full of sand"
    send_invitation(invited)
    run_due(now=timezone.now())
    admin = Client()
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[roles.ADMIN])
    admin.force_login(user)
    desk = admin.get("/petugas/").content.decode()
    assert "mailbox is full of sand" in desk
    page = admin.get(f"/petugas/pengaturan/orang/{invited.pk}/").content.decode()
    assert "mailbox is full of sand" in page
    smtp.answer = ""
    [failed] = re.findall(r'href="(/petugas/surat/\d+/)"', desk)
    [again] = re.findall(r'action="([^"]+/lagi/)"', admin.get(failed).content.decode())
    assert admin.post(again)["Location"] == "/petugas/"
    run_due(now=timezone.now() + MINUTES)
    assert len(smtp.mails) == 1
    assert "mailbox is full of sand" not in admin.get("/petugas/").content.decode()
    page = admin.get(f"/petugas/pengaturan/orang/{invited.pk}/").content.decode()
    assert "Server e-mail menerima undangan" in page


def test_no_link_lies_in_the_database_before_or_after_it_was_sent(
    invited: User, rina: User, smtp: Moody, client: Client
) -> None:
    send_invitation(invited)
    client.post("/akun/sandi/", {"email": rina.email})
    before = everything_stored()
    run_due(now=timezone.now())
    after = everything_stored()
    assert len(smtp.mails) == 2
    for mail in smtp.mails:
        found = LINK.search(plain_of(mail))
        assert found
        key = found[1].rstrip("/").rpartition("/")[2].partition("-")[2]
        assert len(key) > 20
        assert key not in before + after
    assert "/akun/sandi/kunci/" not in before + after


def test_asking_for_a_known_and_an_unknown_address_is_the_same_work(
    rina: User, client: Client
) -> None:
    def asked(address: str) -> tuple[list[str], tuple[object, ...]]:
        cache.clear()  # the brake on asking would count both as one network
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.post("/akun/sandi/", {"email": address})
        shapes = [re.sub(r"'[^']*'|\d+", "?", q["sql"]) for q in queries.captured_queries]
        return shapes, (answer.status_code, answer["Location"], answer.content)

    asked("erst@mpp.example")  # whatever is made once
    assert asked(rina.email) == asked("nobody@mpp.example")
    assert ResetRequest.objects.filter(address=rina.email).exists()
    assert not Message.objects.exists()


def test_the_time_of_the_answer_tells_nothing(rina: User, client: Client) -> None:
    took: dict[str, list[float]] = {rina.email: [], "nobody@mpp.example": []}
    for _round in range(25):
        for address, times in took.items():
            cache.clear()
            started = process_time()
            client.post("/akun/sandi/", {"email": address})
            times.append(process_time() - started)
    # The least of many: what else the machine does only adds.
    known, unknown = (min(times) for times in took.values())
    assert 0.67 < known / unknown < 1.5


def test_what_belongs_to_nobody_is_forgotten(rina: User, smtp: Moody, client: Client) -> None:
    client.post("/akun/sandi/", {"email": "nobody@mpp.example"})
    run_due(now=timezone.now())
    assert smtp.mails == []
    assert not ResetRequest.objects.exists()
    assert not Message.objects.exists()


def test_asking_often_floods_no_mailbox(rina: User, smtp: Moody, client: Client) -> None:
    for _time in range(9):
        cache.clear()
        client.post("/akun/sandi/", {"email": rina.email.upper()})
    run_due(now=timezone.now())
    assert len(smtp.mails) == 3
    assert {str(mail["To"]) for mail in smtp.mails} == {rina.email}


def test_an_account_out_of_use_gets_nothing(rina: User, smtp: Moody, client: Client) -> None:
    client.post("/akun/sandi/", {"email": rina.email})
    account_mail.answer_reset_requests(now=timezone.now())
    User.objects.update(is_active=False)
    delivery.deliver(now=timezone.now())
    assert smtp.mails == []
    assert Message.objects.get().state == Message.State.DEAD


def test_an_invitation_is_dropped_where_a_password_was_chosen_meanwhile(
    invited: User, smtp: Moody
) -> None:
    send_invitation(invited)
    invited.set_password("kata-sandi-baru-88")
    invited.save()
    run_due(now=timezone.now())
    assert smtp.mails == []


def test_a_wish_that_waited_half_a_day_is_not_answered_any_more(
    rina: User, smtp: Moody, client: Client
) -> None:
    client.post("/akun/sandi/", {"email": rina.email})
    smtp.answer = "451 later"
    run_due(now=timezone.now())
    smtp.answer = ""
    run_due(now=timezone.now() + dt.timedelta(hours=13))
    assert smtp.mails == []
    message = Message.objects.get()
    assert message.state == Message.State.DEAD


def test_two_attempts_have_one_message_id(rina: User, smtp: Moody, client: Client) -> None:
    client.post("/akun/sandi/", {"email": rina.email})
    run_due(now=timezone.now())
    # As where the worker died between the server's answer and its note.
    Message.objects.update(state=Message.State.PENDING, sent_at=None)
    run_due(now=timezone.now() + MINUTES)
    first, second = smtp.mails
    assert first["Message-ID"] == second["Message-ID"]
    for mail in smtp.mails:
        found = LINK.search(plain_of(mail))
        assert found
        page = Client().get(found[1], follow=True)
        assert 'name="password1"' in page.content.decode()


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_officer_is_invited_in_the_own_language(
    invited: User, smtp: Moody, language: str
) -> None:
    OfficerFactory.create(user=invited, email=invited.email, language=language)
    send_invitation(invited)
    run_due(now=timezone.now())
    words = {"id": "Pilih kata sandi", "en": "Choose a password"}[language]
    assert words in plain_of(smtp.mails[0])


def test_news_of_an_account_goes_through_the_outbox_too(rina: User, smtp: Moody) -> None:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    client.force_login(rina)
    new = "kata-sandi-baru-88"
    data = {"oldpassword": "kata-sandi-lama-77", "password1": new, "password2": new}
    assert client.post("/akun/sandi/ganti/", data).status_code == 302
    assert Message.objects.get().account == rina
    run_due(now=timezone.now())
    assert "Firefox, Windows" in plain_of(smtp.mails[0])
    assert new not in everything_stored()


def test_a_change_that_is_rolled_back_invites_nobody(invited: User) -> None:
    with transaction.atomic():
        send_invitation(invited)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
