"""The numbers of events: given once, in order, and never again."""

import pytest
from django.db import DatabaseError, transaction

from tests.factories import a_visit
from visits.history.numbering import number_events
from visits.models import VisitEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]


def test_events_are_numbered_in_the_order_of_their_ids_from_one_on() -> None:
    for _ in range(3):
        a_visit()
    assert number_events() == 3
    assert list(VisitEvent.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3]
    assert number_events() == 0


def test_a_number_is_never_given_again_though_its_event_was_erased() -> None:
    a_visit()
    last = a_visit()
    number_events()
    last.delete()
    a_visit()
    number_events()
    assert list(VisitEvent.objects.order_by("pk").values_list("number", flat=True)) == [1, 3]


def test_the_database_lets_nobody_change_a_number() -> None:
    a_visit()
    number_events()
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitEvent.objects.update(number=7)


def test_many_are_numbered_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visits.history.numbering._BATCH", 2)
    for _ in range(5):
        a_visit()
    assert number_events() == 5
