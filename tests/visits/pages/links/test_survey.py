"""The survey's page: who opens it, what is kept, and that nothing typed is lost."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from scheduling.models import Room
from tests.factories import a_completed_visit, a_visit
from visits.access.tokens import survey_token, visit_token
from visits.models import Host, SurveyAnswer, Visit
from visits.models.survey import ELEMENTS
from visits.pages.links import survey as page
from visits.survey.answering import OPEN_FOR

pytestmark = pytest.mark.django_db
GOOD = dict.fromkeys(ELEMENTS, "4")


@pytest.fixture
def visit(room: Room, host: Host) -> Visit:
    return a_completed_visit(people=3, institution='Dinas "A" <b>')


@pytest.fixture
def path(visit: Visit) -> str:
    return f"/survei/{survey_token(visit)}/"


def nonce_in(content: bytes) -> str:
    found = re.search(r'name="nonce" value="([0-9a-f]{32})"', content.decode())
    assert found is not None
    return found[1]


def send(client: Client, path: str, **data: str) -> int:
    nonce = nonce_in(client.get(f"{path}?lagi=1").content)
    return int(client.post(path, {**GOOD, "nonce": nonce, **data}).status_code)


def test_it_asks_nine_questions_with_four_answers_each(client: Client, path: str) -> None:
    answer = client.get(path)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert content.count('type="radio"') == 36
    assert content.count("<fieldset") == 9
    assert "9. Sarana dan Prasarana" in content
    assert "Dinas &quot;A&quot; &lt;b&gt;" in content
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert client.head(path).status_code == 200
    assert not SurveyAnswer.objects.exists()


def test_it_asks_in_english_too(client: Client, path: str) -> None:
    content = client.get(path, headers={"accept-language": "en"}).content.decode()
    assert "9. Facilities and infrastructure" in content
    assert "Free of charge" in content


def test_it_shows_neither_contact_nor_the_visits_own_page(
    client: Client, visit: Visit, path: str
) -> None:
    content = client.get(path).content.decode()
    for secret in (visit_token(visit), visit.contact_email, visit.contact_name, visit.leader_name):
        assert secret not in content


def test_an_answer_is_kept_and_thanked_for(client: Client, visit: Visit, path: str) -> None:
    assert send(client, path, cost="1", remark=" Bagus\u202e \r\n\r\n\r\nsekali ") == 302
    kept = visit.survey_answers.get()
    assert (kept.cost, kept.conduct, kept.remark) == (1, 4, "Bagus\n\nsekali")
    assert "Terima kasih" in client.get(path).content.decode()


def test_the_same_form_sent_twice_counts_once(client: Client, visit: Visit, path: str) -> None:
    data = {**GOOD, "nonce": nonce_in(client.get(path).content)}
    assert [client.post(path, data).status_code for _ in range(2)] == [302, 302]
    assert visit.survey_answers.count() == 1


def test_others_answer_by_the_same_link_until_everybody_has(visit: Visit, path: str) -> None:
    phone = Client()
    assert send(phone, path) == 302
    thanks = phone.get(path).content.decode()
    assert "?lagi=1" in thanks
    assert send(phone, path) == 302  # a colleague on the same phone
    assert 'type="radio"' in Client().get(path).content.decode()
    waiting = nonce_in(Client().get(path).content)
    assert send(Client(REMOTE_ADDR="192.0.2.9"), path) == 302
    assert "?lagi=1" not in phone.get(path).content.decode()
    full = Client().get(path)
    assert full.status_code == 200
    assert "Semua sudah menjawab" in full.content.decode()
    assert Client().post(path, {**GOOD, "nonce": waiting}).status_code == 409
    assert visit.survey_answers.count() == 3


def test_what_is_missing_is_said_beside_it_and_the_rest_stays(
    client: Client, visit: Visit, path: str
) -> None:
    nonce = nonce_in(client.get(path).content)
    data = {**GOOD, "nonce": nonce, "remark": "Ruang <panas>", "procedure": ""}
    answer = client.post(path, data)
    content = answer.content.decode()
    assert answer.status_code == 422
    assert content.count('value="4" checked') + content.count("checked") >= 8
    assert "Ruang &lt;panas&gt;" in content
    assert content.count("Pilih salah satu jawaban.") == 2  # above, and at the question
    assert 'href="#id_procedure"' in content
    assert 'id="id_procedure"' in content
    assert nonce_in(answer.content) == nonce
    assert not visit.survey_answers.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"cost": "5"}, {"cost": "0"}, {"cost": "x"}, {"cost": "４"}, {"cost": "\x00"},
        {"remark": "x" * 1001}, {"remark": "a\x00b"},
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(
    client: Client, visit: Visit, path: str, wrong: dict[str, str]
) -> None:
    answer = client.post(path, {**GOOD, "nonce": "0" * 32, **wrong})
    assert answer.status_code == 422
    assert 'id="errors-title"' in answer.content.decode()
    assert not visit.survey_answers.exists()


@pytest.mark.parametrize("nonce", ["", "é" * 32, "0" * 33, "\x00"])
def test_a_form_with_another_name_than_ours_is_given_one(
    client: Client, visit: Visit, path: str, nonce: str
) -> None:
    assert client.post(path, {**GOOD, "nonce": nonce}).status_code == 302
    kept = visit.survey_answers.get().nonce
    assert re.fullmatch("[0-9a-f]{32}", kept)


def test_before_after_and_without_a_visit_the_page_says_so(
    client: Client, room: Room, host: Host, path: str
) -> None:
    coming = a_visit(trusted=True)
    early = client.get(f"/survei/{survey_token(coming)}/")
    assert early.status_code == 200
    assert "dibuka setelah kunjungan" in early.content.decode()
    Visit.objects.filter(pk=coming.pk).update(status="cancelled")
    off = client.get(f"/survei/{survey_token(coming)}/").content.decode()
    assert "tidak berlangsung" in off
    nonce = nonce_in(client.get(path).content)
    with time_machine.travel(timezone.now() + OPEN_FOR, tick=False):
        assert "Survei sudah ditutup" in client.get(path).content.decode()
        late = client.post(path, {**GOOD, "nonce": nonce})
        assert late.status_code == 409
        assert "Survei sudah ditutup" in late.content.decode()
        assert "selama 30 hari" in late.content.decode()
    assert not SurveyAnswer.objects.exists()


def test_any_other_token_is_not_there(client: Client, visit: Visit, path: str) -> None:
    for token in (visit_token(visit), survey_token(visit)[:-1] + "~", "x"):
        assert client.get(f"/survei/{token}/").status_code == 404
        assert client.post(f"/survei/{token}/", GOOD).status_code == 404
    assert client.get(path.replace("/survei/", "/k/")).status_code == 404


def test_too_many_from_one_network_wait_and_lose_nothing(
    client: Client, visit: Visit, path: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.THROTTLE = True
    monkeypatch.setattr(page, "_MOST_AN_HOUR", 2)
    with time_machine.travel(dt.datetime(2026, 11, 25, 3, 50, tzinfo=dt.UTC), tick=False):
        nonce = nonce_in(client.get(path).content)
        for _ in range(2):
            client.post(path, {"nonce": nonce})
        answer = client.post(path, {**GOOD, "nonce": nonce, "remark": "Bagus & baik"})
        assert (answer.status_code, answer["Retry-After"]) == (429, "600")
        assert "Bagus & baik" in html.unescape(answer.content.decode())
        assert "Silakan coba lagi dalam 10 menit." in answer.content.decode()
        assert answer.content.decode().count("checked") == 9
        elsewhere = Client(REMOTE_ADDR="192.0.2.9")
        assert send(elsewhere, path) == 302
    cache.clear()
    assert visit.survey_answers.count() == 1


def test_one_script_leaves_the_guests_half_of_the_answers(
    room: Room, host: Host, settings: Settings
) -> None:
    settings.THROTTLE = True
    visit = a_completed_visit(people=30)
    path = f"/survei/{survey_token(visit)}/"
    noon = dt.datetime.combine(timezone.now().date(), dt.time(12), dt.UTC)
    with time_machine.travel(noon + dt.timedelta(days=1), tick=False):
        script = [send(Client(REMOTE_ADDR="192.0.2.66"), path) for _ in range(40)]
        assert script.count(302) == 15
        assert set(script[15:]) == {429}
        guests = [send(Client(REMOTE_ADDR=f"198.51.100.{n}"), path) for n in range(15)]
        assert guests == [302] * 15
    assert visit.survey_answers.count() == 30
    cache.clear()


def test_who_comes_after_the_share_of_a_network_loses_nothing_and_gets_in(
    visit: Visit, path: str, settings: Settings
) -> None:
    settings.THROTTLE = True
    noon = dt.datetime.combine(timezone.now().date(), dt.time(12), dt.UTC)
    wifi, phone = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="198.51.100.7")
    with time_machine.travel(noon + dt.timedelta(days=1), tick=False) as clock:
        assert [send(wifi, path), send(wifi, path)] == [302, 302]
        nonce = nonce_in(wifi.get(f"{path}?lagi=1").content)
        form = {**GOOD, "nonce": nonce, "remark": "Bagus & baik"}
        late = wifi.post(path, form)
        assert (late.status_code, late["Retry-After"]) == (429, "43200")
        page = html.unescape(late.content.decode())
        assert "data seluler alih-alih Wi-Fi, atau lagi dalam 12 jam." in page
        assert "Bagus & baik" in page
        assert page.count("checked") == 9
        clock.shift(dt.timedelta(hours=12))
        assert wifi.post(path, form).status_code == 302
        assert phone.get(path).status_code == 200
    assert visit.survey_answers.count() == 3
    cache.clear()


def test_a_form_whose_protection_ran_out_is_offered_again(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    data = {**GOOD, "nonce": "0" * 32, "remark": "Bagus"}
    answer = client.post(path, data, headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert 'value="Bagus"' in answer.content.decode()
