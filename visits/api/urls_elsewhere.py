"""Any other address below /api/: a problem as well, whichever version was meant."""

from django.urls import re_path

from visits.api.schedule.public import Nowhere

urlpatterns = [re_path(r"^", Nowhere.as_view(schema=None))]
