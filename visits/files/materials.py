"""Material for a delegation: which files are taken, and who is shown them when."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused, Verdict
from visits.files.letters import LetterRefused, LetterTooLarge, check_letter
from visits.files.whole_files import NoRoom
from visits.models import Material, Status, Visit

MAX_BYTES = 20 * 1024 * 1024
MOST_FILES = 12


class MaterialRefused(ValueError):
    """The file is not taken as material."""


class MaterialTooLarge(MaterialRefused):
    """More bytes than MAX_BYTES, or more pixels than a picture needs."""


class MaterialUnreadable(MaterialRefused):
    """Neither a PDF, slides (PPTX without macros), nor a JPEG or PNG picture."""


class MaterialActive(MaterialUnreadable):
    """Programs, other files, or what reaches out of it; or two files in one."""


class MaterialLocked(MaterialUnreadable):
    """A PDF that opens only with a password."""


class MaterialNotKept(Exception):
    """Nothing is wrong with the file, but there is no room for it, or its folder is read-only."""


class TooManyFiles(MaterialRefused):
    """The visit has MOST_FILES already."""


class NoConsent(MaterialRefused):
    """A photograph, and the delegation has not agreed to be photographed."""


_REFUSALS = {
    Verdict.TOO_LARGE: MaterialTooLarge,
    Verdict.UNREADABLE: MaterialUnreadable,
    Verdict.ACTIVE: MaterialActive,
    Verdict.TWO_IN_ONE: MaterialActive,
    Verdict.LOCKED: MaterialLocked,
}


def check_material(file: File[Any]) -> File[Any]:
    """The file as it may be kept, judged by content: pictures are drawn anew as letters are.

    Raises MaterialTooLarge, MaterialUnreadable, MaterialActive, MaterialLocked, and
    confined.running.Busy.
    """
    if (file.size or 0) > MAX_BYTES:
        raise MaterialTooLarge
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    reader = {b"PK\x03\x04": Reader.SLIDES, b"%PDF": Reader.PDF}.get(start)
    try:
        if reader is None:
            return check_letter(file)
        content: bytes = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise MaterialTooLarge
        kind, _ = running.read(reader, content)
    except LetterTooLarge as error:
        raise MaterialTooLarge from error
    except LetterRefused as error:
        raise MaterialUnreadable from error
    except Refused as refused:
        raise _REFUSALS[refused.verdict] from refused
    return ContentFile(content, name=f"materi.{kind}")


def add_material(
    visit: Visit,
    *,
    file: File[Any],
    title: str,
    photo: bool,
    by: AbstractUser | AnonymousUser,
    now: dt.datetime,
) -> Material:
    """Keep a file that check_material gave; raises TooManyFiles, NoConsent and MaterialNotKept."""
    try:
        return _add(visit, file=file, title=title, photo=photo, by=by, now=now)
    except NoRoom as error:
        raise MaterialNotKept from error


def _add(
    visit: Visit,
    *,
    file: File[Any],
    title: str,
    photo: bool,
    by: AbstractUser | AnonymousUser,
    now: dt.datetime,
) -> Material:
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
