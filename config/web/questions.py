"""Which requests ask the same, of what is the same for everybody (config/web/prepared.py).

Browsers write the same wish in a hundred ways: what counts is the language that Django would
choose, and whether the reader takes gzip. So an answer is made and packed once for all of them.
"""

from collections.abc import Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.utils.translation import get_language_from_request

from config.web.compression import takes_gzip

Question = tuple[str | bool | None, ...]
# No browser's list of languages is longer: of a longer one nothing is remembered.
_LONGEST = 200
# Feeds alone have a tag and a date. What pages are asked with does not count: it could be anything.
_CONDITIONAL = "/kalender/"
_KNOWN = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


def question_of(environ: dict[str, Any]) -> Question | None:
    """What an answer may depend on; None for what is to change something, or who says who asks.

    Of cookies two say nothing of that: the language, which counts, and the token of a form, which
    no answer depends on that sets no cookie.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
        return None
    chosen = ""
    if "HTTP_COOKIE" in environ:
        cookies = parse_cookie(environ["HTTP_COOKIE"])
        chosen = cookies.pop(settings.LANGUAGE_COOKIE_NAME, "")
        cookies.pop(settings.CSRF_COOKIE_NAME, None)
        if cookies:
            return None
    path = environ["PATH_INFO"]
    return (
        environ["REQUEST_METHOD"],
        path,
        environ["QUERY_STRING"],
        environ.get("HTTP_HOST"),
        environ.get("HTTP_X_FORWARDED_PROTO"),
        # Pages are HTML whatever is asked for.
        environ.get("HTTP_ACCEPT") if path.startswith("/api/") else None,
        takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")),
        _language(chosen, environ.get("HTTP_ACCEPT_LANGUAGE", "")),
        *(environ.get(name) if path.startswith(_CONDITIONAL) else None for name in _KNOWN),
    )


def agrees(question: Question, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether an answer with those headers is in the packing and language that were asked for."""
    *_, packed, language, _tag, _date = question
    for name, value in headers:
        if name == "Content-Encoding" and not packed:
            return False
        if name == "Content-Language" and value != language:
            return False
    return True


def _language(chosen: str, accepted: str) -> str:
    find = _found if len(chosen) + len(accepted) <= _LONGEST else _found.__wrapped__
    return find(chosen, accepted)


@lru_cache(maxsize=512)
def _found(chosen: str, accepted: str) -> str:
    """The language that Django's middleware activates for that cookie and that header."""
    asked = SimpleNamespace(
        COOKIES={settings.LANGUAGE_COOKIE_NAME: chosen}, META={"HTTP_ACCEPT_LANGUAGE": accepted}
    )
    return get_language_from_request(cast(HttpRequest, asked))
