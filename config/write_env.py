"""`make env`: write `.env` for docker-compose.yml, with secrets made and questions asked.

Needs nothing but Python itself, since it runs before anything is installed. What is in an existing
file stays: only what is missing is added, so that no secret is ever lost by running it again.
"""

import argparse
import os
import re
import secrets
import string
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_LETTERS = string.ascii_letters + string.digits


class NotUsable(Exception):
    """An answer that cannot be used, and why."""


def _secret(length: int) -> Callable[[], str]:
    # Letters and digits alone: they stand in addresses of services, unescaped.
    return lambda: "".join(secrets.choice(_LETTERS) for _ in range(length))


SECRETS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": _secret(64),
    "MFA_ENCRYPTION_KEYS": _secret(64),
    "POSTGRES_PASSWORD": _secret(40),
    "REDIS_PASSWORD": _secret(40),
    "METRICS_TOKEN": _secret(40),
}


@dataclass(frozen=True)
class Question:
    """One thing that only the operator knows; `example` is what `--defaults` writes."""

    name: str
    words: str
    example: str
    check: Callable[[str], str]


def _address(value: str) -> str:
    value = value.rstrip("/")
    parts = urlsplit(value if "://" in value else f"https://{value}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise NotUsable("Write it as https://kunjungan.example.go.id")
    return parts.geturl()


def _mail(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtp+tls", "smtp+ssl") or not parts.hostname:
        raise NotUsable("Write it as smtp+tls://user:password@mail.example.go.id:587")
    return value


def _inbox(value: str) -> str:
    if value and urlsplit(value).scheme not in ("imap", "imaps"):
        raise NotUsable(
            "Write it as imaps://user:password@mail.example.go.id/INBOX, or leave it empty"
        )
    return value


QUESTIONS = (
    Question("BASE_URL", "Address of the site", "http://127.0.0.1:8000", _address),
    Question("EMAIL_URL", "Mail server", "smtp://host.docker.internal:25", _mail),
    Question("INBOX_URL", "Mailbox that is read (empty: none)", "", _inbox),
)


def read_env(text: str) -> dict[str, str]:
    """The variables of a `.env` file, the last word on each; empty ones too."""
    found = re.findall(r"^[ \t]*([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE)
    return {name: value.strip().strip("'\"") for name, value in found}


def missing_lines(known: Mapping[str, str], answer: Callable[[Question], str]) -> list[str]:
    """The lines to add to what is `known`; `answer` is asked for what only people know."""
    lines = [f"{name}={make()}" for name, make in SECRETS.items() if not known.get(name)]
    given = dict(known)
    for question in QUESTIONS:
        if question.name not in given:
            given[question.name] = answer(question)
            lines.append(f"{question.name}={_quoted(given[question.name])}")
    if not known.get("ALLOWED_HOSTS"):
        lines.append(f"ALLOWED_HOSTS={urlsplit(given['BASE_URL']).hostname}")
    return lines


def _quoted(value: str) -> str:
    """As compose reads it: single quotes leave `$` and `#` as they are."""
    return f"'{value}'" if re.search(r"[\s#$\"\\]", value) else value


def _ask(question: Question) -> str:
    while True:
        try:
            typed = input(f"{question.words} [{question.example}]: ").strip()
        except EOFError:
            sys.exit("No answer. `make env ARGS=--defaults` asks nothing.")
        try:
            if "'" in typed:
                raise NotUsable("A single quote cannot stand in it; write it as %27")
            return question.check(typed or question.example)
        except NotUsable as error:
            print(f"  {error}.")  # noqa: T201 - a conversation in the terminal


def write(path: Path, answer: Callable[[Question], str]) -> list[str]:
    """Add what `path` lacks, readable by its owner alone; the names that were added."""
    before = path.read_text() if path.exists() else ""
    lines = missing_lines(read_env(before), answer)
    if lines:
        half = path.with_name(f"{path.name}.{os.getpid()}")
        half.touch(mode=0o600)
        head = before if not before or before.endswith("\n") else f"{before}\n"
        half.write_text(head + "".join(f"{line}\n" for line in lines))
        half.replace(path)
    return [line.partition("=")[0] for line in lines]


def main() -> None:
    """Write the file, and say what is in it and what comes next."""
    parser = argparse.ArgumentParser(prog="make env", description="Write .env for production.")
    parser.add_argument("--defaults", action="store_true", help="ask nothing")
    parser.add_argument("--file", type=Path, default=Path(".env"))
    options = parser.parse_args()
    answer = (lambda question: question.example) if options.defaults else _ask
    try:
        added = write(options.file, answer)
    except OSError as error:
        sys.exit(f"{options.file} cannot be written: {error.strerror}.")
    lines = [f"{options.file}: {', '.join(added) or 'nothing was missing'}."]
    if options.defaults and "EMAIL_URL" in added:
        lines.append(
            "Set BASE_URL, ALLOWED_HOSTS and EMAIL_URL to your own before you serve people."
        )
    if options.file.name == ".env":
        lines.append(
            "Next: docker compose up -d, then"
            " docker compose run --rm web python manage.py first_admin"
        )
    print("\n".join(lines))  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
