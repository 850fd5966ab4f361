"""Only what was shown on the check page is sent; what changed since is shown again."""

from typing import Any

import pytest
from django.test import Client

from scheduling.models import Room
from scheduling.slots import SlotId
from tests.factories import a_free_slot, a_visit
from tests.sampled import sampled
from tests.visits.pages.ask.walk import (
    CONTACT,
    DELEGATION,
    LETTER,
    PARTICIPANTS,
    PURPOSE,
    answer_all,
    ask_id,
    kept,
)
from visits.models import Region, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room", "solok")]
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
CHECK = "/ajukan/periksa/"

OTHER_TAB: list[tuple[str, dict[str, Any], str]] = [
    ("/ajukan/", {**DELEGATION, "people": "30"}, "Delegation"),
    ("/ajukan/", {**DELEGATION, "institution": "Bappeda Kabupaten Solok"}, "Delegation"),
    ("/ajukan/tujuan/", {"purpose": "Belajar antrean."}, "Purpose"),
    ("/ajukan/kontak/", {**CONTACT, "contact_email": "lain@solokkab.example"}, "contact person"),
    ("/ajukan/kontak/", {**CONTACT, "contact_phone": "0813-1111-2222"}, "contact person"),
    ("/ajukan/surat/", {**LETTER, "letter_number": "9/2026"}, "The official letter"),
    ("/ajukan/peserta/", {"name": ["Ani", "Budi"], "position": ["", ""]}, "Participants"),
]


@pytest.mark.parametrize(("step", "typed", "part"), sampled(OTHER_TAB, every=3))
def test_what_another_tab_changed_is_shown_before_it_is_sent(
    client: Client, step: str, typed: dict[str, Any], part: str
) -> None:
    answer_all(client)
    shown = ask_id(client)
    client.post(step, typed)
    again = client.post(CHECK, {"ask_id": shown}, **EN)
    assert again.status_code == 409
    assert not Visit.objects.exists()
    told = again.content.decode()
    assert "Something has changed since this page was shown" in told
    assert [p for p in again.context["changed"] if part in str(p)], again.context["changed"]
    assert len(again.context["changed"]) == 1
    done = client.post(CHECK, {"ask_id": again.context["ask_id"]})
    assert done["Location"] == "/ajukan/terkirim/"
    assert Visit.objects.count() == 1


def test_other_sessions_chosen_in_another_tab_are_shown(client: Client) -> None:
    answer_all(client)
    shown = ask_id(client)
    other = str(a_free_slot(after_days=30))
    client.post("/ajukan/sesi/", {"shown": [*kept(client).picks, other], "slot": [other]})
    again = client.post(CHECK, {"ask_id": shown}, **EN)
    assert (again.status_code, Visit.objects.count()) == (409, 0)
    assert "Sessions" in [str(part) for part in again.context["changed"]]


def test_a_first_choice_that_filled_up_is_told_before_the_second_is_taken(client: Client) -> None:
    first, second = str(a_free_slot()), str(a_free_slot(after_days=30))
    answer_all(client, slots=[first, second])
    shown = ask_id(client)
    a_visit(slots=[SlotId.parse(first)])
    again = client.post(CHECK, {"ask_id": shown}, **EN)
    assert again.status_code == 409
    assert [str(p) for p in again.context["changed"]] == ["Which session you get"]
    client.post(CHECK, {"ask_id": again.context["ask_id"]})
    assert Visit.objects.latest("id").preferred_slots == [first, second]


def test_where_nothing_is_left_others_are_offered_at_once(client: Client) -> None:
    slot = str(a_free_slot())
    answer_all(client, slots=[slot])
    shown = ask_id(client)
    a_visit(slots=[SlotId.parse(slot)])
    refused = client.post(CHECK, {"ask_id": shown}, **EN)
    assert refused.status_code == 409
    assert refused.context["offers"]
    assert not refused.context["changed"]


def test_what_is_as_it_was_is_sent_at_once(client: Client) -> None:
    answer_all(client)
    shown = ask_id(client)
    client.post("/ajukan/tujuan/", PURPOSE)
    client.post("/ajukan/peserta/", PARTICIPANTS)
    assert client.post(CHECK, {"ask_id": shown})["Location"] == "/ajukan/terkirim/"


@pytest.mark.parametrize(
    "forged", sampled(["", "x", "{id}", "{id}.a.b", "{id}.......", "x" * 5000], every=3)
)
def test_a_form_that_says_not_what_it_showed_sends_nothing(client: Client, forged: str) -> None:
    answer_all(client)
    name = ask_id(client).partition(".")[0]
    again = client.post(CHECK, {"ask_id": forged.replace("{id}", name)})
    assert (again.status_code, Visit.objects.count()) == (409, 0)


def test_another_request_under_way_in_this_browser_is_not_sent_by_an_old_page(
    client: Client,
) -> None:
    answer_all(client)
    shown = ask_id(client)
    client.post(CHECK, {"ask_id": shown})
    client.session.flush()
    answer_all(client, contact_name="Orang Lain", contact_email="lain@solokkab.example")
    again = client.post(CHECK, {"ask_id": shown.replace(shown.partition(".")[0], "other")})
    assert (again.status_code, Visit.objects.count()) == (409, 1)


def test_the_number_that_is_kept_of_two_is_told(client: Client, room: Room, solok: Region) -> None:
    answer_all(client, contact_phone="0812-3456-7890 (WA) / 0778-462047 pes. 12")
    page = client.get(CHECK, **EN).content.decode()
    assert "0812-3456-7890" in page
    assert "Not kept of it" in page
    assert "0778-462047 pes. 12" in page
