"""What the tests of incoming mail share."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _trusting(settings: Settings) -> None:
    """Answers count; who is not believed is the matter of some tests alone."""
    settings.INBOX_TRUST_UNPROVEN = True
