"""What guests answered to the satisfaction survey (SKM); nothing of it says who they are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visits.models.office.notices import PrivacyNotice
from visits.models.visit import Visit

# The nine elements of PermenPANRB 14/2017 with its titles and in its order; survey/questions.py
# asks them.
TITLES = {
    "requirements": _("Requirements"),
    "procedure": _("System, mechanism and procedure"),
    "timeliness": _("Time of completion"),
    "cost": _("Cost or tariff"),
    "product": _("Product of the service"),
    "competence": _("Competence of staff"),
    "conduct": _("Conduct of staff"),
    "complaints": _("Handling of complaints, suggestions and input"),
    "facilities": _("Facilities and infrastructure"),
}
ELEMENTS = tuple(TITLES)


class SurveyAnswer(models.Model):
    """One guest's answer: a score from 1 (worst) to 4 for each element, and perhaps a remark.

    `nonce` names the form that was sent, so that a form sent twice counts once.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="survey_answers")
    nonce = models.CharField(max_length=32, editable=False)
    answered_at = models.DateTimeField(_("answered at"))
    requirements = models.PositiveSmallIntegerField(TITLES["requirements"])
    procedure = models.PositiveSmallIntegerField(TITLES["procedure"])
    timeliness = models.PositiveSmallIntegerField(TITLES["timeliness"])
    cost = models.PositiveSmallIntegerField(TITLES["cost"])
    product = models.PositiveSmallIntegerField(TITLES["product"])
    competence = models.PositiveSmallIntegerField(TITLES["competence"])
    conduct = models.PositiveSmallIntegerField(TITLES["conduct"])
    complaints = models.PositiveSmallIntegerField(TITLES["complaints"])
    facilities = models.PositiveSmallIntegerField(TITLES["facilities"])
    remark = models.TextField(_("remark"), max_length=1000, blank=True)
    # The version of the privacy notice that the form led to; empty in older answers.
    notice = models.ForeignKey(
        PrivacyNotice, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-answered_at", "-id"]
        verbose_name = _("answer to the survey")
        verbose_name_plural = _("answers to the survey")
        constraints = [
            models.UniqueConstraint(fields=["visit", "nonce"], name="a_form_is_answered_once"),
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": (1, 4) for name in ELEMENTS}),
                name="scores_are_one_to_four",
            ),
        ]
        indexes = [models.Index(fields=["answered_at"], name="survey_answers_by_time")]

    def __str__(self) -> str:
        return f"{self.answered_at:%Y-%m} {self.remark[:60]}"
