"""The report of a period as a PDF: what it says, and that it never says what is not so."""

import datetime as dt
import io
import re
import time
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from scheduling.models import Room
from tests.factories import TopicFactory
from tests.visits.pages.desk.conftest import signed_in
from tests.visits.papers.reading import flat, tags_of, words_of
from tests.visits.reports.past import Row, a_past, answered
from visits.models import Region, Status, Visit
from visits.pages.desk.reports.annual.charts import month_columns
from visits.pages.desk.reports.annual.contents import contents, report_pdf
from visits.pages.desk.reports.annual.findings import findings_of
from visits.pages.desk.reports.annual.tables import section_table
from visits.pages.desk.reports.sections import sections_of
from visits.people import roles
from visits.reports.held import By
from visits.reports.period import Period
from visits.reports.report import Report, report_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]
PAGE = "/petugas/laporan/"
FIRST = dt.date(2025, 11, 17)
NOW = dt.datetime(2027, 2, 1, 2, tzinfo=dt.UTC)
THIS = Period.of_year(2026)


@pytest.fixture
def rows(room: Room) -> list[Row]:
    """Over a year's end, with answers to the survey in three months."""
    rows = a_past(room, first=FIRST, count=160, seed=4)
    for visit in Visit.objects.filter(status=Status.COMPLETED, arrived_at__isnull=False):
        answered(visit, visit.arrived_at + dt.timedelta(hours=4), *[4, 3, 4] * 3)
    return rows


def _both(period: Period = THIS, now: dt.datetime = NOW) -> tuple[Report, Report]:
    return report_of(period, now=now), report_of(period.before, now=now)


def _said(
    period: Period = THIS, *, now: dt.datetime = NOW, compared: bool = True, language: str = "id"
) -> str:
    this, before = _both(period, now)
    with translation.override(language):
        told = findings_of(this, before if compared else None, today=now.date())
        return " ".join(sentence for part in told for sentence in part.sentences)


def test_it_says_what_the_figures_are(rows: list[Row]) -> None:
    this, before = _both()
    said = _said()
    held = this.visitors
    assert f"terlaksana {held.visits} kunjungan dengan" in said
    assert f"{before.visitors.visits} kunjungan pada periode sebelumnya, 2025" in said
    assert "Tamu datang dari 2 provinsi." in said
    assert f"{this.asked.declined} ditolak" in said
    assert f"Dari {held.noted} kunjungan yang kedatangannya dicatat, {held.on_time} (" in said
    assert f"{this.quota.taken} terpakai" in said
    assert "mutu A (Sangat baik)" in said
    assert "Nilai itu sama dengan 2025" in said


def test_it_speaks_english_too(rows: list[Row]) -> None:
    said = _said(language="en")
    assert "visits took place in 2026" in said
    assert "grade A (Very good)" in said
    this, before = _both()
    with translation.override("en"):
        assert "ANNUAL REPORT ON STUDY VISITS" in words_of(report_pdf(this, before, now=NOW))


def test_of_nothing_nothing_is_said_but_that(room: Room) -> None:
    assert _said(compared=False).startswith("Tidak ada kunjungan yang terlaksana selama 2026.")
    for word in ("rata-rata", "tersibuk", "ditolak", "Asal", "IKM", "tepat waktu", "jawaban"):
        assert word not in _said()
    assert _said(Period.of_year(2028)) == "Periode 2028 belum dimulai."


def test_of_one_visit_no_part_no_average_and_no_first_is_told(room: Room) -> None:
    rows = a_past(room, first=dt.date(2026, 3, 2), count=40, seed=4)
    one = Visit.objects.filter(status=Status.COMPLETED, arrived_at__isnull=False)[0]
    Visit.objects.exclude(pk=one.pk).delete()
    assert rows
    said = _said()
    assert "Satu kunjungan terlaksana selama 2026" in said
    assert "Kunjungan itu berasal dari" in said
    assert "Pada periode sebelumnya, 2025, tidak ada kunjungan" in said
    for word in ("rata-rata", "tersibuk", "terbanyak", "Setengah", "Dari 1 kunjungan", "sering"):
        assert word not in said


def test_two_that_are_level_are_never_one_ahead_of_the_other(rows: list[Row]) -> None:
    """As many visits from each province: neither is the first, in no sentence and no title."""
    held = list(Visit.objects.filter(status=Status.COMPLETED).order_by("pk"))
    codes = ["13.02", "51.71"]
    for number, visit in enumerate(held[: len(held) // 2 * 2]):
        visit.region = Region.objects.get(code=codes[number % 2])
        visit.save()
    Visit.objects.filter(pk__in=[v.pk for v in held[len(held) // 2 * 2 :]]).delete()
    whole = Period(FIRST, dt.date(2026, 12, 31))
    assert "Asal terbanyak" not in _said(whole)
    told: dict[str, Any] = contents(*_both(whole), now=NOW)
    titles = [block["text"] for block in told["blocks"] if block["type"] == "heading"]
    assert "Asal tamu" in titles


def test_a_period_that_is_not_over_is_said_to_be_so(rows: list[Row]) -> None:
    said = _said(now=dt.datetime(2026, 2, 2, 2, tzinfo=dt.UTC))
    assert "belum berakhir: angka di sini adalah angka sampai dengan 2 Februari 2026" in said
    assert "disandingkan dengan seluruh periode 2025" in said
    assert "belum berakhir" not in _said()


def test_an_erased_reason_is_none(rows: list[Row]) -> None:
    Visit.objects.filter(status=Status.DECLINED).update(reason="")
    assert "karena" not in _said()
    assert "“”" not in _said()


def test_it_is_read_by_screen_readers_and_on_a_copy(rows: list[Row]) -> None:
    made = report_pdf(*_both(), now=NOW)
    tags = tags_of(made)
    assert tags.count("/H1") == 1
    assert "/H2" in tags
    assert tags.count("/TH") > 10
    alts = _alts(made)
    assert tags.count("/Figure") == len(alts) > 5
    assert sum(alt.startswith("Peta Indonesia. Asal tamu") for alt in alts) == 1
    assert sum(alt.startswith("Diagram batang. ") for alt in alts) == len(alts) - 1
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert "LAPORAN TAHUNAN" in about["dc:title"]


def _alts(made: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(made)) as opened:
        return [
            str(each["/Alt"])
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]


def test_the_same_figures_on_the_same_day_give_the_same_bytes(rows: list[Row]) -> None:
    later = NOW + dt.timedelta(hours=6)
    assert report_pdf(*_both(), now=NOW) == report_pdf(*_both(now=later), now=later)


def test_all_figures_of_the_page_stand_in_it(rows: list[Row]) -> None:
    this, before = _both()
    words = words_of(report_pdf(this, before, now=NOW))
    for counts in this.visitors.by.values():
        for count in counts:
            assert re.search(rf"{re.escape(flat(count.name))} {count.visits} ", words), count


def test_it_is_asked_for_on_the_page(rows: list[Row]) -> None:
    leader = signed_in(roles.LEADER)
    assert "format=pdf" in leader.get(f"{PAGE}?tahun=2026").content.decode()
    begun = time.monotonic()
    sent = leader.get(f"{PAGE}?tahun=2026&format=pdf")
    assert time.monotonic() - begun < 3
    assert sent["Content-Type"] == "application/pdf"
    assert 'filename="laporan-2026.pdf"' in sent["Content-Disposition"]
    assert "dibandingkan" in words_of(sent.content)
    alone = leader.get(f"{PAGE}?tahun=2026&format=pdf&banding=0")
    assert "dibandingkan" not in words_of(alone.content)
    assert leader.get(f"{PAGE}?tahun=abc&format=pdf").status_code == 422


def test_officers_do_not_get_it(rows: list[Row]) -> None:
    assert signed_in(roles.OFFICER).get(f"{PAGE}?tahun=2026&format=pdf").status_code in (302, 403)


def test_it_asks_no_more_than_the_page_and_the_letterhead(
    desk: Client, rows: list[Row], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get(f"{PAGE}?tahun=2026&format=pdf")
    with django_assert_max_num_queries(33):
        desk.get(f"{PAGE}?tahun=2026&format=pdf")


def test_nothing_stands_above_an_empty_month_and_a_long_table_is_cut(rows: list[Row]) -> None:
    visit = Visit.objects.filter(status=Status.COMPLETED, reference__startswith="ST-2026")[0]
    visit.topics.set(TopicFactory.create_batch(60))
    this, before = _both()
    sections = sections_of(this, before)
    (chart,) = month_columns(this, before, sections[0])
    empty = [n for n, month in enumerate(this.visitors.by[By.MONTH]) if not month.visits]
    assert empty
    assert all(chart["groups"][n]["bars"][0]["words"] == "" for n in empty)
    assert section_table(sections[0], before)["whole"]
    topics = next(section for section in sections if section.slug == By.TOPIC)
    table = section_table(topics, before)
    assert len(table["rows"]) == 51
    assert not table["whole"]
    made = report_pdf(this, before, now=NOW)
    assert f"{len(topics.rows) - 50} lainnya" in flat(words_of(made))
