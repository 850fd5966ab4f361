"""Reading the environment: what is missing, weak or unreadable stops the start with one line."""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ

env = environ.Env()
# `DATABASE_URL=` is an empty line in somebody's .env file, not a database.
env.ENVIRON = {name: value for name, value in os.environ.items() if value}

# The backends that addresses stand for, and those that are used.
_DATABASES = {
    "django.db.backends.sqlite3": "django.db.backends.sqlite3",
    "django.db.backends.postgresql": "config.postgresql",
}
_MAKE_ONE = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"


def stop(line: str) -> NoReturn:
    """End the program with `line` alone, whichever program it is that reads the settings."""
    raise SystemExit(line)


def read(kind: Callable[..., Any], name: str, default: Any) -> Any:
    """The variable as `kind` of django-environ reads it; `default` where it is unset or empty."""
    try:
        return kind(name, default=default)
    except Exception:  # noqa: BLE001 - each kind has its own, and some would repeat a password
        stop(f"{name} cannot be read. docs/operations.md says how it is written.")


def database(name: str, default: str) -> dict[str, Any]:
    """A database by its address: PostgreSQL or SQLite."""
    found: dict[str, Any] = read(env.db_url, name, default)
    backend = _DATABASES.get(found.get("ENGINE", ""))
    if backend is None:
        stop(f"{name} must begin with postgres:// or sqlite:///.")
    return {**found, "ENGINE": backend}


def one_of(name: str, value: str, *choices: str) -> str:
    """`value` if it is one of the choices."""
    if value not in choices:
        stop(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def at_least(name: str, value: int, least: int = 1) -> int:
    """`value` if it is no less than `least`."""
    if value < least:
        stop(f"{name} must be {least} or more, not {value}.")
    return value


def address(name: str, value: str, *schemes: str) -> str:
    """`value` without a slash at its end, if it is an address with one of the schemes."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        stop(
            f"{name} must be an address that begins with {' or '.join(f'{s}://' for s in schemes)}."
        )
    return value.rstrip("/")


def mailbox(name: str, value: str) -> str:
    """`value` in lower case if it is empty, or a mail address that a +token can be put into."""
    # With the token the part before the @ has 64 octets at the most (RFC 5321, 4.5.3.1.1).
    if value and not re.fullmatch(r"[\w.-]{1,23}@[\w-]+(\.[\w-]+)+", value, re.ASCII):
        stop(f"{name} must be a mail address with at most 23 letters before its @, and no +.")
    return value.lower()


def check_secret(name: str, value: str, *, length: int) -> None:
    """Go on only with a secret of `length` characters that nobody guesses."""
    if len(value) < length or len(set(value)) < 10 or value.startswith("django-insecure"):
        stop(
            f"{name} is missing or weak: set it to {length} or more random characters "
            f"({_MAKE_ONE}), or set DEMO=1."
        )


def refuse_a_demos_folder(data_dir: Path) -> None:
    """Go on only where no demo was: its accounts have names and a password that are known."""
    known = data_dir / "demo-password"
    if known.exists():
        stop(
            f"{data_dir} holds a demo, and the password of its accounts: set DATA_DIR to another "
            f"folder, or change their passwords and remove {known.name}."
        )


def secret(name: str) -> str:
    """The variable, or what stands in the file that NAME_FILE names (as Docker's secrets do)."""
    path: str = read(env.str, f"{name}_FILE", "")
    if not path:
        found: str = read(env.str, name, "")
        return found
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        stop(f"{name}_FILE cannot be read: {path}.")


def scanner(name: str, value: str) -> str:
    """`value` if it is empty, or where clamd listens: unix:/path or tcp://host:port."""
    try:
        place = urlsplit(value)
        good = (place.scheme == "unix" and not place.netloc and place.path.startswith("/")) or (
            place.scheme == "tcp" and bool(place.hostname) and place.port != 0
        )
    except ValueError:
        good = False
    if value and not good:
        stop(f"{name} must be unix:/path/of/clamd's/socket or tcp://host:3310.")
    return value


def signer(name: str, value: str) -> str:
    """`value` if it is a way of signing: hand, pkcs12:/path, pkcs11:…, bsre:https://…."""
    way, _, rest = value.partition(":")
    match way:
        case "hand" if not rest:
            return value
        case "pkcs12" if Path(rest).is_file():
            return value
        case "pkcs12":
            stop(f"{name} names a key file that is not there: {rest}.")
        case "pkcs11" if "module-path=" in rest and "object=" in rest:
            return value
        case "pkcs11":
            stop(f"{name} must be pkcs11:token=…;object=…?module-path=… (RFC 7512).")
        case "bsre":
            return f"bsre:{address(name, rest, 'https', 'http')}"
    stop(f"{name} must be hand, pkcs12:/path, pkcs11:… or bsre:https://….")


def kept_secret(path: Path) -> str:
    """A random secret that is made once and kept in `path`, for the demo alone."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written aside first: whoever is killed here leaves no empty secret behind.
            half = path.with_name(f"{path.name}.{os.getpid()}")
            half.touch(mode=0o600)
            half.write_text(secrets.token_urlsafe(48))
            half.replace(path)
        return path.read_text().strip()
    except OSError as error:
        stop(f"DATA_DIR {path.parent} cannot be used: {error.strerror}.")
