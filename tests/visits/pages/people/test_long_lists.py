"""Lists that are long, or made to be: what they cost, and what is said of them."""

import re
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import a_visit
from tests.visits.pages.ask.walk import DELEGATION
from visits.access.tokens import visit_token
from visits.models import Host, Region

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
ASK = "/ajukan/peserta/"
MANY = "\n".join(", ".join(f"Ani {chr(65 + j)}" for j in range(20)) for _ in range(30))


def lines(count: int) -> str:
    """Names of which each is asked about: a number that is no NIP beside it."""
    return "\n".join(f"{n}. Budi {n} - Kepala Bidang - 19800101{n:010d}" for n in range(1, count))


def send(address: str, **data: Any) -> tuple[Any, float]:
    began = time.process_time()
    answer = Client().post(address, data, **EN)
    return answer, time.process_time() - began


@pytest.mark.parametrize(
    "text",
    [
        MANY,
        MANY.replace(",", ";"),
        "\n".join(["1. Ani 2. Budi 3. Cici 4. Dedi"] * 100),
        "\n".join(["a," * 3000] * 300),
        "\n".join([" dan a" * 1100] * 300),
        "\n".join(["x" * 6000] * 300),
    ],
)
@pytest.mark.usefixtures("room")
def test_more_people_than_a_list_takes_are_refused_in_words_and_soon(
    text: str, host: Host, solok: Region
) -> None:
    visit = a_visit(trusted=True)
    for address in (ASK, f"/k/{visit_token(visit)}/peserta/"):
        answer, seconds = send(address, paste=text)
        assert (answer.status_code, answer.context["look"]) == (422, None)
        assert "far more than a list of participants may hold: 200" in answer.content.decode()
        assert text[:20] in answer.content.decode()
        assert seconds < 2


@pytest.mark.usefixtures("host")
def test_a_text_and_a_file_together_hold_no_more_than_one() -> None:
    names = "\n".join(f"Budi {n}" for n in range(200))
    file = SimpleUploadedFile("a.csv", f"Nama\n{names}".encode())
    answer, _ = send(ASK, paste=names, list_file=file)
    assert answer.context["look"] is None
    assert "far more than a list of participants may hold" in answer.content.decode()


@pytest.mark.usefixtures("host")
def test_a_long_list_full_of_questions_is_shown_quickly_and_can_be_answered(
    client: Client,
) -> None:
    answer = client.post(ASK, {"paste": lines(300)}, **EN)
    look = answer.context["look"]
    assert look.doubtful == 299
    began = time.process_time()
    page = client.get(ASK, **EN)
    assert (page.status_code, time.process_time() - began < 1.5) == (200, True)
    fields = {f"read-{name}-{n}": "" for n in range(299) for name in ("position", "grade", "nip")}
    fields |= {f"read-name-{n}": f"Budi {n}" for n in range(299)}
    drops = {f"drop-{n}": "on" for n in range(50, 299)}
    sent = client.post(ASK, {"look": look.carried, "press": "add", **fields, **drops}, **EN)
    assert sent.status_code == 302
    assert client.get(ASK, **EN).context["form"].count == 50


@pytest.mark.usefixtures("room", "solok", "host")
@pytest.mark.parametrize("said", ["keep", "change"])
def test_what_was_said_of_the_number_of_people_is_not_asked_anew(client: Client, said: str) -> None:
    client.post("/ajukan/", {**DELEGATION, "people": "2"})
    names = [f"Budi {n}" for n in range(20)]
    look = client.post(ASK, {"paste": "\n".join(names)}, **EN).context["look"]
    told = {"look": look.carried, "press": "add"}
    assert client.post(ASK, told, **EN).status_code == 422
    page = client.post(ASK, {**told, "headcount": said}, follow=True, **EN)
    if said == "change":
        assert page.context["people"] == 20
    else:
        assert re.search(r'value="keep"\s+checked', page.content.decode())
