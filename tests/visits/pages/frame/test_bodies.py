"""Bodies of pages: too large a one is refused by its head, before anything of it is kept."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.visits.pages.ask.walk import answer_all
from visits.files import letters, materials
from visits.imports.reading import sheets
from visits.models import Host, Region
from visits.pages.desk import signing
from visits.pages.frame.bodies import MOST_FIELDS
from visits.people import participant_lists

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


class Untouched(io.BytesIO):
    """A body that may not be read."""

    def read(self, *_size: int) -> bytes:  # type: ignore[override]
        raise AssertionError("somebody read the body")


def announced(client: Client, path: str, octets: int, **more: Any) -> Any:
    """A post that says how long it is; not an octet of it may be asked for."""
    environ = {"CONTENT_LENGTH": str(octets), "wsgi.input": Untouched(), "REQUEST_METHOD": "POST"}
    kind = "multipart/form-data; boundary=x"
    return client.generic("POST", path, b"", content_type=kind, **environ, **more)


@pytest.mark.parametrize("language", ["id", "en"])
def test_300_megabytes_are_refused_before_the_token_is_looked_for(
    host: Host, language: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = announced(strict, "/ajukan/surat/", 300 * MEGABYTE, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "10 MB" in page
    assert ("Nothing was stored" if language == "en" else "Tidak ada yang disimpan") in page
    # A connection is the server's own to close (PEP 3333, "Other HTTP Features").
    assert "Connection" not in answer


@pytest.mark.parametrize(
    "path",
    ["/ajukan/tujuan/", "/akun/", "/admin/login/", "/petugas/", "/survei/x/", "/i18n/setlang/"],
)
def test_a_form_without_files_takes_two_megabytes(host: Host, path: str) -> None:
    assert announced(Client(), path, MOST_FIELDS + 1).status_code in (404, 413)
    assert announced(Client(), path, 300 * MEGABYTE).status_code in (404, 413)


def test_a_page_that_is_not_there_reads_nothing(host: Host) -> None:
    assert announced(Client(), "/nowhere/", 300 * MEGABYTE).status_code == 404


def views() -> dict[str, int]:
    """Every view that takes a file, with the largest it takes."""
    found: dict[str, int] = {}

    def walk(resolver: URLResolver) -> None:
        for inner in resolver.url_patterns:
            if isinstance(inner, URLResolver):
                walk(inner)
            elif isinstance(inner, URLPattern) and hasattr(inner.callback, "largest_file"):
                found[str(inner.name)] = inner.callback.largest_file

    walk(get_resolver())
    return found


def test_each_page_with_a_file_takes_what_its_file_may_have() -> None:
    lists, letter = participant_lists.MAX_BYTES, letters.MAX_BYTES
    assert views() == {
        "ask-letter": letter,
        "ask-participants": lists,
        "own-letter": letter,
        "own-assignment-letter": letter,
        "own-participants": lists,
        "desk-edit": letter,
        "desk-entry": letter,
        "desk-participants": lists,
        "officer-material-add": materials.MAX_BYTES,
        "settings-profile": letter,
        "settings-journey-picture": letter,
        "desk-past": sheets.MAX_BYTES,
        "desk-signing-scan": signing.MOST_OCTETS,
        "paper-check": letter,
        "paper-check-code": letter,
    }


def test_a_file_a_little_too_large_is_an_error_at_its_field(
    client: Client, host: Host, room: Any, solok: Region
) -> None:
    answer_all(client)
    file = SimpleUploadedFile("surat.pdf", b"%PDF-1.7" + bytes(letters.MAX_BYTES))
    answer = client.post(
        "/ajukan/surat/",
        {"letter_number": "005/17/DPRD", "letter_file": file},
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 422
    assert "too large: 10 MB at the most" in answer.content.decode()
    assert "005/17/DPRD" in answer.content.decode()


def test_fields_too_large_together_are_413_too(client: Client, host: Host) -> None:
    answer = client.post("/ajukan/surat/", {"letter_number": "x" * 3 * MEGABYTE})
    assert answer.status_code == 413
    assert "2 MB" in answer.content.decode()
