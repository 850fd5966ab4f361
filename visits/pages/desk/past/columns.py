"""What the columns of a file mean: guessed or remembered, with samples, and corrected by hand."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.imports.drafts import Changed, Content, changing
from visits.imports.reading.fields import WORDS, Field
from visits.imports.reading.rows import not_mapped
from visits.imports.reading.tables import samples, titles_of
from visits.models import ImportBatch
from visits.pages.desk.frame.access import needs
from visits.people.roles import Right


@dataclass(frozen=True)
class Column:
    """A column of the file: its head, what stands in it, and what it is taken for."""

    name: str
    title: str
    samples: list[str]
    field: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PAST)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a field for each column; what is needed and missing is said."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if batch.state != ImportBatch.State.DRAFT:
        return redirect("desk-past-import", pk)
    tables, without = Content.kept(bytes(batch.source)).tables()
    titles = titles_of(tables)
    chosen: dict[str, str] = dict(batch.columns)
    problems: list[str] = []
    if request.method == "POST":
        given = {title: request.POST.get(f"c{n}", "") for n, title in enumerate(titles)}
        chosen = {title: one for title, one in given.items() if one in tuple(Field)}
        problems = _twice(chosen)
        problems += [q.why for q in not_mapped({t: Field(one) for t, one in chosen.items()})]
        if not problems:
            try:
                with changing(batch) as held:
                    held.columns = chosen
            except Changed:
                words = _("This file was taken in or given up meanwhile.")
                messages.warning(request, words)
                return redirect("desk-past")
            return redirect("desk-past-import", pk)
    context = {
        "section": "past",
        "batch": batch,
        "columns": [
            Column(f"c{n}", title, samples(tables, title), chosen.get(title, ""))
            for n, title in enumerate(titles)
        ],
        "fields": list(WORDS.items()),
        "problems": problems,
        "sheets": [table.sheet for table in tables if table.sheet],
        "without": without,
    }
    return render(request, "desk/past/columns.html", context, status=422 if problems else 200)


def _twice(chosen: dict[str, str]) -> list[str]:
    given = list(chosen.values())
    words = _("“%(field)s” is chosen for two columns.")
    return [
        words % {"field": WORDS[Field(one)]} for one in dict.fromkeys(given) if given.count(one) > 1
    ]
