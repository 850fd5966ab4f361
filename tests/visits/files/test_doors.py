"""Wherever a file comes in, it is judged alike, told what is wrong, and costs nothing typed."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from scheduling.models import Room
from tests import pdfs
from tests.factories import UserFactory, a_visit
from tests.sampled import sampled
from tests.visits.files.corpus import HP, JS, LOCKED
from tests.visits.files.making import archive, before, but, by, scan
from tests.visits.files.test_photographs import is_upright, photograph
from tests.visits.pages.ask.walk import LETTER, answer_all
from visits.access.tokens import visit_token
from visits.files.kinds import Kind
from visits.files.letters import (
    LetterActive,
    LetterLocked,
    LetterTooLarge,
    LetterTooManyPixels,
    LetterUnreadable,
)
from visits.models import Host, Material, Region, Status, Visit
from visits.people import roles
from visits.phrases.refused_files import file_words

pytestmark = pytest.mark.django_db
TYPED = "005/118/2026"


def many_pixels() -> bytes:
    out = io.BytesIO()
    Image.new("1", (5000, 5000)).save(out, "PNG")
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], Exception]] = {
    "document": (lambda: archive("word/document.xml"), LetterUnreadable(Kind.DOCUMENT)),
    "web page": (lambda: b"<!doctype html><title>x</title>", LetterUnreadable(Kind.WEB_PAGE)),
    "broken": (lambda: by(HP)()[:300], LetterUnreadable(Kind.BROKEN)),
    "script": (by("x", pdfs.root(OpenAction=JS)), LetterActive()),
    "password": (by("x", encryption=LOCKED), LetterLocked()),
    "pixels": (many_pixels, LetterTooManyPixels()),
    "octets": (lambda: b"%PDF-1.7\n" + bytes(11_000_000), LetterTooLarge()),
}


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def visit() -> Visit:
    return a_visit(trusted=True)


@pytest.fixture
def desk() -> Client:
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[roles.PROTOCOL])
    client = Client()
    client.force_login(user)
    return client


def file_of(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", content)


def ask(client: Client, visit: Visit, content: bytes, language: str) -> Any:
    """The step of the request that asks for the letter."""
    answer_all(client)
    return client.post(
        "/ajukan/surat/", {**LETTER, "letter_file": file_of(content)},
        HTTP_ACCEPT_LANGUAGE=language,
    )  # fmt: skip


def own(client: Client, visit: Visit, content: bytes, language: str) -> Any:
    """The delegation's page, later."""
    return client.post(
        f"/k/{visit_token(visit)}/surat/",
        {"letter_number": TYPED, "letter_file": file_of(content)},
        HTTP_ACCEPT_LANGUAGE=language,
    )


def entry(client: Client, visit: Visit, content: bytes, language: str) -> Any:
    """A request by phone, at the desk."""
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[roles.PROTOCOL])
    client.force_login(user)
    data = {"institution": "Dinas", "letter_number": TYPED, "letter_file": file_of(content)}
    return client.post("/petugas/baru/", data, HTTP_ACCEPT_LANGUAGE=language)


@pytest.mark.parametrize("door", [ask, own, entry], ids=lambda door: door.__name__)
@pytest.mark.parametrize("name", sampled(REFUSED, every=3))
def test_pages_say_what_is_wrong_and_keep_what_was_typed(
    client: Client, visit: Visit, door: Callable[..., Any], name: str
) -> None:
    make, error = REFUSED[name]
    for language in ("id", "en"):
        answer = door(client, visit, make(), language)
        assert answer.status_code == 422
        with translation.override(language):
            assert answer.context["form"].errors["letter_file"] == [file_words(error)]
        assert f'value="{TYPED}"' in answer.content.decode()
    visit.refresh_from_db()
    assert not visit.letter_file


@pytest.mark.parametrize("name", REFUSED)
def test_the_api_says_the_same(client: Client, visit: Visit, name: str) -> None:
    make, error = REFUSED[name]
    for language in ("id", "en"):
        answer = client.post(
            f"/api/v1/visits/{visit.reference}/letter/",
            {"number": TYPED, "letter_file": file_of(make())},
            headers={
                "authorization": f"Bearer {visit_token(visit)}", "accept-language": language,
            },
        )  # fmt: skip
        assert answer.status_code == (413 if isinstance(error, LetterTooLarge) else 415)
        [said] = answer.json()["errors"]
        with translation.override(language):
            assert (said["field"], said["detail"]) == ("letter_file", file_words(error))


def test_every_sentence_is_its_own_in_both_languages() -> None:
    for language in ("id", "en"):
        with translation.override(language):
            said = [file_words(error) for _, error in REFUSED.values()]
            said += [file_words(LetterUnreadable(kind)) for kind in Kind]
        assert all(said)
        assert len(set(said)) == len(REFUSED) + len(Kind) - 3


@pytest.mark.parametrize("door", [own], ids=lambda door: door.__name__)
def test_a_phones_photograph_comes_in_as_a_jpeg(
    client: Client, visit: Visit, door: Callable[..., Any]
) -> None:
    assert door(client, visit, photograph("HEIF", 6), "id").status_code == 302
    visit.refresh_from_db()
    assert visit.letter_file.name.endswith(".jpg")
    is_upright(Image.open(visit.letter_file))


def test_the_api_takes_photographs_and_untidy_letters(client: Client, visit: Visit) -> None:
    key = {"authorization": f"Bearer {visit_token(visit)}"}
    for content, end in (
        (photograph("WEBP", 8), ".jpg"),
        (but(scan(HP), before(b"\r\n"))(), ".pdf"),
    ):
        address = f"/api/v1/visits/{visit.reference}/letter/"
        assert (
            client.post(address, {"letter_file": file_of(content)}, headers=key).status_code == 200
        )
        visit.refresh_from_db()
        assert visit.letter_file.name.endswith(end)
    assert visit.letter_file.read().startswith(b"%PDF-")


def test_material_takes_photographs_and_says_what_a_document_is(desk: Client, visit: Visit) -> None:
    visit.status = Status.COMPLETED
    visit.save()
    address = f"/api/v1/visits/{visit.reference}/materials/"
    document = desk.post(address, {"title": "x", "file": file_of(archive("word/document.xml"))})
    assert document.status_code == 415
    with translation.override("id"):
        words = file_words(LetterUnreadable(Kind.DOCUMENT))
    assert document.json()["errors"][0]["detail"] == words
    taken = desk.post(address, {"title": "x", "file": file_of(photograph("HEIF"))})
    assert taken.status_code == 201, taken.content
    assert Material.objects.get().file.name.endswith(".jpg")
