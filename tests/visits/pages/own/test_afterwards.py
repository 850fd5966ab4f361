"""The delegation's page after the visit: the survey, and material to take home."""

import datetime as dt
import re
from urllib.parse import unquote

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Room
from tests.factories import UserFactory, a_completed_visit, a_visit
from visits.access.tokens import feed_token, survey_token, visit_token
from visits.files import materials
from visits.history.events import program
from visits.life import answering, attendance, deciding
from visits.models import Host, Material, Status, Visit
from visits.models.survey import ELEMENTS
from visits.survey.answering import OPEN_FOR, answer

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def give(visit: Visit, title: str = "Tata kelola", *, photo: bool = False) -> Material:
    return materials.add_material(
        visit,
        file=ContentFile(PDF, name="materi.pdf"),
        title=title,
        photo=photo,
        by=UserFactory.create(),
        now=timezone.now(),
    )


@pytest.fixture
def visit(room: Room, host: Host) -> Visit:
    return a_completed_visit(people=2)


def own(visit: Visit) -> str:
    return f"/k/{visit_token(visit)}/"


@pytest.mark.parametrize("status", [Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW])
def test_no_day_is_waited_for_once_it_is_noted_who_came(
    client: Client, room: Room, host: Host, status: Status
) -> None:
    visit = a_visit(trusted=True)
    assert "hari lagi" in client.get(own(visit)).content.decode()
    Visit.objects.update(status=status)
    assert "hari lagi" not in client.get(own(visit)).content.decode()


def test_it_leads_to_the_survey_until_that_is_closed_or_everybody_has_answered(
    client: Client, visit: Visit
) -> None:
    survey = f"/survei/{survey_token(visit)}/"
    page = client.get(own(visit)).content.decode()
    assert f'href="{survey}"' in page
    shared = re.search(r'href="(https://wa\.me/[^"]+)"', page)
    assert shared is not None
    # To a group that the delegation chooses, and without the way to its own page.
    assert unquote(shared[1]).startswith("https://wa.me/?text=")
    assert unquote(shared[1]).endswith(survey)
    assert visit_token(visit) not in shared[1]
    with time_machine.travel(timezone.now() + OPEN_FOR, tick=False):
        assert survey not in client.get(own(visit)).content.decode()
    for nonce in "ab":
        scores = dict.fromkeys(ELEMENTS, 4)
        answer(visit, scores=scores, remark="", nonce=nonce, now=timezone.now())
    assert survey not in client.get(own(visit)).content.decode()


def test_material_is_there_to_keep_and_runs_nothing(client: Client, visit: Visit) -> None:
    one = give(visit, 'Tata "kelola" <MPP>')
    page = client.get(own(visit)).content.decode()
    path = f"{own(visit)}materi/{one.pk}/"
    assert f'href="{path}"' in page
    assert "Tata &quot;kelola&quot; &lt;MPP&gt;" in page
    got = client.get(path)
    assert got.status_code == 200
    assert got.getvalue() == PDF
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment; filename")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["Cache-Control"] == "no-store"
    assert got["Referrer-Policy"] == "same-origin"


def test_a_title_that_is_a_files_name_keeps_its_end_once(client: Client, visit: Visit) -> None:
    one = give(visit, "paparan.pdf")
    asked = (
        f"{own(visit)}materi/{one.pk}/",
        f"/api/v1/visits/{visit.reference}/materials/{one.pk}/",
    )
    for path in asked:
        got = client.get(path, headers={"authorization": f"Bearer {visit_token(visit)}"})
        assert got["Content-Disposition"] == 'attachment; filename="paparan.pdf"'


def test_nobody_else_gets_it(client: Client, visit: Visit) -> None:
    one = give(visit)
    other = a_completed_visit()
    for token in (visit_token(other), survey_token(visit), feed_token(visit), "x"):
        assert client.get(f"/k/{token}/materi/{one.pk}/").status_code == 404
    assert client.get(f"{own(visit)}materi/{one.pk + 1}/").status_code == 404
    assert client.post(f"{own(visit)}materi/{one.pk}/").status_code == 405


def test_nothing_is_shown_or_given_before_the_visit_is_over(client: Client, room: Room) -> None:
    desk, now = program("desk"), timezone.now()
    visit = deciding.approve(a_visit(trusted=True), by=desk, now=now)
    one = give(visit)
    for step in (None, attendance.check_in):
        if step:
            visit = step(visit, by=desk, now=now)
        assert "materi/" not in client.get(own(visit)).content.decode()
        assert client.get(f"{own(visit)}materi/{one.pk}/").status_code == 404


def test_a_photograph_goes_when_consent_is_taken_back(client: Client, visit: Visit) -> None:
    desk, now = program("desk"), timezone.now()
    visit = answering.consent(visit, photographs=True, by=desk, now=now)
    one = give(visit, photo=True)
    path = f"{own(visit)}materi/{one.pk}/"
    assert client.get(path).status_code == 200
    answering.consent(visit, photographs=False, by=desk, now=now + dt.timedelta(seconds=1))
    assert client.get(path).status_code == 404
    assert path not in client.get(own(visit)).content.decode()


def test_a_file_that_is_gone_from_the_disk_is_not_there(client: Client, visit: Visit) -> None:
    one = give(visit)
    one.file.storage.delete(one.file.name or "")
    assert client.get(f"{own(visit)}materi/{one.pk}/").status_code == 404
