"""Staff set how papers look, who signs them and what they say, and see it before it is kept."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from tests.visits.pages.conftest import SignIn
from tests.visits.papers.reading import words_of
from visits.models import Host, NumberStart, PaperForm, PaperKind, Signatory, Stationery
from visits.papers.wording.passages import languages
from visits.people import roles

PICTURE = 'src="data:image/png;base64,'


@pytest.fixture
def admin(host: Host, sign_in: SignIn) -> Client:
    """Who may change lists."""
    return sign_in(roles.ADMIN)


@pytest.fixture
def mayor(db: None) -> Signatory:
    """A signatory."""
    return Signatory.objects.create(name="Dr. Amsakar", position="Wali Kota Batam")


def shown(answer: Any) -> dict[str, str]:
    """What the form on the page holds, as a browser would send it."""
    form = answer.context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if value is True:
            found[bound.html_name] = "on"
        elif value not in (None, False):
            found[bound.html_name] = str(value)
    return {**found, "seen": answer.context["seen"]}


def test_one_page_leads_to_all_of_it(admin: Client, mayor: Signatory) -> None:
    PaperForm.objects.create(kind="reply", signatory=mayor, words={"id": {"closing": "Salam."}})
    page = admin.get(reverse("settings-papers")).content.decode()
    for name, values in [
        ("settings-stationery", []),
        ("settings-signatory-new", []),
        ("settings-signatory", [mayor.pk]),
        ("settings-paper", ["visum"]),
        ("settings-paper-words", ["certificate", "en"]),
        ("settings-paper-numbers", ["certificate"]),
    ]:
        assert f'href="{reverse(name, args=values)}"' in page
    assert page.count("letter-links__own") == 1
    assert reverse("settings-papers") in admin.get(reverse("settings")).content.decode()


def test_a_letterhead_is_seen_before_it_is_stored(admin: Client) -> None:
    address = reverse("settings-stationery")
    filled = shown(admin.get(address)) | {"line_1": "PEMERINTAH KOTA BATAM", "place": "Batam"}
    looked = admin.post(address, {**filled, "look": "1"})
    assert PICTURE in looked.content.decode()
    assert not Stationery.objects.exists()
    assert admin.post(address, filled).status_code == 302
    assert Stationery.load().line_1 == "PEMERINTAH KOTA BATAM"
    assert LogEntry.objects.get().object_id == "1"
    sample = admin.get(reverse("settings-paper-sample-pdf", args=["reply", "id"]))
    assert "PEMERINTAH KOTA BATAM" in words_of(sample.content)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"margin_left": "5"}, "margin_left"),
        ({"margin_top": "200"}, "margin_top"),
        ({"points": "40"}, "points"),
        ({"pattern": "{unit}/{year}"}, "pattern"),
        ({"visum_layout": "pmk", "visum_block": "5"}, "visum_block"),
    ],
)
def test_what_no_printer_or_form_takes_is_said_at_its_field(
    admin: Client, typed: dict[str, str], field: str
) -> None:
    address = reverse("settings-stationery")
    answer = admin.post(address, shown(admin.get(address)) | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_of_two_who_change_the_letterhead_the_second_is_told(admin: Client) -> None:
    address = reverse("settings-stationery")
    mine = shown(admin.get(address)) | {"place": "Batam"}
    Stationery.objects.create(pk=1, place="Solok")
    answer = admin.post(address, mine)
    assert answer.status_code == 409
    assert Stationery.load().place == "Solok"
    again = {**mine, "seen": answer.context["seen"]}
    assert admin.post(address, again).status_code == 302
    assert Stationery.load().place == "Batam"


def test_a_signatory_is_added_changed_and_put_out_of_use(admin: Client) -> None:
    made = admin.post(
        reverse("settings-signatory-new"),
        {"name": "Drs. Fauzi", "position": "Kepala Dinas", "nip": "NIP. 19700101 199503 1 001",
         "capacity": "plt", "active": "on"},
    )  # fmt: skip
    assert made.status_code == 302
    signatory = Signatory.objects.get()
    assert (signatory.nip, signatory.capacity) == ("197001011995031001", "plt")
    address = reverse("settings-signatory", args=[signatory.pk])
    assert "19700101 199503 1 001" in admin.get(address).content.decode()
    wrong = admin.post(address, {"name": "Drs. Fauzi", "position": "Kepala Dinas", "nip": "123"})
    assert wrong.status_code == 422
    PaperForm.objects.create(kind="reply", signatory=signatory)
    retire = {"name": "Drs. Fauzi", "position": "Kepala Dinas"}
    assert admin.post(address, retire).status_code == 422
    PaperForm.objects.update(signatory=None)
    assert admin.post(address, retire).status_code == 302
    signatory.refresh_from_db()
    assert not signatory.active


def test_a_kind_has_its_code_signatory_and_copies(admin: Client, mayor: Signatory) -> None:
    address = reverse("settings-paper", args=["reply"])
    typed = {"classification": "400.14.1.4", "signatory": mayor.pk, "copies_to": "Satu\r\n\r\nDua "}
    assert admin.post(address, typed).status_code == 302
    form = PaperForm.objects.get(kind=PaperKind.REPLY)
    assert (form.classification, form.signatory) == ("400.14.1.4", mayor)
    sample = admin.get(reverse("settings-paper-sample-pdf", args=["reply", "id"]))
    assert "1. Satu 2. Dua" in words_of(sample.content)
    # Out of use, nobody can choose them anew, and who has them keeps them.
    Signatory.objects.update(active=False)
    assert admin.post(address, typed).status_code == 302
    assert admin.post(reverse("settings-paper", args=["visum"]), typed).status_code == 422


def test_words_are_seen_on_paper_before_they_are_stored(admin: Client) -> None:
    address = reverse("settings-paper-words", args=["reply", "id"])
    typed = shown(admin.get(address)) | {"closing": "Salam dari {{host}}.\nSampai jumpa."}
    looked = admin.post(address, {**typed, "look": "1", "keadaan": "decline"})
    assert PICTURE in looked.content.decode()
    # What is shown stays chosen for the next look, and nothing typed is lost by choosing.
    assert '<option value="decline" selected>' in looked.content.decode()
    assert not PaperForm.objects.exists()
    assert admin.post(address, typed).status_code == 302
    form = PaperForm.objects.get()
    # What was left as it stood is as built in.
    assert form.words == {"id": {"closing": "Salam dari {{host}}.\nSampai jumpa."}}
    assert form.version == 2
    sample = admin.get(reverse("settings-paper-sample-pdf", args=["reply", "id"]))
    assert "Salam dari Mal Pelayanan Publik Batam." in words_of(sample.content)
    emptied = shown(admin.get(address)) | {"closing": ""}
    assert admin.post(address, emptied).status_code == 302
    assert PaperForm.objects.get().words == {"id": {}}


def test_a_placeholder_that_there_is_not_is_named_at_its_field(admin: Client) -> None:
    address = reverse("settings-paper-words", args=["reply", "id"])
    typed = shown(admin.get(address)) | {"closing": "Salam {{nama}}", "accept": "Halo {{host} }"}
    answer = admin.post(address, typed)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"closing", "accept"}
    assert "{{nama}}" in errors["closing"][0]
    assert not PaperForm.objects.exists()


def test_of_two_who_word_a_paper_the_second_sees_the_words_of_the_first(admin: Client) -> None:
    address = reverse("settings-paper-words", args=["reply", "id"])
    mine = shown(admin.get(address)) | {"closing": "Punya saya"}
    PaperForm.objects.create(kind="reply", words={"id": {"closing": "Punya <b>dia</b>"}})
    answer = admin.post(address, mine)
    assert answer.status_code == 409
    assert "Punya &lt;b&gt;dia&lt;/b&gt;" in answer.content.decode()
    assert admin.post(address, {**mine, "seen": answer.context["seen"]}).status_code == 302
    assert PaperForm.objects.get().words["id"]["closing"] == "Punya saya"


@pytest.mark.parametrize(
    ("kind", "language"), [(kind, code) for kind in PaperKind.values for code in languages(kind)]
)
def test_each_kind_is_shown_in_its_languages(admin: Client, kind: str, language: str) -> None:
    page = admin.get(reverse("settings-paper-words", args=[kind, language]))
    assert page.status_code == 200
    [picture] = re.findall(
        r'<img class="paper-sheet__picture" src="([^"]+)"', page.content.decode()
    )
    assert admin.get(picture).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("situation", ["accept", "other_date", "decline", "<script>"])
def test_a_reply_is_shown_for_each_answer(admin: Client, situation: str) -> None:
    page = admin.get(reverse("settings-paper-words", args=["reply", "id"]), {"keadaan": situation})
    assert "<script>&" not in page.content.decode()
    address = reverse("settings-paper-sample-pdf", args=["reply", "id"])
    words = words_of(admin.get(address, {"keadaan": situation}).content)
    assert ("Gedung kami sedang direnovasi." in words) == (situation == "decline")
    assert "KONSEP" in words


def test_what_is_no_kind_or_language_is_not_there(admin: Client) -> None:
    for name, values in [
        ("settings-paper", ["surat-cinta"]),
        ("settings-paper-words", ["reply", "de"]),
        ("settings-paper-words", ["order", "en"]),
        ("settings-paper-sample", ["badges", "id"]),
    ]:
        assert admin.get(reverse(name, args=values)).status_code == 404


def test_numbers_go_on_later_and_never_back(admin: Client, mayor: Signatory) -> None:
    address = reverse("settings-paper-numbers", args=["reply"])
    assert "001/" in admin.get(address).content.decode()
    for typed in ({"first": "1", "reason": "x"}, {"first": "42", "reason": " "}, {"first": "iv"}):
        assert admin.post(address, typed).status_code == 422
    assert not NumberStart.objects.exists()
    typed = {"first": "42", "reason": "Buku agenda"}
    assert admin.post(address, typed).status_code == 302
    assert "042/" in admin.get(address).content.decode()
    again = admin.post(address, typed)
    assert again.status_code == 422
    assert "Buku agenda" in again.content.decode()
    assert NumberStart.objects.get().first == 42
    assert admin.get(reverse("settings-paper-numbers", args=["visum"])).status_code == 404
