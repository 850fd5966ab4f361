"""Pages to read and try the API, from our own host alone."""

from django.urls import path
from drf_spectacular.views import SpectacularSwaggerSplitView

urlpatterns = [
    path("", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
