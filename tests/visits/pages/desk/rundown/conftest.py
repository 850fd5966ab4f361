"""Who acts beside the desk's own client."""

import pytest
from django.contrib.auth.models import User

from visits.history.events import Actor, staff


@pytest.fixture
def protocol(db: None) -> Actor:
    """A member of the protocol staff."""
    return staff(User.objects.create_user("protokol", is_staff=True))
