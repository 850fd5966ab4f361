"""The region that a request is from: by any of its names, and never a wrong one unasked."""

import pytest
from django.test import Client

from scheduling.models import Room
from tests.visits.pages.ask.walk import DELEGATION
from visits.models import Host
from visits.reference.regions import import_regions

pytestmark = pytest.mark.django_db
ASKED = "Maksud Anda"


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room) -> None:
    import_regions()


def answer(place: str, **more: str) -> dict[str, str]:
    return {**DELEGATION, "place": place, **more}


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("oku timur", "Kabupaten Ogan Komering Ulu Timur, Sumatera Selatan"),
        ("Kabupaten Kepulauan Siau Tagulandang Biaro", "Kabupaten Kep. Siau Tagulandang Biaro"),
        ("daerah khusus jakarta", "Provinsi DKI Jakarta"),
        ("maluku tenggara barat", "Kabupaten Kepulauan Tanimbar, Maluku"),
    ],
)
def test_any_name_leads_on_without_a_question(client: Client, place: str, label: str) -> None:
    assert ASKED not in client.get("/ajukan/daerah/", {"place": place}).content.decode()
    assert client.post("/ajukan/", answer(place))["Location"] == "/ajukan/sesi/"
    assert label in client.get("/ajukan/").content.decode()


@pytest.mark.parametrize(
    ("place", "code"),
    [("slemam", "34.04"), ("kota sleman", "34.04"), ("dpmptsp batam", "21.71"), ("solo", "33.72")],
)
def test_a_guess_is_a_question_and_needs_a_press(client: Client, place: str, code: str) -> None:
    page = client.get("/ajukan/daerah/", {"place": place}).content.decode()
    assert ASKED in page
    assert code in page
    assert "checked" not in page
    unanswered = client.post("/ajukan/", answer(place))
    assert unanswered.status_code == 422
    assert ASKED in unanswered.content.decode()
    assert client.post("/ajukan/", answer(place, region=code))["Location"] == "/ajukan/sesi/"


def test_without_javascript_the_button_asks_the_same(client: Client) -> None:
    page = client.post("/ajukan/", answer("slemam", search="1")).content.decode()
    assert ASKED in page
    assert "Kabupaten Sleman" in page
    assert "checked" not in page.partition('name="abroad"')[0]


def test_in_english_too(client: Client) -> None:
    page = client.get("/ajukan/daerah/", {"place": "slemam"}, headers={"accept-language": "en"})
    assert "Did you mean" in page.content.decode()


def test_a_choice_made_for_other_words_counts_no_more(client: Client) -> None:
    """Chosen for "solok", then the words were changed: the old choice is not taken along."""
    assert client.post("/ajukan/", answer("slemam", region="13.02")).status_code == 422
