"""The style guide shows every component: a section for each source, with the classes it dresses."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.stack import ROOT
from tests.styles.write_css import SOURCES, bundles, imported

GUIDE = ROOT / "templates" / "styleguide"
# Given by scripts, or by what happens; the body is .desk on the desk.
_STATES = re.compile(r"is-|has-script$|desk$")


class Sections(HTMLParser):
    """The classes within each section of a page, by the section's id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.classes: dict[str, set[str]] = {}
        self._open = ""
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sections within one are examples."""
        given = dict(attrs)
        self._depth += tag == "section"
        if tag == "section" and self._depth == 1:
            self._open = str(given["id"])
            self.classes[self._open] = set()
        elif self._depth:
            self.classes[self._open] |= set((given.get("class") or "").split())

    def handle_endtag(self, tag: str) -> None:
        """What stands between sections belongs to none."""
        self._depth -= tag == "section"


def sources() -> Iterator[Path]:
    """Each file that is put together."""
    for bundle in bundles():
        yield from imported(bundle)


def name(source: Path) -> str:
    """As the section is called: `parts-card` for styles/parts/card.css."""
    return "-".join(source.relative_to(SOURCES).with_suffix("").parts)


def dressed(source: Path) -> set[str]:
    """The classes in a source's selectors, but for states."""
    rules = re.sub(r"/\*.*?\*/", "", source.read_text(), flags=re.DOTALL)
    found = re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"\{[^{}]*\}", "", rules))
    return {each for each in found if not _STATES.match(each)}


@pytest.fixture(scope="module")
def sections() -> dict[str, set[str]]:
    """What the guide shows."""
    return Sections(render_to_string("styleguide.html")).classes


def test_each_source_has_its_section_and_each_section_its_source(
    sections: dict[str, set[str]],
) -> None:
    assert list(sections) == [
        name(source) for stem in _stems() for source in imported(SOURCES / f"{stem}.css")
    ]


def test_a_section_is_the_template_of_the_same_name() -> None:
    templates = {path.relative_to(GUIDE).with_suffix("") for path in GUIDE.rglob("*.html")}
    assert templates == {source.relative_to(SOURCES).with_suffix("") for source in sources()}


def test_every_class_is_shown(sections: dict[str, set[str]]) -> None:
    assert set().union(*map(dressed, sources())) - set().union(*sections.values()) == set()


def test_no_class_is_left_that_nothing_has() -> None:
    """Page, script or code names it, or the start of a name that ends in a value."""
    texts = [path.read_text() for path in _that_name_classes()]
    named = {word for text in texts for word in re.findall(r"[\w-]+", text)}
    starts = tuple({word for text in texts for word in re.findall(r"[\w-]+--(?=\{\{)", text)})
    unused = set().union(*map(dressed, sources())) - named
    assert {each for each in unused if not each.startswith(starts)} == set()


@pytest.mark.parametrize("source", sources(), ids=name)
def test_a_section_shows_what_its_source_dresses(
    sections: dict[str, set[str]], source: Path
) -> None:
    assert not dressed(source) or dressed(source) & sections[name(source)]


def _that_name_classes() -> Iterator[Path]:
    pages = set((ROOT / "templates").rglob("*.html")) - set(GUIDE.rglob("*"))
    yield from pages
    yield from (ROOT / "static" / "js").rglob("*.js")
    for room in ("scheduling", "visits", "notifications", "keeping"):
        yield from (ROOT / room).rglob("*.py")


def _stems() -> list[str]:
    order = ["base", "parts", "desk", "day", "settings", "report", "survey"]
    assert sorted(order) == [bundle.stem for bundle in bundles()]
    return order
