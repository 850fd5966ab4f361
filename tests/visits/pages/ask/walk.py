"""Walking through the request as a browser would: what is typed at each step."""

from typing import Any

from django.http import HttpResponseRedirect
from django.test import Client
from django.utils import timezone

from tests.factories import a_free_slot
from visits.pages.ask.answers import COOKIE, Answers

DELEGATION = {"institution": "DPMPTSP Kabupaten Solok", "place": "Solok", "people": "24"}
PURPOSE = {"purpose": "Mempelajari tata kelola mal pelayanan publik."}
CONTACT = {
    "leader_name": "Ir. Siti Rahma",
    "leader_position": "Kepala DPMPTSP",
    "leader_rank": "office_head",
    "contact_name": "Budi Hartono",
    "contact_phone": "0812-3456-7890",
    "contact_email": "budi@solokkab.example",
}
LETTER = {"letter_number": "005/118/2026", "letter_date": "2026-11-20"}
PARTICIPANTS = {"name": ["Ani Wijaya, S.H.", ""], "position": ["Analis", ""]}


def answer_all(client: Client, *, slots: list[str] | None = None, **contact: Any) -> None:
    """Answer every step (needs fixtures room and solok), so that the check comes next."""
    slots = slots if slots is not None else [str(a_free_slot())]
    client.post("/ajukan/", DELEGATION)
    client.post("/ajukan/sesi/", {"shown": slots, "slot": slots})
    client.post("/ajukan/tujuan/", PURPOSE)
    client.post("/ajukan/kontak/", {**CONTACT, **contact})
    client.post("/ajukan/surat/", LETTER)
    response = client.post("/ajukan/peserta/", PARTICIPANTS)
    assert isinstance(response, HttpResponseRedirect), response
    assert response.url == "/ajukan/periksa/", response.url


def ask_id(client: Client) -> str:
    """The hidden name of the request under way, from the check page."""
    return str(client.get("/ajukan/periksa/").context["ask_id"])


def kept(client: Client) -> Answers:
    """What the server keeps for this browser."""
    cookie = client.cookies.get(COOKIE)
    return Answers(cookie.value if cookie else None, now=timezone.now())
