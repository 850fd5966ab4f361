"""The API, version 1 (mounted at /api/v1/)."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from visits.api import views_public, views_staff, views_visits

_VISIT = r"^visits/(?P<reference>[A-Za-z0-9-]{1,16})/"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("weeks/", views_public.Weeks.as_view()),
    path("weeks/<str:week>/", views_staff.OneWeek.as_view()),
    path("slots/", views_public.Slots.as_view()),
    path("regions/", views_public.Regions.as_view()),
    path("agencies/", views_public.Agencies.as_view()),
    path("topics/", views_public.Topics.as_view()),
    path("events/", views_staff.Events.as_view()),
    path("visits/", views_visits.Visits.as_view()),
    re_path(_VISIT + r"$", views_visits.OneVisit.as_view()),
    re_path(_VISIT + r"verify/$", views_visits.Verify.as_view()),
    re_path(_VISIT + r"accept/$", views_visits.Accept.as_view()),
    re_path(_VISIT + r"cancel/$", views_visits.Cancel.as_view()),
    re_path(_VISIT + r"approve/$", views_staff.Approve.as_view()),
    re_path(_VISIT + r"decline/$", views_staff.Decline.as_view()),
    re_path(_VISIT + r"propose/$", views_staff.Propose.as_view()),
    re_path(_VISIT + r"assign/$", views_staff.Assign.as_view()),
    re_path(_VISIT + r"check-in/$", views_staff.CheckIn.as_view()),
    re_path(_VISIT + r"complete/$", views_staff.Complete.as_view()),
    re_path(_VISIT + r"no-show/$", views_staff.NoShow.as_view()),
    re_path(r"^", views_public.Nowhere.as_view(schema=None)),
]
