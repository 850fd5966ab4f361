"""Statements that are composed once read and store what the ORM's own would."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from scheduling.database.composed import Composed
from scheduling.database.inserting import Beside, along, insert, insert_with
from scheduling.database.marks import Topic
from scheduling.models import BookingRules, Room
from scheduling.once import reading_once
from tests.factories import ProvinceFactory, RegionFactory
from visits.models import ApiKey, Region, SearchEntry, Status, Visit, VisitEvent
from visits.models.references import new_reference
from visits.sign_in.keys import make_key

pytestmark = pytest.mark.django_db

_ROOM = Composed(
    lambda code, fewest: Room.objects.filter(code=code, people_limit__gte=fewest),
    code=Room._meta.get_field("code"),
    fewest=Room._meta.get_field("people_limit"),
)


def test_each_time_it_reads_by_the_values_given_what_is_there_now() -> None:
    Room.objects.create(code="aula", name="Aula", people_limit=60)
    other = Room.objects.create(code="rapat", name="Ruang Rapat", people_limit=12)
    for code, fewest, name in (("aula", 1, "Aula"), ("rapat", 12, "Ruang Rapat")):
        found = _ROOM.first(code=code, fewest=fewest)
        assert found is not None
        assert found.name == name
    assert _ROOM.first(code="rapat", fewest=13) is None
    other.people_limit = 13
    other.save()
    assert _ROOM.first(code="rapat", fewest=13) == other


def test_what_belongs_to_a_row_is_read_with_it() -> None:
    region = RegionFactory.create(province=ProvinceFactory.create())
    by_code = Composed(
        lambda code: Region.objects.select_related("province").filter(code=code),
        code=Region._meta.get_field("code"),
    )
    with CaptureQueriesContext(connection) as seen:
        found = by_code.first(code=region.code)
        assert found is not None
        assert found.province == region.province
    assert len(seen) == 1


def test_a_remembered_row_is_read_once_a_change() -> None:
    BookingRules(pk=1).save()
    key, _ = make_key(name="portal", scopes=["visits:read"])
    by_name = Composed(
        lambda name: ApiKey.objects.filter(name=name),
        remembered=Topic.NAMED,
        name=ApiKey._meta.get_field("name"),
    )

    def read(times: int = 2, name: str = "portal") -> tuple[ApiKey | None, int]:
        with reading_once():
            BookingRules.load()
            with CaptureQueriesContext(connection) as seen:
                for _ in range(times):
                    found = by_name.first(name=name)
        return found, len(seen)

    assert read() == (key, 1)
    assert read() == (key, 0)
    ApiKey.objects.filter(pk=key.pk).update(scopes=["reports:read"])
    found, queries = read()
    assert found is not None
    assert (found.scopes, queries) == (["reports:read"], 1)
    # Each has its own, and what there is not is asked for every time.
    found.name = "lain"
    assert read() == (key, 0)
    assert getattr(read()[0], "name", "") == "portal"
    assert read(name="lain") == (None, 2)
    # Nobody read the mark: so nothing says that it is so still.
    with CaptureQueriesContext(connection) as seen:
        assert by_name.first(name="portal") == key
    assert len(seen) == 1


def _new(**changes: Any) -> Visit:
    """A visit that is not stored yet, with values of every kind."""
    now = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
    values: dict[str, Any] = {
        "reference": new_reference(2026),
        "status": Status.CONFIRMED,
        "institution": "DPMPTSP Kabupaten Solok",
        "region": RegionFactory.create(),
        "people": 24,
        "contact_email": "Budi@Contoh.GO.ID",
        "letter_date": dt.date(2026, 11, 2),
        "preferred_slots": ["2026-12-08-0900-aula"],
        "wished_slots": ["2026-12-09-0900-aula"],
        "code_attempts_by_network": {"a": 1},
        "people_came": 0,
        "photo_consent": False,
        "created_at": now,
        "changed_at": now,
    }
    return Visit(**values | changes)


def _stored(visit: Visit) -> dict[str, object]:
    names = [field.name for field in Visit._meta.concrete_fields]
    row = Visit.objects.values(*names).get(pk=visit.pk)
    return {n: row[n] for n in names if n not in ("id", "uid", "public_id", "nonce", "reference")}


def test_a_new_row_is_stored_as_its_save_stores_it() -> None:
    saved, ours = _new(), _new()
    models.Model.save(saved)
    assert insert(ours)
    assert _stored(ours) == _stored(saved)
    # And it is what it would be after its save.
    assert not ours._state.adding
    assert ours.missing == ""
    ours.notes = "lain"
    ours.save()
    assert Visit.objects.get(pk=ours.pk).notes == "lain"


def test_where_another_row_has_the_value_nothing_is_stored() -> None:
    visit = _new()
    visit.save()
    new = _new(reference=visit.reference)
    assert not insert(new, unless_taken="reference")
    assert new.pk is None
    assert Visit.objects.count() == 1


def test_what_the_database_refuses_is_raised_and_undoes_the_transaction() -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(_new(people=0), unless_taken="reference")
        with pytest.raises(TransactionManagementError):
            Visit.objects.count()
    assert Visit.objects.count() == 0


def _event(visit: Visit) -> VisitEvent:
    return VisitEvent(visit=visit, kind="submitted", at=visit.created_at, data={"sequence": 0})


def test_what_names_a_new_row_is_stored_beside_it() -> None:
    visit = _new()
    event = _event(visit)
    given: list[object] = []
    none = Beside(
        "INSERT INTO visits_searchentry (visit_id, words) SELECT new.id, ' a ' FROM {new}"
        " WHERE 1 = 0 RETURNING visit_id AS given",
        [],
        given.append,
    )
    entry = none._replace(sql=none.sql.replace(" WHERE 1 = 0", ""))
    assert insert_with(visit, [along(event, visit), none, entry], unless_taken="reference")
    assert given == [None, visit.pk]
    assert VisitEvent.objects.get(visit=visit.pk) == event
    assert (event.visit_id, event._state.adding) == (visit.pk, False)
    assert SearchEntry.objects.get().pk == visit.pk


def test_where_another_row_has_the_value_nothing_is_stored_beside_it() -> None:
    visit = _new()
    visit.save()
    new = _new(reference=visit.reference)
    assert not insert_with(new, [along(_event(new), new)], unless_taken="reference")
    assert new.pk is None
    assert not VisitEvent.objects.exists()
