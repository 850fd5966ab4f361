"""Every address of the system, by the room that answers it."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from config import health

urlpatterns = [
    path("healthz/live", health.live),
    path("healthz/ready", health.ready),
    path("metrics", health.metrics),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("visits.api.urls")),
    path("api/docs/", include("visits.api.urls_docs")),
    path("api/", include("visits.api.urls_elsewhere")),
    path("", include("notifications.urls")),
    path("", include("visits.pages.urls_desk")),
    path("", include("visits.pages.urls_public")),
]
handler400 = "visits.pages.bodies.bad"
handler500 = "config.errors.failed"
if settings.DEBUG:
    urlpatterns += [path("gaya/", TemplateView.as_view(template_name="styleguide.html"))]
