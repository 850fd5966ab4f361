"""Pages are packed where their reader takes that; nothing else changes its tag."""

import gzip

import pytest
from django.test import Client

from tests.factories import a_visit
from visits.access.tokens import visit_token
from visits.models import Host

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room", "solok")]
PACKED = {"accept-encoding": "gzip, deflate, br", "accept-language": "id"}


def test_a_page_comes_packed_to_who_takes_it_and_plain_to_others(host: Host) -> None:
    plain = Client().get("/", headers={"accept-language": "id"})
    packed = Client().get("/", headers=PACKED)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert host.name in gzip.decompress(packed.content).decode()


def test_the_same_page_packed_twice_has_no_length_to_guess_by() -> None:
    address = f"/k/{visit_token(a_visit(trusted=True))}/"
    lengths = {len(Client().get(address, headers=PACKED).content) for _ in range(12)}
    assert len(lengths) > 1


def test_the_apis_tag_stays_a_version_to_compare_strongly() -> None:
    visit = a_visit(trusted=True)
    answer = Client().get(
        f"/api/v1/visits/{visit.reference}/",
        headers={**PACKED, "authorization": f"Bearer {visit_token(visit)}"},
    )
    assert answer["ETag"] == f'"{visit.version}"'
    assert "Content-Encoding" not in answer


def test_a_static_file_that_lies_unpacked_comes_packed_and_is_known_again() -> None:
    plain = Client().get("/static/css/parts.css")
    packed = Client().get("/static/css/parts.css", headers=PACKED)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    whole = b"".join(plain.streaming_content)  # type: ignore[arg-type]  # a file's is synchronous
    small = b"".join(packed.streaming_content)  # type: ignore[arg-type]
    assert gzip.decompress(small) == whole
    assert len(small) < len(whole) / 3
    again = {**PACKED, "if-modified-since": packed["Last-Modified"]}
    assert "ETag" not in packed
    assert Client().get("/static/css/parts.css", headers=again).status_code == 304
    part = Client().get("/static/css/parts.css", headers={**PACKED, "range": "bytes=0-9"})
    assert b"".join(part.streaming_content) == whole[:10]  # type: ignore[arg-type]
    font = Client().get("/static/fonts/plus-jakarta-sans-latin.woff2", headers=PACKED)
    assert "Content-Encoding" not in font
