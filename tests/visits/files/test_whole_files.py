"""Stored files: whole or not there at all."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from visits.files.whole_files import NoRoom


def under(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_written_to_the_disk_and_readable_by_us_alone(settings: Settings) -> None:
    name = default_storage.save("letters/x/a.pdf", ContentFile(b"all of it"))
    assert name == "letters/x/a.pdf"
    [path] = under(settings)
    assert path.read_bytes() == b"all of it"
    assert path.stat().st_mode & 0o777 == 0o600
    assert default_storage.save(name, ContentFile(b"other")) != name


def test_a_disk_that_says_only_at_the_end_that_it_is_full_keeps_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom):
        default_storage.save("letters/x/a.pdf", ContentFile(b"all of it"))
    assert not list(Path(settings.MEDIA_ROOT).rglob("*"))


def test_a_file_in_the_place_of_a_folder_is_no_room(settings: Settings) -> None:
    default_storage.save("letters", ContentFile(b"x"))
    with pytest.raises(NoRoom):
        default_storage.save("letters/x/a.pdf", ContentFile(b"y"))
