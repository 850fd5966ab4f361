"""The house stays one that can be lived in: few modules side by side, each short, well named."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("config", "scheduling", "visits", "notifications", "keeping")
MOST_MODULES, MOST_LINES = 14, 320
# Longer, each for its reason: settings are one list that is read from top to bottom; the demo's
# people and words are data.
LONG = {"config/settings.py", "visits/demo/content.py"}
NO_WORDS = {
    "visits/templatetags",
    "visits/models",
    "notifications/pages",
    "keeping/pages",
    "notifications/templatetags",
    "scheduling/models",
}
# Written by Django, or one file a command by its own rule.
NOT_OURS = ("migrations", "management", "formats", "__pycache__")


def modules() -> list[Path]:
    """Every module of the rooms and their wiring, by its path below the root."""
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return sorted(path.relative_to(ROOT) for path in found if not set(path.parts) & set(NOT_OURS))


def packages() -> dict[Path, list[Path]]:
    """The modules of each package; packages inside it count as rooms of their own."""
    of: dict[Path, list[Path]] = {}
    for path in modules():
        if path.name != "__init__.py":
            of.setdefault(path.parent, []).append(path)
    return of


def test_no_folder_has_more_modules_than_one_sees_at_a_glance() -> None:
    wide = {str(folder): len(held) for folder, held in packages().items()}
    assert {folder: n for folder, n in wide.items() if n > MOST_MODULES} == {}


def test_no_module_is_too_long_to_read_in_one_go() -> None:
    lines = {str(path): len((ROOT / path).read_text().splitlines()) for path in modules()}
    assert {path: n for path, n in lines.items() if n > MOST_LINES and path not in LONG} == {}


def test_each_package_says_what_is_decided_there() -> None:
    silent = [
        str(folder)
        for folder in packages()
        if not ast.get_docstring(ast.parse((ROOT / folder / "__init__.py").read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc", "services"])
def test_no_module_is_named_after_nothing(word: str) -> None:
    assert not [path for path in modules() if word in path.stem or word in path.parts]


def glossary() -> list[tuple[str, str, str]]:
    """The rows of docs/glossary.md: word, Indonesian, the module or package that owns it."""
    text = (ROOT / "docs/glossary.md").read_text()
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| .*? \| `([^`]+)` \|$", text, re.MULTILINE)
    return [(word, indonesian, owner) for word, indonesian, owner in rows]


def test_each_word_of_the_glossary_has_one_meaning_and_an_owner_that_is_there() -> None:
    words = [word.lower() for word, _, _ in glossary()]
    assert len(words) > 40
    assert sorted(set(words)) == sorted(words)
    assert [owner for _, _, owner in glossary() if not (ROOT / owner).exists()] == []


def test_each_package_is_a_word_of_the_glossary() -> None:
    owners = {owner.rstrip("/") for _, _, owner in glossary()}
    named = owners | {str(Path(owner).parent) for owner in owners}
    rooms = {str(folder) for folder in packages() if len(folder.parts) == 2}
    # Doors and Django's own corners have no word of their own; config/ is wiring.
    ours = {room for room in rooms if not room.startswith("config/")} - NO_WORDS
    assert sorted(ours - named) == []
