"""Files that no row names go after a day; all others stay."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from pytest_django import Settings

from notifications.due import run_due
from tests.factories import a_visit
from visits.files.orphans import sweep_orphans
from visits.life.requesting import _keep_letter
from visits.models import Host, Visit

pytestmark = pytest.mark.django_db


def letter() -> ContentFile[bytes]:
    return ContentFile(b"%PDF-1.7\n%%EOF\n", name="surat.pdf")


def aged(now: dt.datetime, **by: int) -> None:
    """All files are as old as this."""
    moment = (now - dt.timedelta(**by)).timestamp()
    for path in Path(default_storage.path("")).rglob("*.*"):
        os.utime(path, (moment, moment))


def test_the_letter_of_a_refused_request_goes_after_a_day(
    host: Host, room: object, now: dt.datetime, settings: Settings
) -> None:
    kept, refused = a_visit(), a_visit()
    _keep_letter(kept, letter())
    with transaction.atomic():
        _keep_letter(refused, letter())
        transaction.set_rollback(True)
    left = Path(default_storage.path("letters")) / refused.public_id
    (left / ".part-1").write_bytes(b"half")
    aged(now, hours=23)
    assert sweep_orphans(now=now) == 0
    cache.clear()
    aged(now, hours=25)
    run_due(now=now)
    assert list(left.iterdir()) == []
    assert Visit.objects.get(pk=kept.pk).letter_file.read() == letter().read()


def test_it_is_looked_for_once_a_day(host: Host, now: dt.datetime) -> None:
    default_storage.save("materials/x/a.pdf", letter())
    sweep_orphans(now=now)
    aged(now, days=3)
    assert sweep_orphans(now=now) == 0
    cache.clear()
    assert sweep_orphans(now=now) == 1
