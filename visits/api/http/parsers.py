"""Reading bodies, with a limit on their size before anything is kept of them."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import DataAndFiles

from visits.files.letters import MAX_BYTES
from visits.files.materials import MAX_BYTES as MAX_MATERIAL_BYTES

MAX_JSON_BYTES = 1024 * 1024
# The letter, and room for the fields beside it.
MAX_FORM_BYTES = MAX_BYTES + MAX_JSON_BYTES


class TooLarge(APIException):
    """The body is larger than this endpoint takes."""

    status_code = 413
    default_code = "too_large"


def _check_length(context: Mapping[str, Any] | None, limit: int) -> None:
    request = (context or {}).get("request")
    length = request.META.get("CONTENT_LENGTH") if request else None
    if length and length.isascii() and length.isdigit() and int(length) > limit:
        raise TooLarge(_("The request is too large. Files may have 10 MB at the most."))


class JSONParser(parsers.JSONParser):
    """JSON of up to one megabyte, not nested beyond reason."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The data; ParseError (400) or TooLarge (413)."""
        _check_length(parser_context, MAX_JSON_BYTES)
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("This is nested too deeply.")) from error


class MultiPartParser(parsers.MultiPartParser):
    """A form with at most one letter."""

    largest = MAX_FORM_BYTES

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        """The fields and files; ParseError (400) or TooLarge (413)."""
        _check_length(parser_context, self.largest)
        return super().parse(stream, media_type, parser_context)


class MaterialParser(MultiPartParser):
    """A form with at most one file to share."""

    largest = MAX_MATERIAL_BYTES + MAX_JSON_BYTES
