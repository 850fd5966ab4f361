"""The inbox: what it shows, how it stays true, what is kept, several at once."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import OfficerFactory, a_visit
from tests.visits.pages.desk.conftest import signed_in
from visits.history.events import Actor
from visits.life import amending, deciding
from visits.models import SavedView, Status, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db


def body(client: Client, address: str = "/petugas/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("words", ["tomohon", "ST-", "kab. solok", "budi@", "Hartono Tomohon"])
def test_the_search_finds_reference_institution_region_and_contact(
    desk: Client, words: str
) -> None:
    a_visit(trusted=True, institution="Setda Kota Tomohon")
    words = words.replace("kab. solok", "kabupaten solok")
    assert "Setda Kota Tomohon" in body(desk, f"/petugas/?q={words}")


def test_what_does_not_fit_is_left_out_and_the_count_stays(desk: Client) -> None:
    a_visit(trusted=True, institution="Setda Kota Tomohon")
    for query in ("q=xyz", "jenis=message", "tenggat=lewat"):
        page = body(desk, f"/petugas/?{query}")
        assert "Setda Kota Tomohon" not in page
        assert '<span class="side__count">1</span>' in page
        assert "Tampilkan semua" in page
    assert "Setda Kota Tomohon" in body(desk, "/petugas/?jenis=x&tenggat=y")


def test_a_search_that_finds_nothing_that_waits_goes_on_among_all_visits(
    desk: Client, colleague: Actor
) -> None:
    link = 'href="/petugas/kunjungan/?q=kota%20tomohon"'
    # Nothing waits at all, and then: nothing of this name.
    assert link in body(desk, "/petugas/?q=kota+tomohon")
    a_visit(trusted=True, institution="Bappeda Lingga")
    assert link in body(desk, "/petugas/?q=kota+tomohon&tenggat=lewat")
    assert link in body(desk, "/petugas/antrean/?q=kota+tomohon")
    assert 'href="/petugas/kunjungan/?q=' not in body(desk, "/petugas/?tenggat=lewat")
    past = a_visit(trusted=True, institution="Setda Kota Tomohon")
    deciding.decline(past, reason="Penuh", by=colleague, now=timezone.now())
    assert "Setda Kota Tomohon" in body(desk, "/petugas/kunjungan/?q=kota%20tomohon")


def test_the_open_list_hears_of_a_new_request_and_else_costs_a_304(desk: Client) -> None:
    a_visit(trusted=True, institution="Pertama")
    first = desk.get("/petugas/antrean/")
    tag = first["ETag"]
    again = desk.get("/petugas/antrean/", HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    a_visit(trusted=True, institution="Kedua")
    changed = desk.get("/petugas/antrean/", HTTP_IF_NONE_MATCH=tag)
    assert changed.status_code == 200
    assert "Kedua" in changed.content.decode()
    assert changed["ETag"] != tag


def test_a_page_begins_with_the_tag_of_its_list(desk: Client) -> None:
    a_visit(trusted=True)
    tag = desk.get("/petugas/antrean/")["ETag"]
    assert f'data-tag="{tag.replace(chr(34), "&quot;")}"' in body(desk)


def test_a_view_is_kept_for_its_owner_alone(desk: Client) -> None:
    given = {"page": "inbox", "name": "Terlambat", "query": "tenggat=lewat&junk=1&q=so%26lok"}
    answer = desk.post("/petugas/tampilan/", given)
    assert answer["Location"] == "/petugas/?q=so%26lok&tenggat=lewat"
    assert "Terlambat</a>" in body(desk)
    other = signed_in(roles.PROTOCOL)
    assert "Terlambat</a>" not in body(other)
    view = SavedView.objects.get()
    assert other.post(f"/petugas/tampilan/{view.pk}/hapus/").status_code == 404
    desk.post("/petugas/tampilan/", {**given, "query": "q=baru"})
    assert SavedView.objects.get().query == "q=baru"
    desk.post(f"/petugas/tampilan/{view.pk}/hapus/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("bad", [{"name": " "}, {"query": ""}, {"query": "junk=1"}])
def test_a_view_without_a_name_or_filter_is_not_kept(desk: Client, bad: dict[str, str]) -> None:
    desk.post("/petugas/tampilan/", {"page": "inbox", "name": "A", "query": "q=x", **bad})
    assert not SavedView.objects.exists()


def picks(*visits: Visit) -> list[str]:
    return [f"{visit.reference}:{visit.version}" for visit in visits]


def test_several_are_declined_after_a_look_and_one_changed_meanwhile_is_left_alone(
    desk: Client, colleague: Actor
) -> None:
    one, two = a_visit(trusted=True), a_visit(trusted=True, institution="Kedua")
    chosen = {"step": "tolak", "pick": picks(one, two)}
    look = desk.post("/petugas/sekaligus/", chosen)
    assert look.status_code == 200
    assert {v.status for v in Visit.objects.all()} == {Status.REQUESTED}
    assert desk.post("/petugas/sekaligus/", {**chosen, "sure": "1"}).status_code == 422
    amending.assign(two, officers=[OfficerFactory.create()], by=colleague, now=timezone.now())
    done = desk.post(
        "/petugas/sekaligus/", {**chosen, "sure": "1", "reason": "Gedung tutup."}, follow=True
    )
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, two.status) == (Status.DECLINED, Status.REQUESTED)
    assert "Kedua: Tidak ada yang diubah" in done.content.decode()
    assert "Dewi Lestari" in done.content.decode()


def test_an_officer_is_named_for_several_and_speakers_stay(desk: Client, colleague: Actor) -> None:
    visit, officer, speaker = (
        a_visit(trusted=True),
        OfficerFactory.create(),
        OfficerFactory.create(),
    )
    visit = amending.assign(
        visit, officers=[speaker], first_receives=False, by=colleague, now=timezone.now()
    )
    given = {"step": "petugas", "pick": picks(visit), "sure": "1"}
    assert desk.post("/petugas/sekaligus/", given).status_code == 422
    desk.post("/petugas/sekaligus/", {**given, "receiving": officer.pk})
    roles_now = dict(visit.assignments.values_list("officer", "role"))
    assert roles_now == {officer.pk: "receiving", speaker.pk: "agency"}


def test_nothing_chosen_is_said(desk: Client) -> None:
    answer = desk.post("/petugas/sekaligus/", {"step": "tolak"})
    assert answer["Location"] == "/petugas/"
    assert desk.post("/petugas/sekaligus/", {"step": "setujui"}).status_code == 404


@pytest.mark.parametrize("pick", ["{0}", "{0}:", "{0}:x", "{0}:99999999999", ":", ""])
def test_a_choice_without_its_version_decides_nothing_for_any(desk: Client, pick: str) -> None:
    one, two = a_visit(trusted=True), a_visit(trusted=True, institution="Kedua")
    given = {"step": "tolak", "reason": "Penuh", "sure": "1"}
    chosen = [*picks(one), pick.format(two.reference)]
    answer = desk.post("/petugas/sekaligus/", {**given, "pick": chosen})
    assert answer.status_code == 422
    assert "bentuk lama" in answer.content.decode()
    assert {v.status for v in Visit.objects.all()} == {Status.REQUESTED}


def test_leaders_read_and_do_not_decide(leader: Client) -> None:
    visit = a_visit(trusted=True)
    assert 'name="pick"' not in body(leader)
    page = body(leader, f"/petugas/kunjungan/{visit.reference}/")
    assert "Setujui" not in page.replace("ke “Setujui”", "")
    assert leader.post("/petugas/sekaligus/", {"step": "tolak"}).status_code == 403
    for step in ("setujui", "tolak", "catatan", "gabung", "whatsapp"):
        address = f"/petugas/kunjungan/{visit.reference}/{step}/"
        assert leader.post(address, {"reason": "x", "text": "x"}).status_code == 403
    assert leader.get(f"/petugas/kunjungan/{visit.reference}/pindah/").status_code == 403
    assert leader.get("/petugas/baru/").status_code == 403


def test_an_officer_sees_neither_board_nor_the_others_visits() -> None:
    visit = a_visit(trusted=True, institution="Setda Kota Tomohon")
    officer = signed_in(roles.OFFICER)
    for address in ("", f"kunjungan/{visit.reference}/", "minggu/", "bulan/", "tahun/", "tunggu/"):
        answer = officer.get(f"/petugas/{address}", follow=True)
        assert answer.request["PATH_INFO"].startswith("/petugas/tugas/")
        assert "Tomohon" not in answer.content.decode()
    assert officer.get("/petugas/baru/").status_code == 403
