"""The host's own templates of rundowns, a setting: made and changed as a rundown is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visits.agenda.items import MOST
from visits.agenda.templates import (
    GUEST,
    NOBODY,
    RECEIVING,
    Part,
    as_stored,
    parts_of,
    usual_parts,
)
from visits.models import AgendaTemplate
from visits.pages.desk.frame.access import needs
from visits.pages.desk.rundown.rows import Row, acted, checked, rows_in
from visits.pages.desk.settings.fields import SettingForm
from visits.pages.desk.settings.frame import Removal, log, remove
from visits.pages.desk.settings.index import TIME, Entry
from visits.people.roles import Right
from visits.phrases.rundowns import too_many_words

ENTRY = Entry(
    "settings-rundowns",
    gettext_lazy("Templates of rundowns"),
    gettext_lazy("What the rundown of a visit begins with."),
    TIME,
    (Right.SET_LISTS,),
)
WHO = (
    (NOBODY, gettext_lazy("nobody yet")),
    (RECEIVING, gettext_lazy("the receiving officer")),
    (GUEST, gettext_lazy("the delegation's leader")),
)


class TemplateForm(SettingForm):
    """What it is called, and for which length of session; its items are rows beside it."""

    class Meta:
        model = AgendaTemplate
        fields = ["name", "minutes"]
        help_texts = {
            "minutes": gettext_lazy("Of the templates the one nearest to the session is taken.")
        }

    def clean_minutes(self) -> int:
        """At most a day."""
        minutes: int = self.cleaned_data["minutes"]
        if minutes > 24 * 60:
            raise forms.ValidationError(_("A session has 24 hours at the most."))
        return minutes


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def templates(request: HttpRequest) -> HttpResponse:
    """All of them, the shortest first."""
    rows = [
        (t.name, _about(t), True, reverse("settings-rundown", args=[t.pk]))
        for t in AgendaTemplate.objects.all()
    ]
    context = {
        "section": "settings",
        "title": _("Templates of rundowns"),
        "rows": rows,
        "new": reverse("settings-rundown-new"),
        "button": _("New template"),
    }
    return render(request, "desk/settings/list.html", context)


def _about(template: AgendaTemplate) -> str:
    number = len(template.items)
    items = ngettext("%(number)s item", "%(number)s items", number) % {"number": number}
    minutes = _("%(minutes)s minutes") % {"minutes": template.minutes}
    return f"{minutes} · {items}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new one, which begins with the usual items, or one that is there."""
    found = get_object_or_404(AgendaTemplate, pk=pk) if pk else None
    if request.method != "POST":
        rows = _rows_of(parts_of(found) if found else usual_parts())
        total = sum(row.length for row in rows)
        form = TemplateForm(
            prefix="template", instance=found, initial={} if found else {"minutes": total}
        )
        return _page(request, found, form, rows)
    form = TemplateForm(request.POST, prefix="template", instance=found)
    rows = rows_in(request.POST)
    if act := request.POST.get("act", ""):
        return _page(request, found, form, acted(rows, act, minutes=sum(r.length for r in rows)))
    rows = checked(rows)
    problem = ""
    if not rows or len(rows) > MOST:
        problem = too_many_words() if rows else _("Write an item at least.")
    elif any(row.errors for row in rows):
        problem = _("Look at the items that are marked.")
    if not form.is_valid() or problem:
        return _page(request, found, form, rows, problem=problem, status=422)
    with transaction.atomic():
        form.instance.items = as_stored(_parts_in(rows))
        log(request, form.save(), gettext_lazy("The template is saved."))
    messages.success(request, _("The template is saved."))
    return redirect("settings-rundowns")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def remove_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away; rundowns that were made from it stay."""
    found = get_object_or_404(AgendaTemplate, pk=pk)
    removal = Removal(
        title=found.name,
        words=_("Rundowns that were made from it stay as they are."),
        back=reverse("settings-rundowns"),
        take=found.delete,
        done=gettext_lazy("The template is removed."),
        button=_("Remove"),
    )
    return remove(request, removal)


# A template's rows are those of the editor: `who` is one of WHO, `place` the English title.


def _rows_of(parts: list[Part]) -> list[Row]:
    return [Row(minutes=str(p.minutes), title=p.title, who=p.who, place=p.title_en) for p in parts]


def _parts_in(rows: list[Row]) -> list[Part]:
    known = {code for code, _words in WHO}
    return [
        Part(row.length, row.title, row.place, row.who if row.who in known else NOBODY)
        for row in rows
    ]


def _page(
    request: HttpRequest,
    found: AgendaTemplate | None,
    form: TemplateForm,
    rows: list[Row],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "settings",
        "found": found,
        "form": form,
        "rows": rows,
        "problem": problem,
        "who": WHO,
        "most": MOST,
        "total": sum(row.length for row in rows),
        "blank": Row(minutes="10"),
    }
    return render(request, "desk/rundown/template.html", context, status=status)
