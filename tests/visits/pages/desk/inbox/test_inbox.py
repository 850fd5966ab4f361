"""The inbox: what it shows, how it stays true, what is kept, several at once."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import OfficerFactory, a_visit
from tests.visits.pages.desk.conftest import signed_in
from visits.conversation import messages as conversation
from visits.history.events import DELEGATION, Actor
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
        assert 'data-badge="/petugas/antrean/jumlah/">1</span>' in page
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
    packed = desk.get("/petugas/antrean/", headers={"accept-encoding": "gzip"})["ETag"]
    assert packed == f"W/{tag}"
    assert desk.get("/petugas/antrean/", HTTP_IF_NONE_MATCH=packed).status_code == 304
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
    assert desk.post("/petugas/sekaligus/", {"step": "tidak-ada"}).status_code == 404


def test_each_of_several_is_taken_back_by_itself(desk: Client, settings: Settings) -> None:
    settings.UNDO_SECONDS = 20
    one, two = a_visit(trusted=True), a_visit(trusted=True)
    given = {"step": "tolak", "pick": picks(one, two), "sure": "1", "reason": "Gedung tutup"}
    page = desk.post("/petugas/sekaligus/", given, follow=True).content.decode()
    assert page.count('class="toast"') == 2
    desk.post(f"/petugas/kunjungan/{one.reference}/urungkan/", {"version": one.version + 1})
    assert body(desk).count('class="toast"') == 1
    statuses = [Visit.objects.get(pk=visit.pk).status for visit in (one, two)]
    assert statuses == [Status.REQUESTED, Status.DECLINED]


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
    assert 'name="pick"' not in body(leader, "/petugas/?jenis=")
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


def test_a_visit_opened_from_a_filtered_list_stands_beside_that_list(desk: Client) -> None:
    mine = a_visit(trusted=True, institution="Setda Kota Tomohon")
    a_visit(trusted=True, institution="Bappeda Lingga")
    filtered = "q=tomohon&amp;jenis=decide"
    address = f"/petugas/kunjungan/{mine.reference}/"
    assert f'href="{address}?{filtered}"' in body(desk, "/petugas/?q=tomohon&jenis=decide")
    page = body(desk, f"{address}?q=tomohon&jenis=decide")
    assert f'href="/petugas/?{filtered}"' in page
    [live] = re.findall(r'data-live="([^"]+)"', page)
    beside = body(desk, html.unescape(live))
    assert "Bappeda Lingga" not in beside
    assert f'href="{address}?{filtered}"' in beside
    assert 'aria-current="true"' in beside


def changed(client: Client, visit: Visit, seen: object) -> str:
    address = f"/petugas/antrean/jumlah/?kini={visit.reference}&peristiwa={seen}"
    return str(client.get(address).json()["changed"])


def test_an_open_visit_that_somebody_changes_says_who_did_what(
    desk: Client, colleague: Actor
) -> None:
    visit = a_visit(trusted=True)
    address = f"/petugas/kunjungan/{visit.reference}/"
    [asked] = re.findall(r'data-changed-here="([^"]+)"', body(desk, address))
    assert desk.get(html.unescape(asked)).json()["changed"] == ""
    deciding.approve(visit, by=colleague, now=timezone.now())
    told = desk.get(html.unescape(asked)).json()["changed"]
    assert "Baru saja diubah oleh Dewi Lestari (Disetujui" in told
    # The page that is loaded again knows it.
    [asked] = re.findall(r'data-changed-here="([^"]+)"', body(desk, address))
    assert desk.get(html.unescape(asked)).json()["changed"] == ""


def test_what_one_did_oneself_in_another_window_is_called_so(desk: Client) -> None:
    visit = a_visit(trusted=True)
    seen = visit.events.latest("id").pk
    desk.post(
        f"/petugas/kunjungan/{visit.reference}/minta/",
        {"version": visit.version, "reason": "Surat tugas"},
    )
    assert "Anda mengubahnya di jendela lain" in changed(desk, visit, seen)
    assert [changed(desk, visit, nothing) for nothing in ("", "x", "9" * 30)] == ["", "", ""]


def test_the_filter_stays_after_a_reply_and_after_a_mark_in_the_row(desk: Client) -> None:
    visit = a_visit(trusted=True)
    for text in ("Halo", "Lagi"):
        event = conversation.write(visit, text=text, by=DELEGATION, now=timezone.now()).event
        page = body(desk, "/petugas/?jenis=written")
        assert 'name="filter" value="jenis=written"' in page
        back = {"back": "inbox", "filter": "jenis=written", "seen": event.pk}
        if text == "Halo":
            reply = {**back, "version": visit.version, "text": "Baik."}
            answer = desk.post(f"/petugas/kunjungan/{visit.reference}/tulis/", reply)
        else:
            answer = desk.post(f"/petugas/masuk/{visit.reference}/dibaca/", back)
        assert answer["Location"] == "/petugas/?jenis=written"
    # Nobody is led elsewhere by it.
    odd = {"back": "inbox", "filter": "//x.example?q=a&next=b", "seen": ""}
    answer = desk.post(f"/petugas/masuk/{visit.reference}/dibaca/", odd)
    assert answer["Location"].startswith("/petugas/")
