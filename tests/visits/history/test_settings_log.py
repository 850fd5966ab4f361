"""Who changed which setting is kept so that each reader finds it in their own language."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils.translation import gettext, gettext_lazy, override

from scheduling.models import BookingRules, Room
from visits.history.events import Actor, program, staff
from visits.history.settings_log import later, note_change, said_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def read_in(language: str) -> tuple[str, str]:
    with override(language):
        return said_of(LogEntry.objects.get())


@pytest.mark.parametrize("pressed_in", ["id", "en"])
def test_each_reads_it_in_their_own_language(desk: Actor, pressed_in: str) -> None:
    with override(pressed_in):
        note_change(desk, BookingRules.load(), gettext_lazy("Booking rules stored."))
    assert read_in("en") == ("Booking rules", "Booking rules stored.")
    assert read_in("id") == ("Aturan pengajuan", "Aturan pengajuan disimpan.")


def test_counts_and_names_are_said_in_both(desk: Actor) -> None:
    words = later(
        lambda: gettext("%(n)d closed days of %(year)d imported.") % {"n": 3, "year": 2027}
    )
    note_change(desk, None, words)
    assert read_in("en")[1] == "3 closed days of 2027 imported."
    assert read_in("id")[1] != read_in("en")[1]
    assert "3" in read_in("id")[1]


@pytest.mark.parametrize("words", ["Ruangan disimpan.", "{lama}.xlsx: 3 kunjungan", '{"a": 1}', ""])
def test_what_an_earlier_release_noted_stays_as_it_was(desk: Actor, words: str) -> None:
    LogEntry.objects.create(
        user_id=desk.user_id, object_repr="Aula", action_flag=2, change_message=words
    )
    assert read_in("en") == read_in("id") == ("Aula", words)


def test_a_name_that_looks_like_data_is_a_name(desk: Actor, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(name='{"id": 1}')
    room.refresh_from_db()
    note_change(desk, room, gettext_lazy("Room stored."))
    assert read_in("en") == ('{"id": 1}', "Room stored.")


def test_what_a_program_changed_is_in_our_own_log(db: None) -> None:
    note_change(program("jadwal"), None, gettext_lazy("Room stored."))
    assert not LogEntry.objects.exists()
