"""What opens something, left out of any text that is kept: logs, tracebacks, error reports.

By where it stands (the addresses of visits/access/tokens.py, headers, queries), by how it begins
(our keys), and, wherever else it got to, by what it looks like: long and random.
"""

import re
from urllib.parse import unquote

MASK = "***"
_SLASH = "(?:/|%(?:25)*2F)"
# Whoever has one of these addresses is somebody: logs go to more eyes than that.
SECRET_PATHS = (
    "k",
    "b",
    "survei",
    "tugas",
    "kalender",
    "petugas/tiba",
    "akun/sandi/kunci",
    "cek",
    "tiket",
    "mulai",
)
_PATHS = "|".join(path.replace("/", _SLASH) for path in SECRET_PATHS)
_ASKED = "token|key|kunci|code|kode|pin|otp|password|sandi|secret|sig|signature|sessionid|csrftoken"
# The first letters say where to look closer: every line of a log is searched, and few have any.
_PLACES = re.compile(
    r"(?=[/%?&;btsw_c])"
    rf"(?P<before>{_SLASH}(?:{_PATHS}){_SLASH}+(?!publik\.ics)|"
    rf"(?:[?&;]|%(?:25)*(?:3F|26))(?:{_ASKED})(?:=|%(?:25)*3D)|"
    r"\b(?:Bearer|Basic|Token)\s+|\bsgk_|\bwhsec_|"
    r"\b(?:__Host-)?(?:sessionid|csrftoken)=)"
    r"(?:(?!%(?:25)*2F)[^\s/\"'<>?&#,;\\])+",
    re.IGNORECASE,
)
# A name and a password before a host.
_ACCOUNT = re.compile(r"://[^\s/@\"'<>]*:[^\s/@\"'<>]+@")
_ESCAPE = "%(?:25)*(?!2F)[0-9A-F]{2}"
# Not looked for again within a word that was too short from its beginning.
_RUN = re.compile(rf"(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]|{_ESCAPE}){{24,}}", re.IGNORECASE)
_TURNS = re.compile(r"[a-z](?=\d)|\d(?=[a-z])", re.IGNORECASE)
_MOST_TURNS = 5
# A number among many of one run, which opens nothing.
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def mask(text: str) -> str:
    """The text with MASK in the place of what opens something, or may."""
    text = _PLACES.sub(rf"\g<before>{MASK}", text)
    text = _ACCOUNT.sub(f"://{MASK}@", text)
    return _RUN.sub(_guessed, text)


def _guessed(found: re.Match[str]) -> str:
    text = found[0]
    while (plain := unquote(text)) != text:
        text = plain
    return MASK if _looks_random(text) else found[0]


def _looks_random(text: str) -> bool:
    """Whether it is no name: those keep digits together, and have no capitals beside them."""
    if len(text) < 24 or _UUID.fullmatch(text):
        return False
    turns = len(_TURNS.findall(text))
    mixed = re.search("[a-z]", text) and re.search("[A-Z]", text)
    return turns > _MOST_TURNS or bool(mixed and turns)
