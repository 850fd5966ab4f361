"""The demo's past: it is the same every day, and nothing in it breaks a rule."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from tests.conftest import MONDAY
from visits.demo.afterwards import REMARKS
from visits.demo.seed import seed
from visits.files.materials import check_material, materials_for_delegation
from visits.models import Material, Status, SurveyAnswer, Visit
from visits.survey.answering import result_of

pytestmark = pytest.mark.django_db


def test_past_visits_have_answers_and_one_has_material() -> None:
    now = MONDAY + dt.timedelta(days=2)
    assert seed(password="demo-kata-sandi", now=now)
    past = Visit.objects.filter(status=Status.COMPLETED)
    assert all(visit.survey_answers.exists() for visit in past)
    assert not SurveyAnswer.objects.filter(answered_at__gt=now).exists()
    found = result_of(SurveyAnswer.objects.all())
    assert (found.answers, found.visits) == (28, 4)
    assert {e.question.name: str(e.mean) for e in found.elements}["cost"] == "4.00"
    assert str(found.index) == "86.01"
    assert SurveyAnswer.objects.exclude(remark="").count() == len(REMARKS)
    material = Material.objects.get()
    assert materials_for_delegation(material.visit).get() == material
    with material.file.open("rb") as file:
        kept = file.read()
    assert check_material(ContentFile(kept, name="x.pdf")).read() == kept
