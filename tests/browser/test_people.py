"""Who is here, ticked at the door on a phone; the delegation's tickets, and what it contests."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.browser.desk import PHONE_FIRST, is_sound, picture, sign_in, window
from visits.access.tickets import ticket_code, ticket_token
from visits.access.tokens import visit_token
from visits.history.events import DELEGATION
from visits.models import Participant, Presence, Status, Visit
from visits.people import roles
from visits.presence import objections

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
FIRST = ("Ahmad", "Budi", "Citra", "Dedi", "Eka", "Fitri", "Gilang", "Hana", "Iwan", "Joko")
LAST = ("Fauzi, S.Sos.", "Hartono", "Dewi Lestari", "Kurniawan, S.E.", "Saragih", "Nasution")


@pytest.fixture
def group(visit: Visit) -> Visit:
    """Sixty names, one of them as long as names are."""
    names = [f"{first} {last}" for last in LAST for first in FIRST]
    names[4] = "Dr. Ir. Raden Mas Suryokusumo Widjojoatmodjo Hadiningrat, S.T., M.Eng., Ph.D."
    rows = [
        Participant(visit=visit, number=n, name=name, position="Analis Kebijakan Ahli Muda")
        for n, name in enumerate(names, 1)
    ]
    Participant.objects.bulk_create(rows)
    return visit


@pytest.mark.slow
@pytest.mark.parametrize("width", PHONE_FIRST)
def test_sixty_names_are_ticked_at_the_door(
    browser: Browser, url: str, group: Visit, width: int
) -> None:
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/hari-ini/")
        page.get_by_role("link", name="Catat menurut nama").click()
        expect(page.get_by_text("0 dari 60 hadir")).to_be_visible()
        is_sound(page)
        picture(page, "people-1-list")
        page.get_by_label("Cari nama").fill("citra dewi")
        expect(page.locator(".people__row:visible")).to_have_count(1)
        page.get_by_role("button", name=re.compile(r"^Hadir ?: Citra Dewi Lestari")).click()
        expect(page.get_by_text("1 dari 60 hadir")).to_be_visible()
        expect(
            page.get_by_role("button", name=re.compile(r"^Batalkan ?: Citra Dewi Lestari"))
        ).to_be_in_viewport()
        is_sound(page)
        picture(page, "people-2-ticked")
        page.get_by_role("link", name="Beberapa sekaligus").click()
        page.get_by_label("Semua kecuali yang saya centang").check()
        page.get_by_label("Ahmad Hartono").check()
        page.get_by_label("Cari nama").fill("budi")
        expect(page.get_by_text("Saringan hanya menyembunyikan nama")).to_be_visible()
        is_sound(page)
        picture(page, "people-3-several")
        page.get_by_role("button", name="Catat 58 orang hadir", exact=True).click()
        expect(page.get_by_text("59 dari 60 hadir")).to_be_visible()
        expect(page.get_by_role("button", name="Batalkan: 58 orang tadi")).to_be_visible()
        picture(page, "people-3b-noted")
        page.get_by_text("Tamu yang tidak ada di daftar").click()
        page.get_by_label("Nama").last.fill("Zulkifli")
        is_sound(page)
        page.get_by_role("button", name="Tambahkan dan catat hadir").click()
        expect(page.get_by_text("ditambahkan di pintu masuk", exact=True)).to_be_visible()
        picture(page, "people-4-guest")
        page.get_by_role("link", name=re.compile("Jam ?: Zulkifli")).click()
        expect(page.get_by_role("button", name="Simpan jam")).to_be_visible()
        is_sound(page)
        picture(page, "people-5-times")
        page.goto(f"{url}/petugas/gedung/")
        expect(page.get_by_text("60 orang menurut nama")).to_be_visible()
        is_sound(page)
        picture(page, "people-6-building")
    group.refresh_from_db()
    assert (group.status, group.people_came) == (Status.ARRIVED, 60)


@pytest.mark.slow
def test_a_persons_ticket_is_noted_by_one_press_without_script(
    browser: Browser, url: str, group: Visit
) -> None:
    person = group.participants.select_related("visit").get(number=5)
    with window(browser, 390, script=False) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/tiba/{ticket_code(person)}/")
        press = page.get_by_role("button", name="Catat hadir")
        expect(press).to_be_visible()
        picture(page, "people-7-ticket")
        press.click()
        expect(page.get_by_text("Hadir sejak")).to_be_visible()
        picture(page, "people-8-ticket-noted")
        page.get_by_role("button", name="Batalkan").click()
        expect(page.get_by_role("button", name="Catat hadir")).to_be_visible()
        page.goto(f"{url}/petugas/hadir/{group.reference}/")
        page.get_by_label("Cari nama").fill("hana nasution")
        page.keyboard.press("Enter")
        expect(page.locator(".people__row")).to_have_count(1)
        page.get_by_role("button", name=re.compile("Hadir ?: Hana")).click()
        expect(page.get_by_text("1 dari 60 hadir")).to_be_visible()
    assert group.presences.get().how == Presence.How.DOOR


@pytest.mark.slow
@pytest.mark.parametrize("width", PHONE_FIRST)
def test_the_delegation_sees_its_tickets_and_who_came(
    browser: Browser, url: str, group: Visit, width: int
) -> None:
    person = group.participants.select_related("visit").get(number=5)
    own = f"{url}/k/{visit_token(group)}/"
    with window(browser, width) as page:
        page.goto(f"{own}tiket/")
        page.get_by_role("link", name="Tiket untuk tiap peserta").click()
        expect(page.locator(".tickets__one")).to_have_count(60)
        is_sound(page)
        picture(page, "people-9-tickets")
        page.goto(f"{url}/tiket/{ticket_token(person)}/")
        is_sound(page)
        picture(page, "people-10-own-ticket")
        now = timezone.now()
        noted = list(group.participants.filter(number__lte=6))
        group.presences.bulk_create(
            Presence(participant=p, visit=group, came_at=now, how="door", noted_at=now)
            for p in noted
        )
        Visit.objects.filter(pk=group.pk).update(
            status=Status.ARRIVED, arrived_at=now, people_came=6
        )
        page.goto(own)
        page.get_by_text("Ada yang keliru pada daftar ini").click()
        page.get_by_label("Apa yang keliru?").fill("Gilang Fauzi juga hadir.")
        is_sound(page)
        picture(page, "people-11-came")
        page.get_by_role("button", name="Kirim sanggahan").click()
        expect(page.get_by_text("Kami periksa dan jawab")).to_be_visible()
        is_sound(page)
        picture(page, "people-12-contested")


def test_staff_answer_what_is_contested(browser: Browser, url: str, group: Visit) -> None:
    now = timezone.now()
    Visit.objects.filter(pk=group.pk).update(status=Status.ARRIVED, arrived_at=now, people_came=6)
    objections.contest(group, text="Gilang juga hadir.", by=DELEGATION, now=now)
    with window(browser, 390) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/")
        page.get_by_text("Menyanggah daftar hadir").click()
        expect(page.get_by_role("heading", name="Rombongan menyanggah daftar ini")).to_be_visible()
        is_sound(page)
        picture(page, "people-13-objection")
        page.get_by_label("Jawaban Anda").fill("Sudah kami tambahkan.")
        page.get_by_role("button", name="Kirim jawaban").click()
        expect(page.get_by_text("Jawaban sedang dikirim")).to_be_visible()
    assert group.presence_objections.get().answer == "Sudah kami tambahkan."
