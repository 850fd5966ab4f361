"""`make rotate`: new values for the secrets of an environment file; former ones go on if they can.

Needs nothing but Python itself, as write_env.py. Without a name it says what each secret is for.
What must follow (a restart, a command, somebody to be told) is printed, since only people can.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.write_env import SECRETS, read_env

_PSQL = (
    """set -a; . ./.env; printf "ALTER ROLE singgah PASSWORD '%s'" "$POSTGRES_PASSWORD" |"""
    " docker compose exec -T postgres psql -U singgah"
)


@dataclass(frozen=True)
class Secret:
    """What it is for, what is to be done after it was changed, and when its former value can go.

    `keeps` names the variable in which former values stand (the newest first), if they go on.
    """

    purpose: str
    then: tuple[str, ...]
    keeps: str = ""
    until: str = ""


KNOWN: dict[str, Secret] = {
    "SECRET_KEY": Secret(
        "signs links and codes in mails, tickets, webhooks, what browsers keep of sign-ins",
        (
            "restart everything: web, worker",
            "python manage.py encrypt_seeds (where MFA_ENCRYPTION_KEYS is not set)",
            "give receivers of webhooks their new secret (Settings, Webhooks)",
        ),
        keeps="SECRET_KEY_FALLBACKS",
        until="no visit is open any more whose mails were signed with it",
    ),
    "MFA_ENCRYPTION_KEYS": Secret(
        "encrypts the seeds of second factors in the database",
        ("restart everything: web, worker", "python manage.py encrypt_seeds"),
        keeps="MFA_ENCRYPTION_KEYS",
        until="encrypt_seeds was run, and no backup from before is needed",
    ),
    "METRICS_TOKEN": Secret(
        "opens /metrics", ("restart the web servers", "give Prometheus the new one")
    ),
    "POSTGRES_PASSWORD": Secret(
        "opens the database, in docker-compose.yml alone", (_PSQL, "docker compose up -d")
    ),
    "REDIS_PASSWORD": Secret("opens Redis, in docker-compose.yml alone", ("docker compose up -d",)),
}
# Whoever gave them gives new ones; they are written in by hand.
ELSEWHERE = {
    "EMAIL_URL": "name and password at the mail server",
    "INBOX_URL": "name and password of the mailbox",
    "SIGNER_PASSPHRASE": "opens the key of the office's seal",
    "BSRE_PASSWORD": "opens the e-Sign client",
    "BACKUP_KEY_FILE": "what backups are encrypted to: backup --new-key makes one",
}


class CannotRotate(Exception):
    """Why nothing was changed."""


def rotated(text: str, names: Sequence[str]) -> str:
    """The environment file `text` with new values for `names`; raises CannotRotate."""
    for name in names:
        known, secret = read_env(text), _known(name)
        former = known.get(name, "")
        if not former and name != "MFA_ENCRYPTION_KEYS":
            raise CannotRotate(f"{name} is not set in this file.")
        value = SECRETS[name]()
        if secret.keeps == name:
            value = ",".join([value, *_listed(former)])
        elif secret.keeps:
            kept = [former, *_listed(known.get(secret.keeps, ""))]
            text = _with(text, secret.keeps, ",".join(kept))
        text = _with(text, name, value)
    return text


def forgotten(text: str, names: Sequence[str]) -> str:
    """The same without the former values of `names`; raises CannotRotate."""
    for name in names:
        secret = _known(name)
        if not secret.keeps:
            raise CannotRotate(f"{name} has no former values that go on.")
        known = read_env(text).get(secret.keeps, "")
        text = _with(text, secret.keeps, known.partition(",")[0] if secret.keeps == name else "")
    return text


def _known(name: str) -> Secret:
    if name not in KNOWN:
        raise CannotRotate(f"{name} is not one of {', '.join(KNOWN)}.")
    return KNOWN[name]


def _listed(value: str) -> list[str]:
    return [one for part in value.split(",") if (one := part.strip())]


def _with(text: str, name: str, value: str) -> str:
    """`text` with this value in the place of the last word on `name`, or at its end."""
    lines = list(re.finditer(rf"^[ \t]*{name}=.*$", text, re.MULTILINE))
    if lines:
        return f"{text[: lines[-1].start()]}{name}={value}{text[lines[-1].end() :]}"
    head = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{head}{name}={value}\n"


def described(known: dict[str, str]) -> str:
    """What each is for, and whether it is set."""
    lines = ["Made anew by this command:"]
    for name, secret in KNOWN.items():
        former = len(_listed(known.get(secret.keeps, ""))) - (secret.keeps == name)
        state = "set" if known.get(name) else "not set"
        more = f", {former} former" if former > 0 else ""
        lines.append(f"  {name} ({state}{more}): {secret.purpose}")
    lines.append("Given by others, and written in by hand:")
    lines += [f"  {name}: {purpose}" for name, purpose in ELSEWHERE.items()]
    return "\n".join(lines)


def _follows(names: Sequence[str]) -> str:
    lines = []
    for name in names:
        secret = KNOWN[name]
        lines.append(f"{name} is new. Then:")
        lines += [f"  {number}. {step}" for number, step in enumerate(secret.then, start=1)]
        if secret.keeps:
            lines.append(f"  The former goes on. Once {secret.until}: --forget {name}")
    return "\n".join(lines)


def _write(path: Path, text: str) -> None:
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.touch(mode=0o600)
    half.write_text(text)
    half.replace(path)


def main() -> None:
    """Say what there is, make new values, or take former ones out."""
    parser = argparse.ArgumentParser(prog="make rotate", description="New values for secrets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; none: say what there is")
    parser.add_argument("--all", action="store_true", help="all that are set")
    parser.add_argument("--forget", action="store_true", help="take former values out instead")
    parser.add_argument("--file", type=Path, default=Path(".env"))
    options = parser.parse_args()
    try:
        text = options.file.read_text()
        known = read_env(text)
        names = [n for n in KNOWN if known.get(n)] if options.all else options.names
        if not names:
            print(described(known))  # noqa: T201 - what the command is for
            return
        _write(options.file, (forgotten if options.forget else rotated)(text, names))
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"{options.file} cannot be read or written: {error}.")
    except CannotRotate as error:
        sys.exit(str(error))
    words = "Former values are out: restart everything." if options.forget else _follows(names)
    print(words)  # noqa: T201


if __name__ == "__main__":
    main()
