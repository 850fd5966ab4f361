"""The words of one kind of paper in one language: looked at as a paper, then stored."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.history.settings_log import later
from visits.models import PaperKind
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.frame import log
from visits.pages.desk.settings.papers.samples import as_address, known, language_names
from visits.pages.frame.typed import Line, Text
from visits.papers.contents.sample import SITUATIONS, sample
from visits.papers.typesetting.rendering import picture
from visits.papers.wording import own_words
from visits.papers.wording.passages import passages
from visits.papers.wording.placeholders import LONGEST, PLACEHOLDERS, WrongWords, check_text
from visits.people.roles import Right


class WordsForm(forms.Form):
    """A field a passage; what is left empty is as built in."""

    def __init__(self, *args: Any, kind: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = own_words.own(kind, language)
        for name, passage in passages(kind).items():
            initial = told.get(name) or passage.words[language]
            rows = 2 + initial.count("\n") + len(initial) // 70
            self.fields[name] = (
                Line(
                    label=capfirst(str(passage.title)),
                    required=False,
                    max_length=LONGEST,
                    initial=initial,
                )
                if passage.one_line
                else Text(
                    label=capfirst(str(passage.title)),
                    required=False,
                    max_length=LONGEST,
                    initial=initial,
                    widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "true"}),
                )
            )
            # Read and spelt in the paper's language, whatever that of the page.
            self.fields[name].widget.attrs["lang"] = language

    def clean(self) -> dict[str, Any]:
        """Nothing in them that no paper can fill."""
        data: dict[str, Any] = self.cleaned_data
        for name, text in list(data.items()):
            try:
                check_text(name, text)
            except WrongWords as error:
                self.add_error(name, _wrong(error))
        return data


def _wrong(error: WrongWords) -> str:
    if error.code == "unknown_placeholder":
        return _("There is no {{%(place)s}}. See below which there are.") % {
            "place": error.placeholder
        }
    if error.code == "single_braces":
        return _("Write {{%(place)s}}, with two braces on each side.") % {
            "place": error.placeholder
        }
    return _(
        "There is a brace that belongs to no placeholder. Braces stand around placeholders"
        " alone, two on each side, like this: %(example)s."
    ) % {"example": "{{institution}}"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def words(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Look at the words on paper, then store them."""
    chosen = known(kind, language)
    posted = request.POST if request.method == "POST" else None
    form = WordsForm(posted, kind=chosen, language=language)
    situation = request.POST.get("keadaan", request.GET.get("keadaan", ""))
    situation = situation if situation in SITUATIONS.get(chosen, {}) else ""
    seen, shown, changed, status = own_words.seal_of(chosen, language), "", False, 200
    if posted is not None:
        if not form.is_valid():
            seen, status = posted.get("seen", ""), 422
        elif "look" in posted:
            seen = posted.get("seen", "")
            told = {name: text for name, text in form.cleaned_data.items() if text}
            data = sample(chosen, language, now=timezone.now(), situation=situation, words=told)
            shown = as_address(picture(data))
        else:
            try:
                stored = own_words.store(
                    chosen, language, form.cleaned_data, seen=posted.get("seen", "")
                )
            except own_words.Changed:
                changed, status = True, 409
            else:
                done = later(
                    lambda: (
                        _("Words stored: %(kind)s, %(language)s.")
                        % {"kind": chosen.label, "language": language_names(kind)[language]}
                    )
                )
                log(request, stored, done)
                messages.success(request, str(done))
                return redirect("settings-papers")
    context = {
        "section": "settings",
        **_about(chosen, language, situation),
        "form": form,
        "seen": seen,
        "changed": changed,
        "now": own_words.own(chosen, language) if changed else {},
        "shown": shown,
        "own": bool(own_words.own(chosen, language)),
    }
    return render(request, "desk/settings/papers/words.html", context, status=status)


def _about(kind: PaperKind, language: str, situation: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "language": language,
        "languages": [
            (code, name, reverse("settings-paper-words", args=[kind, code]))
            for code, name in language_names(kind).items()
        ],
        "situations": [
            (code, title, code == situation) for code, title in SITUATIONS.get(kind, {}).items()
        ],
        "situation": situation,
        "places": list(PLACEHOLDERS.items()),
    }
