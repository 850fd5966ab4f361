"""What becomes of a request's head."""

import re
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from config.server.environ import UNREADABLE, Environ, environ_of
from config.server.refusals import refusal
from visits.api.http.parsers import MAX_JSON_BYTES
from visits.files.materials import MAX_BYTES


def environ(
    *headers: tuple[str, str], path: str = "/", query: str = "a=1", unread: tuple[str, ...] = ()
) -> Environ:
    """The environment of a request with these lines, and others that the server cannot read."""
    names = [*(name for name, _ in headers), *unread]
    lines = SimpleNamespace(items=lambda: list(headers), keys=lambda: names)
    scope = SimpleNamespace(
        method="POST", path=path, query_string=query, client="[2001:db8::1]:4711", scheme="http",
        server="127.0.0.1:8000", http_version="1.1", headers=lines,
    )  # fmt: skip
    return environ_of(scope)  # type: ignore[arg-type]


def test_names_with_an_underscore_are_dropped() -> None:
    found = environ(
        ("x_forwarded_for", "203.0.113.1"),
        ("x-forwarded_proto", "https"),
        ("content_length", "5"),
        ("x-uji", "1"),
    )
    assert {k: v for k, v in found.items() if k.startswith(("HTTP_", "CONTENT"))} == {
        "HTTP_X_UJI": "1"
    }


def test_lines_of_one_name_are_one() -> None:
    found = environ(
        ("x-forwarded-for", "198.51.100.7"), ("cookie", "a=1"),
        ("x-forwarded-for", "203.0.113.1"), ("cookie", "b=2"),
    )  # fmt: skip
    assert found["HTTP_X_FORWARDED_FOR"] == "198.51.100.7,203.0.113.1"
    assert found["HTTP_COOKIE"] == "a=1; b=2"
    # The server lets none but the same length twice through.
    assert environ(("content-length", "3"), ("content-length", "3"))["CONTENT_LENGTH"] == "3"


def test_what_the_server_cannot_read_is_not_what_was_not_sent() -> None:
    found = environ(("x-uji", "1"), unread=("if-match", "x_y"))
    assert found["HTTP_IF_MATCH"] == UNREADABLE
    assert found["HTTP_X_UJI"] == "1"
    assert "HTTP_X_Y" not in found


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ('q=solok&x=%E6&<"', 'q=solok&x=%E6&<"'),
        ("q=é", "q=%C3%A9"),
        ("q=東\N{GRINNING FACE}", "q=%E6%9D%B1%F0%9F%98%80"),
    ],
)
def test_a_query_that_was_sent_unescaped_is_read_as_if_it_were_not(sent: str, read: str) -> None:
    assert environ(query=sent)["QUERY_STRING"] == read


def test_no_header_becomes_a_variable_of_the_servers_own() -> None:
    found = environ(("remote-addr", "203.0.113.1"), ("wsgi.input", "x"), path="/ä")
    assert found["REMOTE_ADDR"] == "2001:db8::1"
    assert found["PATH_INFO"] == "/Ã¤"
    assert "wsgi.input" not in found


def test_the_largest_body_is_the_largest_file_and_its_form(settings: Settings) -> None:
    assert settings.LARGEST_BODY_OCTETS == MAX_BYTES + MAX_JSON_BYTES


@pytest.mark.parametrize("status", [400, 408, 413, 429, 500, 503])
def test_a_refusal_is_said_in_both_languages(status: int) -> None:
    head, body = refusal(status, "/ajukan/")
    said = re.findall(r'<p lang="(\w+)">(.+?)</p>', body.decode())
    assert [language for language, _ in said] == ["id", "en"]
    assert len({text for _, text in said}) == 2
    assert dict(head)["Connection"] == "close"
    assert ("Retry-After" in dict(head)) is (status in (429, 503))
    assert b'"status": %d' % status in refusal(status, "/api/v1/visits/")[1]
