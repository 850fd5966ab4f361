"""The demo: the same data on the same day, and a visit that can be checked in by hand."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfReader

from scheduling.audit import audit as audit_places
from scheduling.models import Reservation
from tests.sampled import sampled
from visits.demo.seed import seed
from visits.history.audit import audit
from visits.models import Status, Visit
from visits.queries.day import visits_on

pytestmark = pytest.mark.django_db
WIB = dt.timezone(dt.timedelta(hours=7))
PASSWORD = "kata-sandi-demo"


def sessions() -> list[tuple[str, str, str, str]]:
    places = Reservation.objects.order_by("date", "starts_at")
    names = {f"visit:{v.uid}": v.institution for v in Visit.objects.all()}
    return [(names[p.owner], str(p.date), str(p.starts_at), p.state) for p in places]


@pytest.mark.parametrize(
    ("day", "hour", "today", "before"),
    sampled(
        [
            ("2026-11-25", 8, 2, 0),  # a Wednesday
            ("2026-11-25", 23, 2, 0),
            ("2026-11-27", 9, 1, 0),  # a Friday, with one session
            ("2026-11-28", 9, 0, 1),  # a Saturday
            ("2027-01-01", 9, 0, 1),  # New Year's Day, a Friday
            ("2026-03-21", 9, 0, 1),  # Idul Fitri, amid closed days
        ],
        every=3,
    ),
)
def test_somebody_can_be_checked_in_whatever_day_it_is(
    day: str, hour: int, today: int, before: int
) -> None:
    date = dt.date.fromisoformat(day)
    now = dt.datetime.combine(date, dt.time(hour), WIB)
    assert seed(password=PASSWORD, now=now)
    expected = [row.visit.status for row in visits_on(date)]
    assert expected == [Status.CONFIRMED] * today
    reservations = Reservation.objects.filter(date__lt=date, state=Reservation.State.BOOKED)
    waiting = Visit.objects.filter(status=Status.CONFIRMED)
    owners = {visit.owner_key for visit in waiting}
    assert sum(place.owner in owners for place in reservations) == before
    assert audit() == []
    assert audit_places() == []
    assert not seed(password=PASSWORD, now=now)


def test_the_same_moment_gives_the_same_visits() -> None:
    from django.db import transaction

    now = dt.datetime(2026, 11, 25, 9, tzinfo=WIB)
    found = []
    for _ in range(2):
        with transaction.atomic():
            seed(password=PASSWORD, now=now)
            found.append(sessions())
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_a_request_brings_a_real_letter_of_one_page() -> None:
    from visits.files.letters import check_letter

    assert seed(password=PASSWORD, now=dt.datetime(2026, 11, 25, 9, tzinfo=WIB))
    visit = Visit.objects.exclude(letter_file="").get()
    assert visit.status == Status.REQUESTED
    with visit.letter_file.open() as file:
        content = file.read()
    # Taken as it is: nothing in it has to be made tidy.
    assert check_letter(ContentFile(content, name="a.pdf")).read() == content
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    for words in (visit.letter_number, visit.leader_name, "Permohonan studi tiru"):
        assert words in text
