"""What guests answered, on the desk: the period, the figures, the remarks."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduling.models import Room
from tests.factories import a_completed_visit
from visits.models import Host, SurveyAnswer, Visit
from visits.models.survey import ELEMENTS

pytestmark = pytest.mark.django_db
PAGE = "/petugas/survei/"


@pytest.fixture
def visit(room: Room, host: Host) -> Visit:
    return a_completed_visit(institution="DPMPTSP Kabupaten Solok")


def answered(visit: Visit, at: dt.datetime, *, score: int = 3, remark: str = "") -> None:
    scores = dict.fromkeys(ELEMENTS, score)
    nonce = f"{SurveyAnswer.objects.count()}"
    visit.survey_answers.create(nonce=nonce, answered_at=at, remark=remark, **scores)


def figures(page: str) -> list[str]:
    return re.findall(r"<b>([^<]+)</b>", page.partition('class="figures"')[2])[:3]


def test_it_shows_index_class_and_number_of_this_year(
    desk: Client, visit: Visit, now: dt.datetime
) -> None:
    answered(visit, now)
    answered(visit, now, score=4, remark="Petugas ramah <sekali>\nTerima kasih")
    answered(visit, now - dt.timedelta(days=366), score=1)
    page = desk.get(PAGE).content.decode()
    assert figures(page) == ["87,50", "B", "2"]
    assert "dari 1 kunjungan" in page
    assert "Petugas ramah &lt;sekali&gt;<br>Terima kasih" in page
    assert page.count("3,50") == 9
    assert "9. Sarana dan Prasarana" in page


def test_a_period_is_whole_days_of_the_hosts_clocks(desk: Client, visit: Visit) -> None:
    zone = dt.timezone(dt.timedelta(hours=7))
    for hour, day in ((23, 9), (0, 10), (23, 11), (0, 12)):
        answered(visit, dt.datetime(2026, 3, day, hour, 30, tzinfo=zone))
    page = desk.get(PAGE, {"dari": "2026-03-10", "sampai": "2026-03-11"}).content.decode()
    assert figures(page)[2] == "2"
    assert 'value="2026-03-10"' in page


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03-11", "2026-03-10", "Ini sebelum tanggal awal."),
        ("9999-12-31", "9999-12-31", "Periksa tahunnya."),
        ("0001-01-01", "2026-01-01", "Periksa tahunnya."),
        ("kemarin", "2026-03-10", "kemarin"),
        ("", "", 'id="errors-title"'),
    ],
)
def test_a_wrong_period_is_said_and_stays(
    desk: Client, visit: Visit, first: str, last: str, words: str
) -> None:
    answer = desk.get(PAGE, {"dari": first, "sampai": last})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_without_answers_it_says_when_there_will_be_some(desk: Client, host: Host) -> None:
    assert "Belum ada jawaban" in desk.get(PAGE).content.decode()


def test_remarks_turn_their_pages_the_newest_first(
    desk: Client, visit: Visit, now: dt.datetime
) -> None:
    for number in range(23):
        answered(visit, now - dt.timedelta(minutes=number), remark=f"Catatan {number};")
    first = desk.get(PAGE).content.decode()
    assert re.findall(r"Catatan (\d+);", first) == [str(n) for n in range(20)]
    older = re.search(r'href="(\?[^"]+)#catatan"', first)
    assert older is not None
    second = desk.get(PAGE + older[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r"Catatan (\d+);", second) == ["20", "21", "22"]
    assert "halaman=1#catatan" in second
    assert desk.get(PAGE, {"halaman": "x"}).status_code == 200


def test_no_answer_leads_to_who_gave_it(desk: Client, visit: Visit, now: dt.datetime) -> None:
    answered(visit, now, remark="Bagus")
    page = desk.get(PAGE).content.decode()
    assert visit.institution not in page
    assert visit.reference not in page


def test_it_costs_the_same_with_many_answers(desk: Client, visit: Visit, now: dt.datetime) -> None:
    desk.get(PAGE)
    costs = []
    for count in (1, 40):
        for _ in range(count):
            answered(visit, now, remark="Bagus")
        with CaptureQueriesContext(connection) as queries:
            desk.get(PAGE)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_a_name_is_taken_out_of_a_remark_and_nothing_else_changes(
    visit: Visit, now: dt.datetime
) -> None:
    answered(visit, now)
    answered(visit, now, remark="Pak Andi ramah")
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    path, answer = "/admin/visits/surveyanswer/", SurveyAnswer.objects.exclude(remark="").get()
    shown = client.get(path).content.decode()
    assert "Pak Andi ramah" in shown
    assert shown.count('class="field-__str__"') == 1
    assert visit.institution not in client.get(f"{path}{answer.pk}/change/").content.decode()
    client.post(f"{path}{answer.pk}/change/", {"remark": "… ramah", "cost": "1"})
    answer.refresh_from_db()
    assert (answer.remark, answer.cost) == ("… ramah", 3)
    assert client.get(f"{path}add/").status_code == 403
    assert client.post(f"{path}{answer.pk}/delete/", {"post": "yes"}).status_code == 403
