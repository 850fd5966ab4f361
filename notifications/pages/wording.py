"""Settings of this room on the desk: letters in own words, tried before they are kept."""

from typing import Any, cast

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notifications.compose import own_words, placeholders, preview, wording
from notifications.compose.wording import Words
from notifications.models import MessageTemplate
from notifications.plan.readers import readers
from notifications.plan.titles import READERS, TITLES
from visits.access.fingerprints import seal
from visits.history.settings_log import later
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.frame import log
from visits.pages.desk.settings.index import PEOPLE, Entry
from visits.pages.frame.typed import Line, Text
from visits.people.roles import Right

ENTRY = Entry(
    "settings-words",
    gettext_lazy("Words of letters"),
    gettext_lazy("What the e-mails say to delegations, officers and yourselves."),
    PEOPLE,
    (Right.SET_LISTS,),
)
_LONGEST_SUBJECT, _LONGEST_TEXT = 200, 5000  # as models.MessageTemplate keeps them


class WordsForm(forms.Form):
    """Subject and text of one letter; blank is built in."""

    subject = Line(
        label=gettext_lazy("Subject"),
        required=False,
        max_length=_LONGEST_SUBJECT,
        help_text=gettext_lazy("Empty: as built in."),
    )
    text = Text(
        label=gettext_lazy("Text"),
        required=False,
        max_length=_LONGEST_TEXT,
        help_text=gettext_lazy("Empty: as built in. Leave the words in double braces as they are."),
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true"}),
    )
    awkward = forms.BooleanField(
        label=gettext_lazy("with names as awkward as they come"), required=False
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean(self) -> dict[str, Any]:
        """Cleaned as all texts are, and nothing in them that a letter cannot fill."""
        data: dict[str, Any] = self.cleaned_data
        if not self.errors:
            for field, troubles in placeholders.problems(
                self.name, subject=data["subject"], text=data["text"]
            ).items():
                self.add_error(field, [ValidationError(trouble) for trouble in troubles])
        return data

    @property
    def words(self) -> Words:
        """What was typed."""
        return Words(self.cleaned_data["subject"], self.cleaned_data["text"])


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def letters(request: HttpRequest) -> HttpResponse:
    """All letters by their readers, and which of them are in own words; one query."""
    worded = MessageTemplate.objects.exclude(subject="", text="")
    own = set(worded.values_list("name", "language"))
    reader_of = readers()
    groups = [
        (
            words,
            [
                (title, [(*link, (name, link[0]) in own) for link in _links(name)])
                for name, title in TITLES.items()
                if reader_of[name] == reader
            ],
        )
        for reader, words in READERS.items()
    ]
    context = {"section": "settings", "groups": groups}
    return render(request, "desk/settings/letters.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def letter(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """One letter in one language: look at the words, then store them."""
    _exists(name, language)
    own, draft = own_words.own(name, language), wording.draft(name, language)
    initial = {"subject": own.subject or draft.subject, "text": own.text or draft.text}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=initial, name=name)
    seen, shown, changed, status = seal(own), None, False, 200
    if request.method == "POST":
        posted = request.POST.get("seen", "")
        if not form.is_valid():
            seen, status = posted, 422
        elif "look" in request.POST:
            seen = posted
            shown = preview.trial(
                name,
                language,
                subject=form.words.subject,
                text=form.words.text,
                awkward=form.cleaned_data["awkward"],
            )
        else:
            try:
                stored = own_words.store(name, language, form.words, seen=posted)
            except own_words.Changed:
                own = own_words.own(name, language)
                seen, changed, status = seal(own), True, 409
            else:
                done = later(
                    lambda: _("Words of the letter “%(title)s” stored.") % {"title": TITLES[name]}
                )
                log(request, stored, done)
                messages.success(request, str(done))
                return redirect("settings-words")
    places = placeholders.placeholders(name)
    context = {
        **_about(name, language),
        "form": form,
        "seen": seen,
        "own": own,
        "has_own": own != own_words.BUILT_IN,
        "changed": changed,
        "shown": Words(own.subject or draft.subject, own.text or draft.text),
        "preview": shown,
        "framed": _in_page(shown.html, request) if shown else "",
        "languages": _links(name),
        "places": [(p, words, p in placeholders.needed(name)) for p, words in places.items()],
    }
    page = render(request, "desk/settings/letter.html", context, status=status)
    return _with_styles_of_mail(page, request) if shown else page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SET_LISTS)
def built_in(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Back to the built-in words, after a look at those that go."""
    _exists(name, language)
    status = 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            own_words.store(name, language, own_words.BUILT_IN, seen=seen)
        except own_words.Changed:
            status = 409
        else:
            said = gettext_lazy("The letter “%(title)s” has its built-in words again.")
            done = later(lambda: said % {"title": TITLES[name]})
            log(request, None, done)
            messages.success(request, str(done))
            return redirect("settings-words")
    own = own_words.own(name, language)
    context = {
        **_about(name, language),
        "own": own,
        "has_own": own != own_words.BUILT_IN,
        "changed": status == 409,
        "seen": seal(own),
        "back": reverse("settings-word", args=[name, language]),
    }
    return render(request, "desk/settings/letter_built_in.html", context, status=status)


def _in_page(html: str, request: HttpRequest) -> str:
    """A letter's HTML for a frame of this page, whose rules the frame takes over."""
    return html.replace("<style>", f'<style nonce="{request.csp_nonce}">')  # type: ignore[attr-defined]  # by its middleware


def _with_styles_of_mail(page: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The page may show a mail's inline styles; its frame runs nothing and leads nowhere."""
    allowed = csp_update({"style-src-attr": [UNSAFE_INLINE]})(lambda _: page)(request)
    return cast(HttpResponse, allowed)


def _exists(name: str, language: str) -> None:
    if name not in readers() or language not in placeholders.languages(name):
        raise Http404


def _links(name: str) -> list[tuple[str, str, str]]:
    """Each language of a letter: its code, its own name, and where the letter is worded in it."""
    native = dict(settings.LANGUAGES)
    codes = placeholders.languages(name)
    return [(code, native[code], reverse("settings-word", args=[name, code])) for code in codes]


def _about(name: str, language: str) -> dict[str, Any]:
    return {
        "section": "settings",
        "name": name,
        "title": TITLES[name],
        "reader": READERS[readers()[name]],
        "language": language,
        "language_name": dict(settings.LANGUAGES)[language],
    }
