"""Every address of the system, by the room that answers it."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from config.web import csp_reports, figures, health
from visits.pages.frame.admin_fields import take_as_typed
from visits.pages.public import language

# One door for all: its limits and second factor hold for the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
take_as_typed(admin.site)

urlpatterns = [
    path("healthz/live", health.live),
    path("healthz/ready", health.ready),
    path("metrics", figures.metrics),
    path("csp/", csp_reports.report),
    path("i18n/setlang/", language.switch, name="set_language"),
    # The admin's own page asks for the old password as often as anybody likes.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("visits.api.urls")),
    path("api/docs/", include("visits.api.schema.urls")),
    path("api/", include("visits.api.urls_elsewhere")),
    path("", include("keeping.urls")),
    path("", include("notifications.urls")),
    path("", include("visits.pages.urls_desk")),
    path("", include("visits.pages.urls_public")),
]
handler400 = "visits.pages.frame.bodies.bad"
handler429 = "visits.pages.frame.too_many.too_many"  # django-allauth's
handler500 = "config.web.errors.failed"
if settings.DEBUG:
    urlpatterns += [path("gaya/", TemplateView.as_view(template_name="styleguide.html"))]
