"""The OpenAPI description in the eyes of a linter that knows many programs' habits."""

import subprocess

import pytest

from tests.services import SPECTRAL
from tests.stack import ROOT


@pytest.mark.needs_spectral
def test_spectral_finds_nothing() -> None:
    rules = ROOT / "tests/node/openapi-rules.yaml"
    done = subprocess.run(
        [SPECTRAL, "lint", ROOT / "docs/openapi.yaml", "-r", rules, "--fail-severity=hint"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
