"""The version is said in two places, alike."""

import tomllib
from pathlib import Path

from config.version import VERSION


def test_pyproject_says_the_same_version() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION
