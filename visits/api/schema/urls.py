"""Pages to read and try the API (mounted at /api/docs/); their files are our own host's."""

from django.urls import path
from drf_spectacular.views import SpectacularSwaggerSplitView

urlpatterns = [
    path(
        "",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api_docs.html"),
        name="api-docs",
    ),
]
