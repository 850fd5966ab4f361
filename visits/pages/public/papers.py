"""`/cek/` and `/cek/<code>/`: whether a paper is genuine, by its code, a name, or its file."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.confined.running import Busy
from visits.files.scanning import Infected
from visits.language.dates import wait_words
from visits.models import Paper
from visits.pages.frame.bodies import takes_file
from visits.pages.frame.file_field import FileInput
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.typed import Line
from visits.pages.public.check_words import code_headline, doubted_headline, file_headline
from visits.papers.checking.codes import (
    code_typed,
    is_about_one_person,
    is_doubted,
    is_named,
    paper_of,
    short_hash,
)
from visits.papers.checking.dropped import MOST_OCTETS, Looked, look_at
from visits.phrases.refused_files import file_words

# An hour and network: an office of many shares one, and somebody who guesses has 132 bits to guess.
_MOST_LOOKS, _MOST_UNKNOWN, _MOST_NAMES, _MOST_FILES = 600, 60, 30, 40


class NameForm(forms.Form):
    """Whom the paper is about, as it stands there."""

    name = Line(
        label=_("Name on the paper"),
        max_length=120,
        help_text=_("As it is written there; degrees may be left out."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CodeForm(forms.Form):
    """The code that stands beside the QR, where no camera is at hand."""

    code = Line(
        label=_("Code beside the QR"),
        max_length=200,
        help_text=_("22 letters, digits and signs, or the whole address."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code.")},
    )


class FileForm(forms.Form):
    """The file to be compared."""

    file = forms.FileField(
        label=_("The PDF that you have"),
        help_text=_("It is compared and not kept. 10 MB at the most."),
        widget=FileInput(accept=".pdf,application/pdf", largest=MOST_OCTETS),
        error_messages={"required": _("Choose the file first.")},
    )


@dataclass
class _Page:
    """What the page shows beside the paper."""

    code: str
    paper: Paper | None
    name_form: NameForm
    file_form: FileForm
    code_form: CodeForm
    named: bool | None = None
    looked: Looked | None = None
    problem: str = ""
    status: int = 200
    wait: int = 0


@never_cache
@takes_file(MOST_OCTETS)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """The paper of `code`, or without one the way to look for it."""
    now = timezone.now()
    page = _Page(code, None, NameForm(), FileForm(), CodeForm())
    _limit(request, page, "check", most=_MOST_LOOKS, now=now)
    if code and not page.wait:
        page.paper = paper_of(code)
        if page.paper is None:
            page.status = 404
            _limit(request, page, "check-unknown", most=_MOST_UNKNOWN, now=now)
    if request.method == "POST" and not page.wait:
        if "name" in request.POST and page.paper is not None:
            _ask_name(request, page, now)
        elif "code" in request.POST:
            page.code_form = CodeForm(request.POST)
            if page.code_form.is_valid():
                return _to_code(request, page, now)
            page.status = 422
        else:
            _compare(request, page, now)
    return _answer(request, page)


def _to_code(request: HttpRequest, page: _Page, now: dt.datetime) -> HttpResponse:
    """The page of the typed code; what is none of ours is said here, and counts as a guess."""
    code = code_typed(page.code_form.cleaned_data["code"])
    if paper_of(code) is not None:
        return redirect("paper-check-code", code)
    page.status = 422
    _limit(request, page, "check-unknown", most=_MOST_UNKNOWN, now=now)
    if not page.wait:
        words = gettext("No paper of ours has this code. Compare it letter by letter.")
        page.code_form.add_error("code", words)
    return _answer(request, page)


def _limit(request: HttpRequest, page: _Page, form: str, *, most: int, now: dt.datetime) -> None:
    wait = seconds_to_wait(request, form, most=most, now=now)
    if wait:
        words = gettext("Too many checks come from your network. Please try again %(when)s.")
        page.problem, page.wait, page.status = words % {"when": wait_words(wait)}, wait, 429
        page.paper = None


def _ask_name(request: HttpRequest, page: _Page, now: dt.datetime) -> None:
    page.name_form = NameForm(request.POST)
    if not page.name_form.is_valid():
        page.status = 422
        return
    paper = page.paper
    _limit(request, page, "check-name", most=_MOST_NAMES, now=now)
    if paper is not None and not page.wait and is_about_one_person(paper):
        page.named = is_named(paper, page.name_form.cleaned_data["name"])


def _compare(request: HttpRequest, page: _Page, now: dt.datetime) -> None:
    page.file_form = FileForm(request.POST, request.FILES)
    given = request.FILES.get("file")
    if isinstance(given, UploadedFile) and (given.size or 0) > MOST_OCTETS:
        page.file_form.add_error("file", gettext("This file is too large: 10 MB at the most."))
    if not page.file_form.is_valid():
        page.status = 422
        return
    _limit(request, page, "check-file", most=_MOST_FILES, now=now)
    if page.wait:
        return
    try:
        page.looked = look_at(page.file_form.cleaned_data["file"].read(), now=now)
    except Infected as error:
        page.problem, page.status = file_words(error), 422
    except (Busy, OSError) as error:
        page.problem = file_words(error if isinstance(error, Busy) else Busy())
        page.wait, page.status = 60, 503
    # The file is not shown again: a browser does not send it twice by itself.
    page.file_form = FileForm()


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    paper, now = page.paper, timezone.now()
    # What the page speaks of: the file's paper where a file was dropped.
    found = page.looked.paper if page.looked else paper
    doubted = found is not None and is_doubted(found, now=now)
    is_unknown = bool(page.code) and paper is None and not page.wait
    context: dict[str, Any] = {
        "headline": (
            file_headline(
                page.looked,
                is_another=_is_another(page),
                of_code=paper is not None,
                is_doubted=doubted,
            )
            if page.looked
            else code_headline(paper, is_unknown=is_unknown, is_doubted=doubted)
        ),
        "doubted": doubted_headline() if doubted else "",
        "paper_doubted": (
            doubted if found == paper else paper is not None and is_doubted(paper, now=now)
        ),
        "code_form": page.code_form,
        "code": page.code,
        "paper": paper,
        "hash": short_hash(paper) if paper else "",
        "asks_name": paper is not None and is_about_one_person(paper),
        "named": page.named,
        "looked": page.looked,
        "is_another": _is_another(page),
        "name_form": page.name_form,
        "file_form": page.file_form,
        "problem": page.problem,
        "successor": _successor(paper),
        "checked_at": now,
    }
    response = render(request, "public/check.html", context, status=page.status)
    if page.wait:
        response["Retry-After"] = str(page.wait)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _is_another(page: _Page) -> bool:
    """Whether the file is one of ours, but not this page's paper."""
    found = page.looked.paper if page.looked else None
    return found is not None and page.paper is not None and found.pk != page.paper.pk


def _successor(paper: Paper | None) -> Paper | None:
    """The paper that took its place, once that is issued."""
    later = paper.replaced_by if paper else None
    return later if later is not None and later.state != Paper.State.DRAFT else None
