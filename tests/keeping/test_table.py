"""The one table names every table of the database, and each text of a visit has its fate."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone, translation

from keeping.copies.rows import kept_models
from keeping.erasing import visits
from keeping.models import Terms
from keeping.table import NOT_ABOUT_PEOPLE, TABLE
from keeping.terms import Term
from tests.factories import HostFactory
from visits.models import Visit

# Chosen from a list, or made by us.
NO_WORDS = {"reference", "public_id", "nonce", "status", "leader_rank", "language", "last_slot"} | {
    "letter_instead"
}


def test_every_table_of_the_database_is_named_once() -> None:
    """Whoever adds a model says here whether it is about people, and how long it is kept."""
    named = Counter(label for kept in TABLE for label in kept.holds) + Counter(NOT_ABOUT_PEOPLE)
    sessions = {"sessions.Session", "usersessions.UserSession"}
    there = {model._meta.label for model in kept_models(apps)} | sessions
    assert set(named) ^ there == set()
    assert [label for label, times in named.items() if times > 1] == []


def test_each_text_of_a_visit_is_emptied_or_stays_on_purpose() -> None:
    texts = {
        field.name
        for field in Visit._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.FileField)
    }
    assert texts == {*visits.EMPTIED, *visits.STAYING, *NO_WORDS}


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Term(months=12), "2025-11-23"),
        (Term(months=11), "2025-12-23"),
        (Term(months=9), "2026-02-23"),
        (Term(days=30), "2026-10-24"),
    ],
)
def test_a_term_is_counted_by_the_calendar(term: Term, expected: str) -> None:
    assert term.before(timezone.now()).date().isoformat() == expected


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert Term(months=1).before(timezone.now().replace(month=3, day=31)).day == 28


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_privacy_page_says_each_row_with_the_times_of_this_host(
    client: Client, language: str
) -> None:
    HostFactory.create()
    Terms.objects.create(pk=1, people_months=7)
    page = client.get("/privasi/", headers={"accept-language": language}).content.decode()
    with translation.override(language):
        for kept in TABLE:
            assert str(kept.what) in page
    assert ("7 bulan" if language == "id" else "7 months") in page
