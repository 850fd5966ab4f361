"""Which lines of own words are facts, the button, the code: by where their placeholders stand.

What a placeholder brings decides nothing: a delegation that writes "Kapan: besok" into its message
gets no row in the table of facts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.compose.placeholders import CONSTANT, PLACE
from notifications.letterhead import marks
from notifications.letterhead.marks import Kind

_ALONE = re.compile(r"\s*\{\{\s*([a-z_]+)\s*\}\}\s*")
_FACT = re.compile(r"([^:{}]{1,30}): (.*\{\{.*)")
_LABEL = re.compile(r"([^{}]{1,60}):\s*")
# Words in brackets behind a placeholder, as built-in letters have them.
_NOTED = re.compile(r"(.*\}\}) \(([^(){}]+)\)")
# Where each leads, in words for a button, where the line before has none.
_LEADS = {
    "page": gettext_lazy("Open the page of your visit"),
    "confirm": gettext_lazy("Confirm this address"),
    "journey": gettext_lazy("Before the journey"),
    "survey": gettext_lazy("Answer the survey"),
    "duty": gettext_lazy("Answer whether you will be there"),
    "desk": gettext_lazy("Open the visit on the staff desk"),
}
_WRITTEN = frozenset({"message", "missing", "purpose", "reason"})
_MAIN = frozenset({"day", "hours", "when"})
_LISTS = frozenset({"sessions", "materials", "rundown"})
# Sentences and whole texts, no facts for a table.
_NO_FACTS = frozenset({*_WRITTEN, *_LISTS, *_LEADS})


@dataclass(frozen=True)
class _Line:
    """A line of own words, its placeholders not filled yet."""

    text: str
    kind: Kind = Kind.TEXT
    label: str = ""


def filled(text: str, values: dict[str, str]) -> str:
    """Own `text` with its placeholders replaced once, and marked.

    A line whose placeholders are all empty is left out; those that are the same in every letter
    keep none.
    """
    lines = [line for paragraph in _paragraphs(text) for line in _lines(paragraph)]
    shown = [_shown(line, values) for line in lines if _tells(line, values)]
    return "\n".join(shown)


def fill(line: str, values: dict[str, str]) -> str:
    """One line; a value that looks like a placeholder stays what it is."""
    return PLACE.sub(lambda found: values.get(found[1], ""), line)


def _paragraphs(text: str) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip():
            paragraph.append(line)
            continue
        yield from ([paragraph] if paragraph else [])
        yield [""]
        paragraph = []
    yield from ([paragraph] if paragraph else [])


def _lines(paragraph: list[str]) -> list[_Line]:
    facts = [_fact(line) for line in paragraph]
    if all(facts):
        return [fact for fact in facts if fact]
    lines: list[_Line] = []
    for line in paragraph:
        alone = _ALONE.fullmatch(line)
        place = alone[1] if alone else ""
        if place in _LEADS:
            label = _LABEL.fullmatch(lines[-1].text) if lines else None
            if label and lines[-1].kind == Kind.TEXT:
                lines.pop()
            lines.append(_Line(line, Kind.BUTTON, label[1] if label else ""))
        elif place == "code":
            lines.append(_Line(line, Kind.CODE))
        elif place in _LISTS or line.startswith("- "):
            lines.append(_Line(line, Kind.ITEM))
        elif place in _WRITTEN:
            lines.append(_Line(line, Kind.QUOTE))
        else:
            lines.append(_Line(line))
    return lines


def _fact(line: str) -> _Line | None:
    found = _FACT.fullmatch(line.strip())
    if not found or set(PLACE.findall(line)) & _NO_FACTS:
        return None
    alone = _ALONE.fullmatch(found[2])
    kind = Kind.MAP if alone and alone[1] == "map" else Kind.FACT
    return _Line(found[2], kind, found[1])


def _tells(line: _Line, values: dict[str, str]) -> bool:
    places = PLACE.findall(line.text)
    telling = [place for place in places if place not in CONSTANT] or places
    return not places or any(values.get(place) for place in telling)


def _shown(line: _Line, values: dict[str, str]) -> str:
    text = fill(line.text, values)
    show: dict[Kind, Callable[[], Any]] = {
        Kind.FACT: lambda: _fact_shown(line, values),
        Kind.MAP: lambda: marks.map_link(line.label, text.strip(), _("Open the map")),
        Kind.CODE: lambda: marks.code(text.strip()),
        Kind.QUOTE: lambda: marks.quote(text.strip()),
        Kind.ITEM: lambda: _items(text),
        Kind.BUTTON: lambda: _button(line, text.strip()),
    }
    return str(show[line.kind]()) if line.kind in show else text


def _fact_shown(line: _Line, values: dict[str, str]) -> str:
    main = bool(_MAIN & set(PLACE.findall(line.text)))
    noted = _NOTED.fullmatch(line.text) if main else None
    said, note = (noted[1], noted[2]) if noted else (line.text, "")
    return marks.fact(line.label, fill(said, values), main=main, note=note)


def _items(text: str) -> str:
    return "\n".join(marks.item(line.removeprefix("- ")) for line in text.strip().split("\n"))


def _button(line: _Line, address: str) -> str:
    label = line.label or str(_LEADS[PLACE.findall(line.text)[0]])
    return marks.button(label, address, said=bool(line.label))
