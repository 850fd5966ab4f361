"""The words of letters on the desk's settings: tried first, kept, and taken back."""

import html
import re

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from notifications.compose import placeholders
from notifications.models import MessageTemplate
from notifications.plan.readers import readers
from scheduling.models import Room
from tests.factories import UserFactory
from visits.models import Host
from visits.people import roles

pytestmark = pytest.mark.django_db
AT = "/petugas/pengaturan/kata/"
DECLINED = f"{AT}declined/id/"


@pytest.fixture
def client(host: Host, room: Room) -> Client:
    """Protocol staff, signed in."""
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[roles.PROTOCOL])
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, address: str = DECLINED) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def seen(page: str) -> str:
    found = re.search(r'name="seen"\s+value="(\w+)"', page)
    assert found
    return found[1]


def test_every_letter_is_listed_and_opens_in_each_of_its_languages(client: Client) -> None:
    page = page_of(client, AT)
    for name in readers():
        for code in ("id", "en"):
            written = code in placeholders.languages(name)
            assert (f"{AT}{name}/{code}/" in page) == written
            assert client.get(f"{AT}{name}/{code}/").status_code == (200 if written else 404)
    assert client.get(f"{AT}tidak_ada/id/").status_code == 404
    assert client.get(f"{AT}declined/xx/bawaan/").status_code == 404


def test_the_list_says_which_are_in_own_words_by_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "kata sendiri" not in page_of(client, AT)
    for name in ("approved", "declined", "offered"):
        MessageTemplate.objects.create(name=name, language="en", subject="Hello")
    with django_assert_max_num_queries(8):
        page = page_of(client, AT)
    assert page.count("kata sendiri") == 3


def test_the_form_begins_with_the_built_in_words_and_names_each_placeholder(client: Client) -> None:
    page = page_of(client, f"{AT}confirm_address/id/")
    assert "{{confirm}}" in page.split("<textarea")[1].split("</textarea>")[0]
    for place, words in placeholders.placeholders("confirm_address").items():
        assert f"<code>{{{{{place}}}}}</code>" in page
        assert str(words) in page
    assert page.count("harus ada dalam isi") == 2


def shown(page: HttpResponse) -> str:
    """The page, whose frame shows the letter as it arrives and runs nothing."""
    policy, text = page["Content-Security-Policy"], page.content.decode()
    assert "style-src-attr 'unsafe-inline'" in policy
    assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    (frame,) = re.findall(r'"mail-frame"\s+srcdoc="([^"]+)"[^>]*sandbox></iframe>', text)
    letter = lxml.html.document_fromstring(html.unescape(frame))
    assert [h1.text_content() for h1 in letter.iter("h1")] == ["Kunjungan belum dapat kami terima"]
    return text


def test_a_look_shows_the_letter_and_stores_nothing(client: Client) -> None:
    typed = {"text": "Maaf, {{institution}}", "look": "1", "seen": seen(page_of(client))}
    page = client.post(DECLINED, typed)
    assert page.status_code == 200
    assert "<pre>Kunjungan belum dapat kami terima\n\nMaaf, DPMPTSP Kabupaten Solok" in shown(page)
    page = client.post(DECLINED, {**typed, "awkward": "on"})
    assert "\n\nMaaf, Dinas &quot;Penanaman Modal&quot;" in shown(page)
    assert "{% now %}" in page.content.decode()
    assert not MessageTemplate.objects.exists()
    # What was seen stays what the form was opened with.
    assert seen(page.content.decode()) == typed["seen"]


def test_words_are_stored_with_who_did_it(client: Client) -> None:
    typed = {"subject": "  Maaf  {{reference}}", "text": "Yth. {{name}},\r\n\r\nmaaf."}
    answer = client.post(DECLINED, {**typed, "seen": seen(page_of(client))}, follow=True)
    assert "Isi e-mail “Permohonan ditolak” disimpan." in answer.content.decode()
    stored = MessageTemplate.objects.get()
    assert (stored.name, stored.language) == ("declined", "id")
    assert (stored.subject, stored.text) == ("Maaf {{reference}}", "Yth. {{name}},\n\nmaaf.")
    assert LogEntry.objects.get().object_id == str(stored.pk)
    assert "Maaf {{reference}}" in page_of(client)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"text": "Maaf {{desk}}"}, "text", "Tidak ada {{desk}}"),
        ({"subject": "{{halaman}}"}, "subject", "Tidak ada {{halaman}}"),
        ({"text": "Maaf {{ institution"}, "text", "Kurung kurawal"),
        ({"subject": "x" * 201}, "subject", "200"),
        ({"text": "x" * 5001}, "text", "5000"),
        ({"subject": "a\x00b"}, "subject", ""),
    ],
)
@pytest.mark.parametrize("look", [True, False])
def test_what_does_not_do_is_said_at_its_field_and_stays_in_the_form(
    client: Client, typed: dict[str, str], field: str, words: str, look: bool
) -> None:
    data = {"subject": "Maaf", "text": "Maaf sekali", **typed, "seen": seen(page_of(client))}
    if look:
        data["look"] = "1"
    answer = client.post(DECLINED, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    at = page.index(f'id="id_{field}_error"')
    assert words in page[at : at + 900].replace("&quot;", '"')
    kept = data["text"] if field == "subject" else data["subject"]
    assert kept in page
    assert not MessageTemplate.objects.exists()


def test_a_letter_without_what_it_is_for_is_refused(client: Client) -> None:
    at = f"{AT}confirm_address/id/"
    answer = client.post(at, {"text": "Halo", "seen": seen(page_of(client, at))})
    assert answer.status_code == 422
    assert "membutuhkan {{code}}: enam angka" in answer.content.decode()


def test_long_text_is_counted_as_it_is_kept_not_as_browsers_send_it(client: Client) -> None:
    text = "\r\n".join(["x" * 48] * 102)  # 4,997 characters, 5,098 as sent
    client.post(DECLINED, {"text": text, "seen": seen(page_of(client))})
    assert MessageTemplate.objects.get().text == text.replace("\r\n", "\n")


def test_the_second_of_two_is_shown_the_words_of_the_first_and_keeps_the_own(
    client: Client,
) -> None:
    mark = seen(page_of(client))
    client.post(DECLINED, {"subject": "Pertama", "text": "Satu", "seen": mark})
    answer = client.post(DECLINED, {"subject": "Kedua", "text": "Dua", "seen": mark})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "baru saja diubah orang lain" in page
    assert "<pre>Satu</pre>" in page
    assert 'value="Kedua"' in page
    assert MessageTemplate.objects.get().subject == "Pertama"
    client.post(DECLINED, {"subject": "Kedua", "text": "Dua", "seen": seen(page)})
    assert MessageTemplate.objects.get().subject == "Kedua"


def test_going_back_to_the_built_in_words_shows_what_goes_and_asks(client: Client) -> None:
    assert "bawaan/" not in page_of(client)
    client.post(DECLINED, {"text": "Maaf sekali", "seen": seen(page_of(client))})
    assert f"{DECLINED}bawaan/" in page_of(client)
    asked = page_of(client, f"{DECLINED}bawaan/")
    assert "<pre>Maaf sekali</pre>" in asked
    assert MessageTemplate.objects.exists()
    # Changed by somebody else meanwhile: asked again.
    client.post(DECLINED, {"text": "Lain lagi", "seen": seen(asked)})
    again = client.post(f"{DECLINED}bawaan/", {"seen": seen(asked)})
    assert again.status_code == 409
    assert "<pre>Lain lagi</pre>" in again.content.decode()
    client.post(f"{DECLINED}bawaan/", {"seen": seen(again.content.decode())})
    assert not MessageTemplate.objects.exists()
    assert "kembali memakai kata bawaan" in page_of(client, AT)
    assert "memakai kata bawaan" in page_of(client, f"{DECLINED}bawaan/")
