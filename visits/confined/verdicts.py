"""What may be said about a file, by whoever reads it."""

from enum import StrEnum


class Verdict(StrEnum):
    """Why a file is not taken."""

    TOO_LARGE = "too_large"  # more bytes, pixels, rows or parts than are taken
    UNREADABLE = "unreadable"  # broken, or of another kind
    ACTIVE = "active"  # programs, other files, or actions that reach out of it
    LOCKED = "locked"  # opens only with a password
    TWO_IN_ONE = "two_in_one"  # another kind of file as well


class Refused(Exception):
    """The file is not taken; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict
