"""Forms of the desk sent without a session: what was typed is kept, and can be sent after all."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import UserFactory, a_visit
from visits.models import Note, Status, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
OURS = {"origin": "http://testserver"}
NOTE = "Tamu minta kursi roda.\nSudah ditelepon."


def note_of(visit: Visit) -> str:
    return f"/petugas/kunjungan/{visit.reference}/catatan/"


def token_in(page: str) -> str:
    found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def sent_from(page: str) -> dict[str, str]:
    """What the page's own form would send: its hidden fields."""
    form = page.split('<form method="post"', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def signed_in_again(browser: Client) -> None:
    """As in another tab: a new session, and a new CSRF token with it."""
    user = UserFactory.create()
    user.groups.set([roles.ensure_groups()[roles.PROTOCOL]])
    password = "sebuah kata sandi panjang"
    user.set_password(password)
    user.save()
    token = token_in(browser.get("/akun/").content.decode())
    given = {"login": user.username, "password": password, "csrfmiddlewaretoken": token}
    assert browser.post("/akun/", given, headers=OURS).status_code == 302


def test_a_note_typed_in_a_session_that_ended_is_kept_and_sent_after_signing_in() -> None:
    visit, browser = a_visit(trusted=True), Client(enforce_csrf_checks=True)
    signed_in_again(browser)
    opened = browser.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    typed = {"text": NOTE, "version": visit.version, "csrfmiddlewaretoken": token_in(opened)}
    # In another tab; from there on the page is one of a session that is no more.
    out = {"csrfmiddlewaretoken": token_in(browser.get("/akun/logout/").content.decode())}
    assert browser.post("/akun/logout/", out, headers=OURS).status_code == 302
    refused = browser.post(note_of(visit), typed, headers=OURS)
    assert refused.status_code == 403
    assert "no-store" in refused["Cache-Control"]
    page = refused.content.decode()
    assert "Tamu minta kursi roda.<br>Sudah ditelepon." in page
    assert f'/akun/?next={note_of(visit)}"' in page
    assert not Note.objects.exists()
    # Too early: the same again, nothing lost.
    early = browser.post(note_of(visit), sent_from(page), headers=OURS)
    assert (early.status_code, sent_from(early.content.decode())["text"]) == (403, NOTE)
    signed_in_again(browser)
    # Signing in changed the token: the page comes once more with a good one.
    stale = browser.post(note_of(visit), sent_from(page), headers=OURS)
    assert stale.status_code == 403
    page = stale.content.decode()
    assert "/akun/?next=" not in page
    assert browser.post(note_of(visit), sent_from(page), headers=OURS).status_code == 302
    assert Note.objects.get().text == NOTE


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
        {"referer": "https://evil.example/"},
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_of_another_sites_form_nothing_is_shown(headers: dict[str, str], strict: bool) -> None:
    visit, browser = a_visit(trusted=True), Client(enforce_csrf_checks=strict)
    answer = browser.post(note_of(visit), {"text": NOTE}, headers=headers)
    assert "kursi roda" not in answer.content.decode()
    if not strict:
        assert answer["Location"] == f"/akun/?next={note_of(visit)}"


def test_a_browser_that_names_no_origin_is_believed_by_the_page_it_comes_from() -> None:
    visit = a_visit(trusted=True)
    headers = {"referer": f"http://testserver/petugas/kunjungan/{visit.reference}/"}
    assert (
        "kursi roda"
        in Client().post(note_of(visit), {"text": NOTE}, headers=headers).content.decode()
    )


def test_secrets_are_not_shown_and_lost_files_are_named() -> None:
    given: dict[str, Any] = {
        "institution": "Setda Kota Tomohon",
        "old_password": "Rahasia Betul",
        "letter_file": SimpleUploadedFile("surat tugas.pdf", b"%PDF-1.4"),
    }
    page = Client().post("/petugas/baru/", given, headers=OURS).content.decode()
    assert 'name="institution" value="Setda Kota Tomohon"' in page
    assert "Rahasia" not in page
    assert "surat tugas.pdf" in page


def test_a_reason_typed_while_the_session_ran_out_is_sent_after_signing_in(
    settings: Settings,
) -> None:
    """The telephone rang for three hours: what was typed outlives the session it was typed in."""
    visit, browser = a_visit(trusted=True), Client(enforce_csrf_checks=True)
    signed_in_again(browser)
    opened = browser.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    reason = "Minggu itu kami melayani kunjungan menteri, dan aula tidak dapat dipakai."
    typed = {
        "reason": reason, "version": visit.version, "csrfmiddlewaretoken": token_in(opened),
    }  # fmt: skip
    decline = f"/petugas/kunjungan/{visit.reference}/tolak/"
    later = timezone.now() + dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1)
    with time_machine.travel(later):
        refused = browser.post(decline, typed, headers=OURS)
        assert refused.status_code == 403
        assert reason in refused.content.decode()
        visit.refresh_from_db()
        assert visit.status == Status.REQUESTED
        signed_in_again(browser)
        stale = browser.post(decline, sent_from(refused.content.decode()), headers=OURS)
        page = stale.content.decode()
        assert browser.post(decline, sent_from(page), headers=OURS).status_code == 302
    visit.refresh_from_db()
    assert (visit.status, visit.reason) == (Status.DECLINED, reason)
