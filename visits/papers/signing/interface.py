"""What every way of signing electronically takes, gives and may fail with."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from visits.models.papers.paper import Paper


class Problem(StrEnum):
    """Why a paper was not signed; what to do is said in words.py."""

    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 # no secret
    UNKNOWN_NIK = "unknown_nik"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"  # nobody whose root we hold gave the certificate
    UNCHECKED = "unchecked"  # whether it is revoked could not be asked
    NO_TIMESTAMP = "no_timestamp"
    PROTECTED = "protected"  # the service says that the document allows no signature
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # the service said no, in words of its own
    NO_PDF = "no_pdf"  # the answer is no PDF
    NOT_OURS = "not_ours"  # a PDF, but not our paper with a signature that holds
    NO_KEY = "no_key"  # the key file, the token's module or what is on it cannot be used
    TOKEN_AWAY = "token_away"  # noqa: S105 # no token of that name is plugged in
    TOKEN_LOST = "token_lost"  # noqa: S105 # it went away while it signed
    PIN_LOCKED = "pin_locked"  # the token takes no PIN any more
    BUSY = "busy"  # too much is being checked just now
    CHANGED = "changed"  # somebody signed, replaced or withdrew it meanwhile
    UNTRUE = "untrue"  # the visit is not any more what it says
    NOBODY_SIGNS = "nobody_signs"  # its kind is one that nobody signs
    ELSEWHERE = "elsewhere"  # this very file is kept for another paper already
    NOT_KEPT = "not_kept"  # no room on the disk
    NOT_TRIED = "not_tried"  # an earlier one failed in a way that would repeat, or time was over

    @property
    def repeats(self) -> bool:
        """Whether the next paper would fail alike, and a card or account be locked by trying."""
        return self in _REPEATS


_REPEATS = frozenset(
    {
        *(Problem.WRONG_PASSPHRASE, Problem.UNKNOWN_NIK, Problem.EXPIRED, Problem.REVOKED),
        *(Problem.UNTRUSTED, Problem.NO_KEY, Problem.UNREACHABLE, Problem.TIMEOUT),
        *(Problem.TOKEN_AWAY, Problem.TOKEN_LOST, Problem.PIN_LOCKED),
    }
)


class SigningFailed(Exception):
    """The paper was not signed; `said` is what the other side said, already without secrets."""

    def __init__(self, problem: Problem, *, said: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.said = said


class Asks(StrEnum):
    """What a signer must be given at signing."""

    NIK = "nik"
    PASSPHRASE = "passphrase"  # noqa: S105 # the name of a field


@dataclass(frozen=True)
class Secrets:
    """What the signatory typed; never shown by accident, since its fields are in no repr."""

    nik: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True)
class Block:
    """Where on a paper the signature stands: page from 1; points from the lower left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


class Signer(Protocol):
    """One way of signing electronically; made for one press, by choosing.py."""

    way: Paper.SignedBy
    asks: frozenset[Asks]
    rewrites: bool
    """Whether the signed file may be written anew instead of ours with something behind it."""

    def sign(self, paper: Paper, content: bytes, secrets: Secrets, *, now: dt.datetime) -> bytes:
        """The signed PDF; raises SigningFailed. Not in a transaction: it may take seconds."""
        ...


@dataclass(frozen=True)
class Result:
    """What became of one paper: signed where there is no problem."""

    paper: Paper
    problem: Problem | None = None
    said: str = field(default="")


def block_of(paper: Paper) -> Block | None:
    """The place for the signature that the paper was set with; None where it has none."""
    found = paper.data.get("signature_block") if isinstance(paper.data, dict) else None
    if not isinstance(found, dict):
        return None
    try:
        return Block(
            page=int(found["page"]),
            x=float(found["x"]),
            y=float(found["y"]),
            width=float(found["width"]),
            height=float(found["height"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
