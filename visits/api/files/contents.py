"""Files that are sent and given out: judged by content, and run by nobody."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from visits.api.http.problems import FieldProblem
from visits.files.downloads import KINDS
from visits.files.letters import LetterTooLarge, LetterUnreadable, check_letter
from visits.files.materials import MaterialTooLarge, MaterialUnreadable, check_material
from visits.phrases.refused_files import file_words

LETTER_KINDS = ("pdf", "jpg", "png")


class AsItIs(DefaultContentNegotiation):
    """A file comes in the form that it has, whatever `Accept` says."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """To read: the first, which writes no more than what goes wrong."""
        if request.method == "GET":
            first = next(iter(renderers))
            return first, first.media_type
        found: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return found


def letter_of(body: Mapping[str, Any]) -> File[Any] | None:
    """The letter as it may be kept, or None; 413 and 415 for files that are none."""
    file = _file_of(body, "letter_file", _("Send the letter as multipart/form-data."))
    if file is None:
        return None
    with judged("letter_file"):
        return check_letter(file)


def assignment_letter_of(body: Mapping[str, Any]) -> File[Any]:
    """The assignment letter as it may be kept; 400 without one, 413 and 415 as letter_of."""
    name, how = "assignment_letter_file", _("Send the letter as multipart/form-data.")
    file = _file_of(body, name, how)
    if file is None:
        raise FieldProblem(name, "required", how)
    with judged(name):
        return check_letter(file)


def scan_of(body: Mapping[str, Any]) -> File[Any] | None:
    """The scan of a signed paper as it came, or None; its judge is signing.hand, see `judged`."""
    return _file_of(body, "file", _("Send the file as multipart/form-data."))


@contextmanager
def judged(name: str) -> Iterator[None]:
    """What check_letter says of the file in field `name`: 413 and 415."""
    try:
        yield
    except LetterTooLarge as error:
        raise FieldProblem(name, "too_large", file_words(error), status=413) from error
    except LetterUnreadable as error:
        raise FieldProblem(name, "unsupported", file_words(error), status=415) from error


def material_of(body: Mapping[str, Any]) -> File[Any]:
    """The file as it may be shared; 400 without one, 413 and 415 for files that are none."""
    file = _file_of(body, "file", _("Send the file as multipart/form-data."))
    if file is None:
        raise FieldProblem("file", "required", _("Send the file as multipart/form-data."))
    try:
        return check_material(file)
    except MaterialTooLarge as error:
        detail = file_words(error)
        raise FieldProblem("file", "too_large", detail, status=413) from error
    except MaterialUnreadable as error:
        detail = file_words(error)
        raise FieldProblem("file", "unsupported", detail, status=415) from error


def _file_of(body: Mapping[str, Any], name: str, how: str) -> "UploadedFile[Any] | None":
    file = body.get(name)
    if file is None or file == "":
        return None
    if not isinstance(file, UploadedFile):
        raise FieldProblem(name, "invalid", how)
    return file


def file_shapes(*kinds: str) -> dict[Any, Any]:
    """How an answer with a file of one of `kinds` is described."""
    return {(200, KINDS[kind]): OpenApiTypes.BINARY for kind in kinds}
