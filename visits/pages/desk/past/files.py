"""The files that were taken in, a new one, and past visits as a file."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visits.confined.running import Busy
from visits.history.events import staff
from visits.imports.drafts import Content, begin
from visits.imports.reading.sheets import MAX_BYTES, FileRefused
from visits.imports.writing import HELD_ALONE, WIDTHS, as_lines, as_rows, file_name, heads, ids_of
from visits.models import ImportBatch, Status
from visits.pages.desk.frame.access import needs
from visits.pages.desk.frame.rows_as_files import xlsx_of
from visits.pages.desk.survey import PeriodForm
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.file_field import FileInput
from visits.people.roles import Right
from visits.phrases.refused_files import file_words

_ACCEPT = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.jsonl"
_SHOWN = 30
_ALL = "all"


class FileForm(forms.Form):
    """A file with past visits."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "Excel, LibreOffice, CSV, or JSON Lines that were written out here. 10 MB at the most. "
            "Nothing is taken in before you have looked at it."
        ),
        widget=FileInput(accept=_ACCEPT, largest=MAX_BYTES),
        error_messages={"required": gettext_lazy("Choose the file first.")},
    )


class OutForm(PeriodForm):
    """The period whose visits are written out, and which of them."""

    status = forms.ChoiceField(
        label=gettext_lazy("Which visits"),
        choices=[
            (Status.COMPLETED.value, gettext_lazy("those that took place")),
            (_ALL, gettext_lazy("all that have or had a session, with their status")),
        ],
        required=False,
        help_text=gettext_lazy("Only those that took place can be taken in again."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(MAX_BYTES)
@needs(Right.PAST)
def files(request: HttpRequest) -> HttpResponse:
    """Send a file, and see those that were sent."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            content = Content.read(sent.read(MAX_BYTES + 1))
        except FileRefused as refused:
            form.add_error("file", str(refused))
        except Busy as busy:
            form.add_error("file", file_words(busy))
        else:
            now = timezone.now()
            batch = begin(content, file_name=sent.name, by=staff(request.user), now=now)
            return redirect("desk-past-columns" if content.sheets else "desk-past-import", batch.pk)
    status = 422 if request.method == "POST" else 200
    return _page(request, form, _period(), status=status)


@never_cache
@require_safe
@needs(Right.PAST)
def as_file(request: HttpRequest) -> HttpResponseBase:
    """The visits of a period, with their `status` where it is `all`: `format` is xlsx or jsonl."""
    form = OutForm(request.GET)
    if not form.is_valid():
        return _page(request, FileForm(), form, status=422)
    first, last = form.cleaned_data["dari"], form.cleaned_data["sampai"]
    told = form.cleaned_data["status"] == _ALL
    ids = ids_of(first, last, Status.values if told else HELD_ALONE)
    if not ids:
        words = _("No visit has its session in that period.")
        messages.warning(request, words if told else _("No visit took place in that period."))
        return redirect("desk-past")
    name = file_name(first, last)
    if request.GET.get("format") == "jsonl":
        return _lines(ids, name, told)
    return _table(ids, name, told)


def _lines(ids: list[int], name: str, told: bool) -> StreamingHttpResponse:
    lines = (f"{line}\n" for line in as_lines(ids, with_status=told))
    answer = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.jsonl"'
    return answer


def _table(ids: list[int], name: str, told: bool) -> FileResponse:
    def rows() -> Any:
        yield heads(with_status=told)
        yield from as_rows(ids, with_status=told)

    return xlsx_of(rows(), name=name, title=_("visits"), widths=WIDTHS, count=len(ids))


def _period() -> OutForm:
    today = timezone.localdate()
    return OutForm(initial={"dari": dt.date(today.year, 1, 1), "sampai": today})


def _page(request: HttpRequest, form: FileForm, period: PeriodForm, *, status: int) -> HttpResponse:
    context = {
        "section": "past",
        "form": form,
        "period": period,
        "files": ImportBatch.objects.defer("source").annotate(here=Count("rows"))[:_SHOWN],
    }
    return render(request, "desk/past/files.html", context, status=status)
