"""Material for a delegation: which files are taken, and who is shown them when."""

import datetime as dt
import io
import zipfile
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from visits.letters import LetterRefused, LetterTooLarge, LetterUnreadable, check_letter
from visits.models import Material, Status, Visit

MAX_BYTES = 20 * 1024 * 1024
MOST_FILES = 12
# What slides with many pictures unpack to; beyond it a file was made to exhaust its reader.
_MAX_UNPACKED = 400 * 1024 * 1024
_MAX_PARTS = 5000


class MaterialRefused(ValueError):
    """The file is not taken as material."""


class MaterialTooLarge(MaterialRefused):
    """More bytes than MAX_BYTES, or more pixels than a picture needs."""


class MaterialUnreadable(MaterialRefused):
    """Neither a PDF, slides (PPTX without macros), nor a JPEG or PNG picture."""


class TooManyFiles(MaterialRefused):
    """The visit has MOST_FILES already."""


class NoConsent(MaterialRefused):
    """A photograph, and the delegation has not agreed to be photographed."""


def check_material(file: File[Any]) -> File[Any]:
    """The file as it may be kept, judged by content: pictures are drawn anew as letters are.

    Raises MaterialTooLarge and MaterialUnreadable.
    """
    if (file.size or 0) > MAX_BYTES:
        raise MaterialTooLarge
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start == b"PK\x03\x04":
        return _slides(file.read(MAX_BYTES + 1))
    if start == b"%PDF":
        content = file.read(MAX_BYTES + 1)
        if b"%%EOF" not in content[-2048:]:
            raise MaterialUnreadable
        return ContentFile(content, name="materi.pdf")
    try:
        return check_letter(file)
    except LetterTooLarge as error:
        raise MaterialTooLarge from error
    except (LetterUnreadable, LetterRefused) as error:
        raise MaterialUnreadable from error


def _slides(content: bytes) -> File[Any]:
    """A PPTX by its table of contents (ECMA-376, part 2); nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise MaterialUnreadable from error
    names = {part.filename.lower() for part in parts}
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise MaterialTooLarge
    if not {"[content_types].xml", "ppt/presentation.xml"} <= names:
        raise MaterialUnreadable
    if any(name.endswith("vbaproject.bin") or "/activex/" in name for name in names):
        raise MaterialUnreadable
    return ContentFile(content, name="materi.pptx")


def add_material(
    visit: Visit,
    *,
    file: File[Any],
    title: str,
    photo: bool,
    by: AbstractUser | AnonymousUser,
    now: dt.datetime,
) -> Material:
    """Keep a file that check_material gave; raises TooManyFiles and NoConsent."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if photo and visit.photo_consent is not True:
            raise NoConsent
        if visit.materials.count() >= MOST_FILES:
            raise TooManyFiles
        return Material.objects.create(
            visit=visit,
            title=title,
            file=file,
            size=file.size or 0,
            photo=photo,
            added_by_id=by.pk,
            added_at=now,
        )


def remove_material(material: Material) -> None:
    """Take it back, and its file once that is certain."""
    file = material.file
    material.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name or ""))


def materials_for_delegation(visit: Visit) -> QuerySet[Material]:
    """What the delegation's page offers: all of it once the visit is over, nothing before.

    Photographs only as long as the consent stands.
    """
    found = visit.materials.all()
    if visit.status != Status.COMPLETED:
        return found.none()
    return found if visit.photo_consent else found.filter(photo=False)
