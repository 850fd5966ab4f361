"""What is served as CSS is what its sources say, and each source is small and in a bundle."""

import re
from pathlib import Path

import pytest

from tests.styles.write_css import SERVED, SOURCES, bundles, imported, put_together


def test_the_repository_holds_what_the_sources_give() -> None:
    assert {path.name: path.read_text() for path in SERVED.glob("*.css")} == {
        bundle.name: put_together(bundle) for bundle in bundles()
    }, "run make css and look at the difference"


def test_every_source_is_in_its_bundle_once() -> None:
    for bundle in bundles():
        assert sorted(imported(bundle)) == sorted((SOURCES / bundle.stem).rglob("*"))
    named = {bundle.stem for bundle in bundles()}
    assert {path.name for path in SOURCES.iterdir() if path.is_dir()} == named


def test_a_source_is_one_component_on_a_few_screens() -> None:
    lines = {path: path.read_text().count("\n") for path in SOURCES.rglob("*.css")}
    assert {path: count for path, count in lines.items() if count > 200} == {}


def test_a_source_stands_by_itself() -> None:
    for path in SOURCES.rglob("*/*.css"):
        text = path.read_text()
        assert text.startswith("/* "), f"{path} does not say what it is"
        # Cut at the ends of files, an open brace would swallow the next one.
        assert text.count("{") == text.count("}"), path


# The code of a second factor is smaller than a ticket's.
_TWICE = {"qr"}


def test_a_class_is_dressed_by_one_source() -> None:
    """Two that give one name to two things dress each other's: bundles meet on a page."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCES.rglob("*/*.css")):
        for name in re.findall(r"^\.([\w-]+) \{", path.read_text(), re.MULTILINE):
            found.setdefault(name, []).append(path.name)
    assert {n: f for n, f in found.items() if len(set(f)) > 1 and n not in _TWICE} == {}


def test_a_bundle_that_holds_rules_is_refused(tmp_path: Path) -> None:
    bundle = tmp_path / "parts.css"
    bundle.write_text('/* Parts. */\n@import "parts/card.css";\n.card {\n}\n')
    with pytest.raises(ValueError, match=r"may only import files: \.card"):
        imported(bundle)
