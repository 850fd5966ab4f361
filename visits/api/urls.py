"""Version 1 of the API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from visits.api import views_reference as reference
from visits.api import views_schedule as schedule
from visits.api import views_visits as visits

_STEPS = (
    "approve",
    "decline",
    "propose",
    "accept",
    "cancel",
    "assign",
    "check-in",
    "complete",
    "no-show",
)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("weeks/", schedule.Weeks.as_view()),
    path("weeks/<str:week>/", schedule.OneWeek.as_view()),
    path("slots/", schedule.Slots.as_view()),
    path("regions/", reference.Regions.as_view()),
    path("agencies/", reference.Agencies.as_view()),
    path("topics/", reference.Topics.as_view()),
    path("events/", visits.Events.as_view()),
    path("visits/", visits.Visits.as_view()),
    path("visits/<str:reference>/", visits.OneVisit.as_view()),
    path("visits/<str:reference>/verify/", visits.Verify.as_view()),
    *(
        path(f"visits/<str:reference>/{step}/", visits.Step.as_view(step=step), name=f"api-{step}")
        for step in _STEPS
    ),
]
