"""The delegation's list of participants: read, looked at, saved."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Reservation, Room
from tests.factories import UserFactory, a_visit
from tests.visits.people.list_makers import xlsx
from visits.access.tokens import visit_token
from visits.history import events
from visits.history.events import DELEGATION
from visits.life import deciding
from visits.life.requesting import Person
from visits.models import Host, Participant, Region, Visit
from visits.people.participants import amend

pytestmark = pytest.mark.django_db
NIP = "198001012005011001"


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def confirmed() -> Visit:
    staff = events.staff(UserFactory.create())
    return deciding.approve(a_visit(trusted=True), by=staff, now=timezone.now())


@pytest.fixture
def listed(confirmed: Visit) -> Visit:
    """The visit with Budi and Ani in its list."""
    people = [Person("Budi Hartono, S.Kom.", "Staf", "III/a", NIP), Person("Ani")]
    return amend(confirmed, changes={}, participants=people, by=DELEGATION, now=timezone.now())


def address(visit: Visit) -> str:
    return f"/k/{visit_token(visit)}/peserta/"


def post(client: Client, visit: Visit, **data: Any) -> Any:
    return client.post(address(visit), data, HTTP_ACCEPT_LANGUAGE="en")


def carried(answer: Any) -> dict[str, str]:
    """What the page that shows a look sends."""
    assert not answer.context["form"].is_bound or answer.context["look"]
    return {"look": answer.context["look"].carried, "version": answer.context["version"]}


def names(visit: Visit) -> list[str]:
    return list(visit.participants.order_by("number").values_list("name", flat=True))


def test_what_is_typed_pasted_and_sent_is_looked_at_before_it_is_saved(
    client: Client, confirmed: Visit
) -> None:
    csv = SimpleUploadedFile("a.csv", b"Nama;Jabatan\nCici;Analis\n")
    typed = {"name": ["Ani, S.E."], "position": ["Kepala"], "paste": "Budi - Staf"}
    shown = post(client, confirmed, **typed, list_file=csv)
    assert shown.status_code == 200
    page = shown.content.decode()
    for word in ("2 names were read", "Nothing is saved yet", "Budi", "Cici", "Analis"):
        assert word in page
    assert 'value="add"' in page
    assert 'value="replace"' in page
    assert not Participant.objects.exists()
    saved = post(client, confirmed, **carried(shown), press="add")
    assert saved.status_code == 302
    assert list(confirmed.participants.values_list("number", "name", "position")) == [
        (1, "Ani, S.E.", "Kepala"),
        (2, "Budi", "Staf"),
        (3, "Cici", "Analis"),
    ]


@pytest.mark.parametrize("press", ["add", "more", "remove", ""])
def test_whatever_is_pressed_a_look_comes_first(
    client: Client, confirmed: Visit, press: str
) -> None:
    shown = post(client, confirmed, name=["Ani"], paste="Budi", **({press: "9"} if press else {}))
    assert "1 name was read" in shown.content.decode()
    assert not Participant.objects.exists()


def test_the_whole_list_is_replaced(client: Client, listed: Visit) -> None:
    shown = post(client, listed, **carried_rows(client, listed), paste="Cici\nDedi")
    post(client, listed, **carried(shown), press="replace")
    assert names(listed) == ["Cici", "Dedi"]


def carried_rows(client: Client, visit: Visit) -> dict[str, Any]:
    """The list as its page sends it."""
    page = client.get(address(visit))
    rows = dict(page.context["form"].as_typed().lists())
    return {**rows, "version": page.context["version"]}


def test_the_same_person_is_offered_as_the_same(client: Client, listed: Visit) -> None:
    pasted = f"BUDI HARTONO\tAnalis\tIII/b\t{NIP}\nani\tSekretaris\nCici\tStaf"
    shown = post(client, listed, **carried_rows(client, listed), paste=pasted)
    page = shown.content.decode()
    assert "Stands in your list already, as number 1: Budi Hartono, S.Kom." in page
    assert "Staf → Analis" in page
    post(client, listed, **carried(shown), press="add")
    rows = listed.participants.values_list("name", "position", "grade", "nip")
    assert list(rows) == [
        ("Budi Hartono, S.Kom.", "Analis", "III/b", NIP),
        ("ani", "Sekretaris", "", ""),
        ("Cici", "Staf", "", ""),
    ]


def test_the_same_name_may_be_another_person(client: Client, listed: Visit) -> None:
    shown = post(client, listed, **carried_rows(client, listed), paste="Ani\nCici")
    post(client, listed, **carried(shown), press="add", **{"same-0": "other"})
    assert names(listed) == ["Budi Hartono, S.Kom.", "Ani", "Ani", "Cici"]


def test_twice_in_one_list_is_offered_as_the_same(client: Client, confirmed: Visit) -> None:
    shown = post(client, confirmed, paste="Drs. H. Budi Hartono, M.Si.\nAni\nbudi hartono")
    assert "Was read before" in shown.content.decode()
    post(client, confirmed, **carried(shown), press="add")
    assert names(confirmed) == ["Drs. H. Budi Hartono, M.Si.", "Ani"]


def test_one_name_with_two_numbers_is_two_people(client: Client, listed: Visit) -> None:
    pasted = "Budi Hartono\tStaf\t\t198001012005011002\nCici\tStaf"
    shown = post(client, listed, **carried_rows(client, listed), paste=pasted)
    post(client, listed, **carried(shown), press="add")
    assert names(listed) == ["Budi Hartono, S.Kom.", "Ani", "Budi Hartono", "Cici"]


def test_one_number_with_two_names_is_asked_about(client: Client, listed: Visit) -> None:
    pasted = f"Zainal Abidin\tStaf\t\t{NIP}\nCici\tStaf"
    shown = post(client, listed, **carried_rows(client, listed), paste=pasted)
    assert "The same NIP, but another name" in shown.content.decode()
    again = post(client, listed, **carried(shown), press="add")
    assert again.status_code == 422
    assert "The same NIP stands in row 1" in again.content.decode()
    assert "Zainal Abidin" in again.content.decode()
    assert names(listed) == ["Budi Hartono, S.Kom.", "Ani"]


def test_more_names_than_people_ask_whether_their_number_changes(
    client: Client, confirmed: Visit
) -> None:
    shown = post(client, confirmed, paste="\n".join(f"{n}. Orang Ke-{n}" for n in range(1, 27)))
    assert "26 names for 24 people" in shown.content.decode()
    asked = post(client, confirmed, **carried(shown), press="add")
    assert asked.status_code == 422
    assert not Participant.objects.exists()
    assert post(client, confirmed, **carried(asked), press="add", headcount="change")["Location"]
    confirmed.refresh_from_db()
    assert (confirmed.people, confirmed.participants.count()) == (26, 26)
    assert Reservation.objects.get(state="booked").people == 26


def test_the_number_may_stay(client: Client, confirmed: Visit) -> None:
    typed = {"name": [f"Orang {n}" for n in range(26)]}
    asked = post(client, confirmed, **typed)
    assert asked.status_code == 422
    assert 'value="Orang 25"' in asked.content.decode()
    post(client, confirmed, **typed, headcount="keep")
    confirmed.refresh_from_db()
    assert (confirmed.people, confirmed.participants.count()) == (24, 26)


def test_the_room_bounds_the_number_and_nothing_is_lost(client: Client, confirmed: Visit) -> None:
    shown = post(client, confirmed, paste="\n".join(f"{n}. Orang Ke-{n}" for n in range(1, 62)))
    full = post(client, confirmed, **carried(shown), press="add", headcount="change")
    assert full.status_code == 422
    assert "too small" in full.content.decode()
    assert "Orang Ke-61" in full.content.decode()
    assert not Participant.objects.exists()


def test_what_is_wrong_is_mended_in_the_list(client: Client, confirmed: Visit) -> None:
    shown = post(client, confirmed, paste="Ani\tStaf\t\t123\nBudi\tStaf")
    assert "A NIP has 18 digits" in shown.content.decode()
    list_page = post(client, confirmed, **carried(shown), press="add")
    assert list_page.status_code == 422
    page = list_page.content.decode()
    assert 'href="#nip-1"' in page
    assert 'value="123"' in page
    assert not Participant.objects.exists()
    rows = dict(list_page.context["form"].as_typed().lists())
    post(client, confirmed, **rows | {"nip": ["", ""]})
    assert names(confirmed) == ["Ani", "Budi"]


def test_the_way_back_to_the_list_loses_nothing(client: Client, confirmed: Visit) -> None:
    shown = post(client, confirmed, name=["Ani"], paste="Budi")
    page = post(client, confirmed, **carried(shown), press="list").content.decode()
    assert 'value="Ani"' in page
    assert "Budi</textarea>" in page


def test_what_somebody_else_saved_meanwhile_is_neither_lost_nor_overwritten(
    client: Client, listed: Visit
) -> None:
    mine = carried_rows(client, listed)
    mine["name"] = [*mine["name"], "Typed Here"]
    shown = post(client, listed, **mine, paste="Cici")
    people = [Person("Budi Hartono, S.Kom.", "Staf", "III/a", NIP), Person("Ani"), Person("Eka")]
    amend(listed, changes={}, participants=people, by=DELEGATION, now=timezone.now())
    stale = post(client, listed, **carried(shown), press="add")
    assert stale.status_code == 422
    assert "Somebody has changed this visit" in stale.content.decode()
    post(client, listed, **carried(stale), press="add")
    assert names(listed) == ["Budi Hartono, S.Kom.", "Ani", "Eka", "Typed Here", "Cici"]


def test_a_look_that_was_changed_on_the_way_is_not_believed(
    client: Client, confirmed: Visit
) -> None:
    answer = post(client, confirmed, look="eyJ9:bad:bad", press="add", name=["Ani"])
    assert answer.status_code == 422
    assert 'value="Ani"' in answer.content.decode()
    assert not Participant.objects.exists()


def test_too_many_names_are_counted_and_kept(client: Client, listed: Visit) -> None:
    many = "\n".join(f"{n}. Orang Ke-{n}" for n in range(1, 201))
    shown = post(client, listed, **carried_rows(client, listed), paste=many)
    answer = post(client, listed, **carried(shown), press="add", headcount="keep")
    assert answer.status_code == 422
    assert "takes 200 names, these are 202" in answer.content.decode()
    assert "Orang Ke-200" in answer.content.decode()
    assert listed.participants.count() == 2


def test_each_wrong_row_says_so_and_nothing_is_saved_or_lost(
    client: Client, confirmed: Visit
) -> None:
    answer = post(client, confirmed, name=["Ani", ""], position=["", "Staf"], nip=["123", ""])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#nip-1"' in page
    assert 'href="#name-2"' in page
    assert 'value="123"' in page
    assert not Participant.objects.exists()


def test_a_row_is_removed_by_a_press_and_put_back_by_another(client: Client, listed: Visit) -> None:
    gone = post(client, listed, **carried_rows(client, listed), remove="1")
    assert gone["Location"].endswith("/peserta/#kembalikan")
    assert names(listed) == ["Ani"]
    page = client.get(address(listed), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Budi Hartono, S.Kom. was taken off the list" in page
    post(client, listed, **carried_rows(client, listed), restore="0")
    assert names(listed) == ["Budi Hartono, S.Kom.", "Ani"]
    assert "was taken off" not in client.get(address(listed)).content.decode()
    for junk in ("99", "0", "x", "²"):
        for press in ("remove", "restore", "edit", "done"):
            assert post(client, listed, **carried_rows(client, listed), **{press: junk})
    assert names(listed) == ["Budi Hartono, S.Kom.", "Ani"]


def test_one_row_is_opened_changed_and_stored_alone(client: Client, listed: Visit) -> None:
    page = client.get(address(listed)).content.decode()
    assert 'type="hidden" name="name" value="Ani"' in page
    opened = post(client, listed, **carried_rows(client, listed), edit="2").content.decode()
    assert 'id="name-2"' in opened
    assert 'id="name-1"' not in opened
    rows = carried_rows(client, listed)
    rows["position"] = ["Staf", "Analis"]
    stored = post(client, listed, **rows, done="2")
    assert stored["Location"].endswith("/peserta/#ubah-2")
    assert listed.participants.get(number=2).position == "Analis"


def test_a_list_that_was_longer_than_the_group_is_changed_without_asking_again(
    client: Client, confirmed: Visit
) -> None:
    post(client, confirmed, name=[f"Orang {n}" for n in range(26)], headcount="keep")
    post(client, confirmed, **carried_rows(client, confirmed), remove="1")
    assert confirmed.participants.count() == 25


def test_what_is_unclear_is_put_right_before_it_is_added(client: Client, confirmed: Visit) -> None:
    pasted = "Data Wardana\n1. Ani - Solok 081234567890\n2. Budi\n3. nanti saya kirim lagi"
    shown = post(client, confirmed, paste=pasted)
    page = shown.content.decode()
    for words in ("1. Ani - Solok 081234567890", "Not taken: 081234567890", "Is that right?"):
        assert words in page
    mended = {"read-name-0": "Ani, S.E.", "read-position-0": "", "drop-2": "on", "take-0": "on"}
    post(client, confirmed, **carried(shown), **mended, press="add")
    rows = list(confirmed.participants.order_by("number").values_list("name", "position"))
    assert rows == [("Ani, S.E.", ""), ("Budi", ""), ("Data Wardana", "")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "compressed"),
        (b"\n\n", "no names"),
        (b"a" * 5_000_000, "too large"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1 Nama}", "Word"),
        (b"<html><table>", "web page"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
    ],
)
def test_a_file_that_is_no_list_is_said(
    client: Client, confirmed: Visit, content: bytes, words: str
) -> None:
    file = SimpleUploadedFile("a.xlsx", content)
    answer = post(client, confirmed, name=["Ani"], paste="Budi", list_file=file)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="Ani"' in page
    assert "Budi</textarea>" in page


def test_what_was_not_read_is_shown_too(client: Client, confirmed: Visit) -> None:
    rows = [("Daftar Peserta",), ("No", "Nama", "Unit Kerja"), (1, "Ani", "Bappeda"), ("Jumlah", 1)]
    file = SimpleUploadedFile("a.xlsx", xlsx(rows))
    page = post(client, confirmed, list_file=file).content.decode()
    assert "Daftar Peserta" in page
    assert "Unit Kerja" in page
    assert "A total" in page
