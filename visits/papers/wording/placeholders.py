"""Placeholders in passages: which there are, what each stands for, and how they are filled.

`{{institution}}` is replaced once, by plain text: a value that looks like a placeholder
stays what it is. A paragraph whose placeholders are all empty is left out, as in mails.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from visits.papers.wording.passages import languages, passages

_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_SINGLE = re.compile(r"(?<!\{)\{\s*([a-z_]+)\s*\}(?!\})")
_BRACES = re.compile(r"[{}]")
LONGEST = 2000
# Half a sentence that may be lacking: a paragraph stands without it.
_OPTIONAL = frozenset({"until"})

PLACEHOLDERS: Mapping[str, str | Promise] = {
    "institution": pgettext_lazy("placeholder", "the institution"),
    "head_of_institution": pgettext_lazy("placeholder", "who heads it: “Kepala …”, “Ketua …”"),
    "region": pgettext_lazy("placeholder", "its region, without its kind"),
    "region_full": pgettext_lazy("placeholder", "its region: “Kabupaten Solok”"),
    "people": pgettext_lazy("placeholder", "how many people, in figures and words"),
    "came": pgettext_lazy("placeholder", "how many were present, in figures and words"),
    "leader": pgettext_lazy("placeholder", "the leader's name"),
    "leader_position": pgettext_lazy("placeholder", "the leader's position"),
    "day": pgettext_lazy("placeholder", "the day: “Selasa, 15 Desember 2026”"),
    "hours": pgettext_lazy("placeholder", "the hours: “13.30–15.30 WIB”"),
    "where": pgettext_lazy("placeholder", "the room"),
    "host": pgettext_lazy("placeholder", "the host's name"),
    "office": pgettext_lazy("placeholder", "the responsible office"),
    "address": pgettext_lazy("placeholder", "the host's address"),
    "phone": pgettext_lazy("placeholder", "the host's phone"),
    "letter_number": pgettext_lazy("placeholder", "the number of their letter"),
    "letter_date": pgettext_lazy("placeholder", "the date of their letter"),
    "letter_until": pgettext_lazy(
        "placeholder", "until when the official letter must be here, or nothing"
    ),
    "request_date": pgettext_lazy("placeholder", "the day on which they asked"),
    "reference": pgettext_lazy("placeholder", "the visit's reference"),
    "purpose": pgettext_lazy("placeholder", "what they want to learn, in their words"),
    "topics": pgettext_lazy("placeholder", "the topics"),
    "officer": pgettext_lazy("placeholder", "the receiving officer"),
    "reason": pgettext_lazy("placeholder", "the reason given, as sentences of its own"),
    "until": pgettext_lazy(
        "placeholder", "until when they may answer: “ paling lambat …”, or nothing"
    ),
}


class WrongWords(ValueError):
    """Words that no paper can be made with; `passage` and, where it is one, the `placeholder`.

    `code` is `unknown_placeholder`, `single_braces` (around a known one), `stray_braces`,
    `unknown_passage`, `unknown_language`, `no_text` or `too_long`.
    """

    def __init__(self, code: str, *, passage: str, placeholder: str = "") -> None:
        super().__init__(f"{code}: {placeholder or passage}")
        self.code = code
        self.passage = passage
        self.placeholder = placeholder


def check_words(kind: str, words: Mapping[str, Any]) -> None:
    """Raise WrongWords, with the name, where `words` (as in PaperForm.words) cannot be used."""
    for language, told in words.items():
        if language not in languages(kind) or not isinstance(told, Mapping):
            raise WrongWords("unknown_language", passage=str(language))
        for name, text in told.items():
            if name not in passages(kind):
                raise WrongWords("unknown_passage", passage=str(name))
            if not isinstance(text, str):
                raise WrongWords("no_text", passage=name)
            check_text(name, text)


def check_text(passage: str, text: str) -> None:
    """Raise WrongWords where one passage's text names what there is not, or has stray braces."""
    if len(text) > LONGEST:
        raise WrongWords("too_long", passage=passage)
    for place in _PLACE.findall(text):
        if place not in PLACEHOLDERS:
            raise WrongWords("unknown_placeholder", passage=passage, placeholder=place)
    rest = _PLACE.sub("", text)
    for place in _SINGLE.findall(rest):
        if place in PLACEHOLDERS:
            raise WrongWords("single_braces", passage=passage, placeholder=place)
    if _BRACES.search(rest):
        raise WrongWords("stray_braces", passage=passage)


def own_text(kind: str, passage: str, language: str, words: Mapping[str, Any]) -> str:
    """The host's text of a passage, else the program's own; with its placeholders."""
    told = words.get(language)
    text = told.get(passage, "") if isinstance(told, Mapping) else ""
    return text.strip() or passages(kind)[passage].words[language]


def filled(text: str, values: Mapping[str, str]) -> list[str]:
    """The paragraphs of `text` with their placeholders replaced; without those that say nothing."""
    return list(_filled(text, values))


def _filled(text: str, values: Mapping[str, str]) -> Iterator[str]:
    for paragraph in text.split("\n"):
        places = [place for place in _PLACE.findall(paragraph) if place not in _OPTIONAL]
        if not paragraph.strip() or (places and not any(values.get(place) for place in places)):
            continue
        yield _PLACE.sub(lambda found: values.get(found[1], ""), paragraph).strip()
