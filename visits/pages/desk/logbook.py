"""Records on the desk: who changed which setting, and the page that other rooms' records share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.history.settings_log import said_of
from visits.language.dates import moment_words
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.index import RECORDS, Entry
from visits.people.roles import Right

SIZE = 50
ENTRY = Entry(
    "settings-log",
    gettext_lazy("Log of settings"),
    gettext_lazy("Who changed which setting, and when."),
    RECORDS,
    (Right.SET_LISTS,),
)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Line:
    """One thing on record: its name, more words, where it leads, and a button where one helps."""

    name: str
    words: Sequence[str] = ()
    link: str = ""
    mark: str = ""
    press: str = ""
    button: str = ""


@dataclass(frozen=True)
class Records:
    """A page of them: words, lines, what may be filtered by, and the query of the next page."""

    title: str
    about: str
    lines: Sequence[Line]
    older: str = ""
    choices: Sequence[tuple[str, str]] = ()
    state: str = ""


def some(request: HttpRequest, rows: QuerySet[M]) -> tuple[list[M], str]:
    """Up to SIZE of `rows`, the newest first, and the query that goes on after them, or ""."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    shown = found[:SIZE]
    if len(found) <= SIZE:
        return shown, ""
    kept = {name: request.GET[name] for name in ("q", "state") if request.GET.get(name)}
    return shown, "?" + urlencode({**kept, "before": shown[-1].pk})


def asked(request: HttpRequest) -> str:
    """What was searched for."""
    return request.GET.get("q", "").strip()[:100].replace("\0", "")


def records_page(request: HttpRequest, records: Records) -> HttpResponse:
    """The page."""
    context: dict[str, Any] = {"section": "settings", "records": records, "q": asked(request)}
    return render(request, "desk/settings/records.html", context)


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def settings_log(request: HttpRequest) -> HttpResponse:
    """Who changed which setting on the desk, by a program's own account, or at /admin/."""
    entries = LogEntry.objects.select_related("user", "content_type")
    if q := asked(request):
        said = Q(object_repr__icontains=q) | Q(change_message__icontains=q)
        names = Q(user__username__icontains=q) | Q(user__first_name__icontains=q)
        entries = entries.filter(said | names | Q(user__last_name__icontains=q))
    rows, older = some(request, entries)
    lines = [
        Line(
            name=name,
            words=(
                words,
                (
                    f"{moment_words(entry.action_time)} · "
                    f"{entry.user.get_full_name() or entry.user.get_username()}"
                ),
            ),
            mark=capfirst(entry.content_type.name) if entry.content_type else "",
        )
        for entry in rows
        for name, words in [said_of(entry)]
    ]
    about = _("Who changed which setting, and when; the newest first.")
    return records_page(request, Records(str(ENTRY.title), about, lines, older))
