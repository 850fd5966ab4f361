"""Records on the desk: settings, mails and addresses that fail; and the desk's two languages."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client

from notifications.models import BadAddress, Message
from notifications.outbox import bad_addresses
from notifications.outbox.relay import relay
from tests.factories import AgencyFactory, a_visit
from visits.history.events import staff
from visits.history.settings_log import note_change
from visits.pages.desk import logbook

pytestmark = pytest.mark.django_db
AT = "/petugas/pengaturan/"


def test_the_log_says_who_changed_which_setting(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logbook, "SIZE", 2)
    by = staff(User.objects.create_user("dewi", first_name="Dewi", last_name="Lestari"))
    for number in range(3):
        note_change(by, AgencyFactory.create(name=f"Imigrasi {number}"), "Disimpan.")
    assert f"{AT}catatan/" in desk.get(AT).text
    page = desk.get(f"{AT}catatan/").text
    assert "Dewi Lestari" in page
    assert "Imigrasi 2" in page
    assert "Imigrasi 0" not in page
    older = desk.get(f"{AT}catatan/").context["records"].older
    assert "Imigrasi 0" in desk.get(f"{AT}catatan/{older}").text
    assert "Imigrasi 2" not in desk.get(f"{AT}catatan/?q=imigrasi+1").text


def test_mails_are_found_by_reader_and_state_and_sent_again(desk: Client, now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    message = Message.objects.get(recipient=visit.contact_email)
    Message.objects.filter(pk=message.pk).update(state="dead", last_error="550 tidak dikenal")
    page = desk.get(f"{AT}surat-keluar/?state=dead&q=solokkab").text
    assert "550 tidak dikenal" in page
    assert f"/petugas/kunjungan/{visit.reference}/" in page
    assert f"/petugas/surat/{message.pk}/lagi/" in page
    assert "550" not in desk.get(f"{AT}surat-keluar/?state=pending").text


def test_addresses_that_fail_are_listed_with_one_press_to_believe_them(
    desk: Client, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    message = Message.objects.get(recipient=visit.contact_email)
    bad_addresses.mark(message, source="smtp", answer="mailbox full", now=now)
    page = desk.get(f"{AT}alamat/").text
    assert visit.contact_email in page
    assert "mailbox full" in page
    desk.post(f"/petugas/alamat/{BadAddress.objects.get().pk}/berfungsi/")
    assert not desk.get(f"{AT}alamat/").context["records"].lines


def test_the_desk_is_read_in_the_other_language_at_a_press(desk: Client) -> None:
    page = desk.get("/petugas/minggu/").text
    assert 'value="en" lang="en">English</button>' in page
    back = desk.post("/i18n/setlang/", {"language": "en", "next": "/petugas/minggu/"})
    assert back["Location"] == "/petugas/minggu/"
    assert "Week board" in desk.get("/petugas/minggu/").text
