"""What is kept of people, why and how long, for everybody: from the table that is walked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keeping.models import Terms
from keeping.table import TABLE


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The statement on personal data."""
    terms = Terms.load()
    kinds = [{"kept": kept, "how_long": kept.how_long(terms)} for kept in TABLE]
    return render(request, "public/privacy.html", {"kinds": kinds})
