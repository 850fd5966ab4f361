"""What was kept long enough goes wherever it stands, and what counts goes on counting."""

import datetime as dt
import os
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client

from keeping.copies import rows
from keeping.due import erase_due, what_is_due
from keeping.models import Receipt, Terms
from notifications.due import run_due
from notifications.models import Message
from scheduling.models import Room
from tests.factories import UserFactory, a_completed_visit, a_visit
from tests.visits.pages.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from visits.access.tokens import visit_token
from visits.conversation import messages
from visits.history.events import DELEGATION, staff
from visits.life import deciding
from visits.life.requesting import Contact, Leader
from visits.life.step import WrongStatus
from visits.models import FieldChange, Host, Material, Note, Participant, Visit, VisitEvent
from visits.reports.weekly import weekly

pytestmark = pytest.mark.django_db
# A year, and the weeks until the visit.
YEAR = dt.timedelta(days=400)
# Each stands nowhere else: the names, the address, the numbers and what was written.
SECRETS = (
    *("Zulkifli", "Wagiman", "kepala-wagiman", "wagiman@", "81299887766"),
    *("Suparmi", "198001012005011001", "tolong-jemput", "catatan-dalam", "maaf-penuh"),
)


def dump() -> str:
    """All rows of all tables as a backup writes them."""
    return "".join(
        line.decode()
        for model in rows.kept_models(apps)
        for line in rows.lines(model, using="default")
    )


@pytest.fixture
def over(room: Room, host: Host, now: dt.datetime) -> Visit:
    """A visit that is over, of which much was written and mailed."""
    user = UserFactory.create()
    visit = a_completed_visit(
        leader=Leader(name="Zulkifli Tanjung", position="Bupati", rank="regional_head"),
        contact=Contact(
            name="Wagiman", position="kepala-wagiman", phone="+6281299887766",
            email="wagiman@solokkab.example",
        ),
    )  # fmt: skip
    Participant.objects.create(visit=visit, number=1, name="Suparmi", nip="198001012005011001")
    Material.objects.create(
        visit=visit, title="Foto", size=3, photo=True, added_at=now,
        file=ContentFile(b"jpg", name="foto.jpg"),
    )  # fmt: skip
    messages.write(visit, text="tolong-jemput", by=DELEGATION, now=now)
    messages.write(visit, text="catatan-dalam", by=staff(user), now=now, internal=True)
    event = visit.events.get(kind="approved")
    FieldChange.objects.create(event=event, field="contact_name", before="Wagiman", after="W")
    run_due(now=now)
    return visit


def test_nothing_of_a_person_is_left_anywhere(
    over: Visit, now: dt.datetime, django_capture_on_commit_callbacks: object
) -> None:
    declined = a_visit(trusted=True, institution="DPMPTSP Kota Pariaman")
    deciding.decline(declined, by=staff(UserFactory.create()), now=now, reason="maaf-penuh")
    run_due(now=now)
    before = dump()
    assert [secret for secret in SECRETS if secret.lower() not in before.lower()] == []
    Visit.objects.filter(pk=declined.pk).update(contact_email="wagiman@solokkab.example")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erase_due(now=now + YEAR)
    after = dump().lower()
    assert [secret for secret in SECRETS if secret.lower() in after] == []
    # Bytes of mails are written in Base64 in a dump.
    assert not Message.objects.filter(visit__isnull=False).exists()
    assert not list(Path(settings.MEDIA_ROOT).glob("materials/**/*.jpg"))


def test_history_stays_with_its_numbers_and_its_guard(over: Visit, now: dt.datetime) -> None:
    def history() -> list[tuple[object, ...]]:
        return list(VisitEvent.objects.values_list("pk", "number", "kind", "at", "told_at"))

    before = history()
    erase_due(now=now + YEAR)
    assert history() == before
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE visits_visitevent SET kind = 'approved'")


def test_anonymous_visits_go_on_counting(over: Visit, now: dt.datetime) -> None:
    first, last = now.date(), now.date() + dt.timedelta(days=60)
    before = weekly(first, last)
    assert sum(week.completed for week in before) == 1
    erase_due(now=now + YEAR)
    assert weekly(first, last) == before


def test_a_dry_run_says_the_same_and_erases_nothing(over: Visit, now: dt.datetime) -> None:
    before = dump()
    said = {due.kept.key: due.count for due in what_is_due(now=now + YEAR)}
    assert dump() == before
    assert said["people"] == 1
    done = {due.kept.key: due.count for due in erase_due(now=now + YEAR)}
    assert done == {key: said[key] for key in done}
    assert Receipt.objects.get().content == {key: count for key, count in done.items() if count}
    # Once is enough.
    assert sum(due.count for due in erase_due(now=now + YEAR)) == 0
    assert Receipt.objects.count() == 1


def test_what_is_younger_or_yet_to_come_stays(over: Visit, now: dt.datetime) -> None:
    """A visit is over since its day, whatever was last done before that."""
    Visit.objects.filter(pk=over.pk).update(changed_at=now - YEAR)
    erase_due(now=now + dt.timedelta(days=300))
    assert Visit.objects.get().contact_name == "Wagiman"


def test_the_host_says_how_long(over: Visit, now: dt.datetime) -> None:
    Terms.objects.create(pk=1, people_months=3)
    erase_due(now=now + dt.timedelta(days=150))
    assert Visit.objects.get().contact_name == ""


def test_a_request_that_nobody_confirmed_goes_after_a_month(
    room: Room, host: Host, now: dt.datetime
) -> None:
    a_visit()
    run_due(now=now + dt.timedelta(days=2))
    assert Visit.objects.get().status == "expired"
    erase_due(now=now + dt.timedelta(days=29))
    assert Visit.objects.get().contact_name
    erase_due(now=now + dt.timedelta(days=40))
    assert not Visit.objects.get().contact_name


def test_pages_of_an_anonymous_visit_open_and_its_link_does_not(
    over: Visit,
    now: dt.datetime,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    link = f"/k/{visit_token(over)}/"
    assert Client().get(link).status_code == 200
    erase_due(now=now + YEAR)
    assert Client().get(link).status_code == 404
    desk = sign_in("admin")
    for path in (f"/petugas/kunjungan/{over.reference}/", "/petugas/kunjungan/"):
        assert desk.get(path).status_code == 200
    page = desk.get(f"/petugas/kunjungan/{over.reference}/").content.decode()
    assert "Data pribadi dihapus" in page
    answer = desk.get(f"/api/v1/visits/{over.reference}/")
    assert answer.status_code == 200
    assert answer.json()["contact"]["name"] == ""


def test_nothing_is_done_to_an_anonymous_visit_any_more(over: Visit, now: dt.datetime) -> None:
    erase_due(now=now + YEAR)
    over.refresh_from_db()
    with pytest.raises(WrongStatus):
        messages.write(over, text="Halo?", by=staff(UserFactory.create()), now=now)
    assert Note.objects.exclude(text="–").count() == 0


def test_mails_in_folders_go_with_age(over: Visit, now: dt.datetime) -> None:
    folder = Path(settings.DATA_DIR) / "mail"
    written = list(folder.glob("*.eml"))
    assert written
    old = (now - YEAR).timestamp()
    os.utime(written[0], (old, old))
    os.utime(written[-1], (now.timestamp(), now.timestamp()))
    erase_due(now=now)
    assert written[0].exists() is False
    assert written[-1].exists() is (len(written) > 1)


def test_the_command_says_each_kind_on_a_line(over: Visit) -> None:
    out = StringIO()
    call_command("erase_due", "--dry-run", stdout=out)
    lines = dict(line.split(": ") for line in out.getvalue().splitlines())
    assert lines["people"] == "0"
    assert lines["letters"] == "0 (to review)"
    assert Note.objects.count() == 2
