"""Bad input on the pages: an answer below 500 that names the field, and nothing half stored.

The API's fields have their list in tests/visits/api/visits/test_submit.py.
"""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from scheduling.models import Reservation, Room
from tests.factories import a_free_slot
from tests.sampled import sampled
from tests.visits.pages.ask.walk import CONTACT, DELEGATION, LETTER, PURPOSE, answer_all, ask_id
from visits.models import Host, Region, Visit

pytestmark = pytest.mark.django_db

STEPS = {
    "/ajukan/": DELEGATION,
    "/ajukan/tujuan/": PURPOSE,
    "/ajukan/kontak/": CONTACT,
    "/ajukan/surat/": LETTER,
}
TEXTS = {
    "NUL": "a\0b",
    "bidi": "Dinas \u202egnades\u202c",
    "no width": "\u200b\u2060\ufeff",
    "surrogate": "a\ud800b",
    "newlines": "Dinas\r\nBcc: x@y.example",
    "a megabyte": "x" * 1_000_000,
    "markup": "<script>alert(1)</script>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "combining": "Z" + "\u0301" * 500,
}
FIELDS = [(path, field) for path, fields in STEPS.items() for field in fields]


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("path", "field"), sampled(FIELDS, every=3), ids=lambda v: v.strip("/").replace("/", "-")
)
def test_no_text_in_any_field_breaks_a_step(
    client: Client, path: str, field: str, text: str
) -> None:
    typed = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = client.post(path, {**STEPS[path], field: typed})
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert f'id="id_{field}' in answer.content.decode()
    assert client.get(path).status_code == 200
    assert Visit.objects.count() == Reservation.objects.count() == 0


@pytest.mark.parametrize(("path", "field"), [("/akun/", "login"), ("/admin/login/", "username")])
def test_a_name_too_long_to_look_for_is_a_bad_request(
    client: Client, path: str, field: str
) -> None:
    client.raise_request_exception = False
    answer = client.post(path, {field: "x" * 70_000, "password": "x"})
    assert 200 <= answer.status_code < 500
    assert "Retry-After" not in answer


@pytest.mark.parametrize("people", ["0", "-1", "1000000000", "１２", "1e3", "2.5", "", "9" * 5000])
def test_a_headcount_that_is_none_is_named(client: Client, people: str) -> None:
    answer = client.post("/ajukan/", {**DELEGATION, "people": people})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"people"}


@pytest.mark.parametrize(
    "date", ["0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "x", "\0"]
)
def test_a_date_that_is_none_is_named_or_kept_as_it_is(client: Client, date: str) -> None:
    answer = client.post("/ajukan/surat/", {**LETTER, "letter_date": date})
    if date == "0001-01-01":
        assert answer.status_code in (302, 422)  # a date, though nobody's letter has it
        return
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"letter_date"}


@pytest.mark.parametrize(
    "picks",
    [["\0"], ["0000-00-00-0900-aula"], ["9999-12-31-0900-aula"], ["x" * 10_000], ["a"] * 900],
    ids=["NUL", "year 0", "year 9999", "long", "many"],
)
def test_sessions_that_are_none_are_not_taken(client: Client, picks: list[str]) -> None:
    client.post("/ajukan/", DELEGATION)
    answer = client.post("/ajukan/sesi/", {"shown": picks, "slot": picks})
    assert answer.status_code in (302, 400, 422)
    answer_all(client, slots=[str(a_free_slot())])
    sent = client.post("/ajukan/periksa/", {"ask_id": ask_id(client), "instead": picks[0]})
    # Sent without what is no session, or none within reach.
    assert sent.status_code == 302


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_search_gets_an_answer(text: str) -> None:
    client = APIClient(raise_request_exception=False)
    for path in ("/api/v1/regions/", "/api/v1/weeks/", "/api/v1/slots/", "/jadwal/"):
        asked = {"search": text, "from": text, "to": text, "people": text, "bulan": text}
        assert client.get(path, asked).status_code in (200, 302, 400, 404)
