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
from visits.files.kinds import Kind, kind_of
from visits.files.letters import (
    LetterActive,
    LetterLocked,
    LetterTooLarge,
    LetterTooManyPixels,
    LetterUnreadable,
    begins_as_pdf,
    check_letter,
    read_pdf,
)
from visits.files.scanning import Infected, scan
from visits.files.whole_files import NoRoom
from visits.models import Material, Status, Visit

MAX_BYTES = 20 * 1024 * 1024
MOST_FILES = 12


class MaterialRefused(ValueError):
    """The file is not taken as material."""


class MaterialTooLarge(MaterialRefused):
    """More bytes than MAX_BYTES, or than a picture may have."""


class MaterialTooManyPixels(MaterialTooLarge):
    """A picture of more pixels than it needs, however few bytes it has."""


class MaterialUnreadable(MaterialRefused):
    """Neither a PDF, slides (PPTX without macros), nor a picture; `kind` is what it is."""

    def __init__(self, kind: Kind = Kind.OTHER) -> None:
        super().__init__(kind)
        self.kind = kind


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


def check_material(file: File[Any]) -> File[Any]:
    """The file as it may be kept, judged by content: as letters are, and slides besides.

    Raises MaterialTooLarge, MaterialTooManyPixels, MaterialUnreadable, MaterialActive,
    MaterialLocked, and confined.running.Busy.
    """
    if (file.size or 0) > MAX_BYTES:
        raise MaterialTooLarge
    file.seek(0)
    content: bytes = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(content) > MAX_BYTES:
        raise MaterialTooLarge
    if content.startswith(b"PK\x03\x04"):
        return _slides(content)
    try:
        if begins_as_pdf(content):
            return ContentFile(read_pdf(content), name="materi.pdf")
        return check_letter(file)
    except LetterTooManyPixels as error:
        raise MaterialTooManyPixels from error
    except LetterTooLarge as error:
        raise MaterialTooLarge from error
    except LetterActive as error:
        raise MaterialActive from error
    except LetterLocked as error:
        raise MaterialLocked from error
    except LetterUnreadable as error:
        raise MaterialUnreadable(error.kind) from error


def _slides(content: bytes) -> File[Any]:
    try:
        scan(content)
        kind, _ = running.read(Reader.SLIDES, content)
    except Infected as found:
        raise MaterialUnreadable(Kind.INFECTED) from found
    except Refused as refused:
        match refused.verdict:
            case Verdict.TOO_LARGE:
                raise MaterialTooLarge from refused
            case Verdict.ACTIVE | Verdict.TWO_IN_ONE:
                raise MaterialActive from refused
        raise MaterialUnreadable(kind_of(content)) from refused
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
