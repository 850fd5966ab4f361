"""The table of a paper's life: which action leads from where to where, who may, what it needs.

Pages and the API read this one table; the functions that walk it are in issuing.py, sending.py
and ending.py beside it, and in visits/papers/signing/. When a kind's time is: times.py.
"""

from dataclasses import dataclass
from enum import StrEnum

from visits.models import Paper, PaperKind

State = Paper.State
IN_FORCE = frozenset({State.ISSUED, State.SIGNED, State.SENT})
ENDED = frozenset({State.REPLACED, State.WITHDRAWN})

# Whose head has a line for a number; lists and forms have none (docs/papers.md).
NUMBERED = frozenset({PaperKind.REPLY, PaperKind.CERTIFICATE, PaperKind.ORDER})
# Worth nothing to anybody while nobody has signed them.
SIGNED_FIRST = frozenset({PaperKind.REPLY, PaperKind.CERTIFICATE, PaperKind.VISUM, PaperKind.ORDER})
# The list of who was there is signed by the guests themselves; nobody signs a rundown.
_SIGNABLE = SIGNED_FIRST | {PaperKind.ATTENDANCE}
# One for each person (visum), or one for each beside the delegation's own (certificate).
OF_PERSONS = frozenset({PaperKind.VISUM, PaperKind.CERTIFICATE})
# Also given to guests on paper, which is how a visum sheet comes to its owner.
HANDED_OVER = frozenset({PaperKind.REPLY, PaperKind.CERTIFICATE, PaperKind.VISUM})
# A guest reads these; what the host's own officers travel with stays in the house.
FOR_GUESTS = frozenset(PaperKind) - {PaperKind.ORDER}


class Action(StrEnum):
    """What can be done to a paper; the API's `allowed` lists these names."""

    ISSUE = "issue"
    DISCARD = "discard"
    SIGN = "sign"
    SEND = "send"
    HAND_OVER = "hand-over"
    KEEP_BACK = "keep-back"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Step:
    """From which states, to which (None: it stays), for which kinds, and whether it needs words.

    Staff and programs that may decide take them (roles.Right.DECIDE); the program itself withdraws
    what is evidence no more (ending.withdraw_for_absent).
    """

    come_from: frozenset[Paper.State]
    to: Paper.State | None
    kinds: frozenset[PaperKind] = frozenset(PaperKind)
    reason: bool = False


def _only(*states: Paper.State) -> frozenset[Paper.State]:
    return frozenset(states)


LIFE: dict[Action, Step] = {
    # Takes the number and freezes what the bytes are made from.
    Action.ISSUE: Step(_only(State.DRAFT), State.ISSUED),
    # A draft has no number: it goes without a trace.
    Action.DISCARD: Step(_only(State.DRAFT), None),
    # By hand again: a better scan of the same sheet.
    Action.SIGN: Step(
        _only(State.ISSUED), State.SIGNED, frozenset(PaperKind) - {PaperKind.RUNDOWN}
    ),
    # Once more where it did not arrive; see also may_be_sent.
    Action.SEND: Step(IN_FORCE, State.SENT, FOR_GUESTS),
    Action.HAND_OVER: Step(IN_FORCE, None, HANDED_OVER),
    # Ticked in error.
    Action.KEEP_BACK: Step(IN_FORCE, None, HANDED_OVER),
    Action.REPLACE: Step(IN_FORCE, State.REPLACED, reason=True),
    Action.WITHDRAW: Step(IN_FORCE, State.WITHDRAWN, reason=True),
}


def may_be_sent(paper: Paper) -> bool:
    """Whether a guest can do anything with it: signed, or of a kind that nobody signs."""
    return paper.kind not in SIGNED_FIRST or paper.state != State.ISSUED


def allowed_actions(paper: Paper) -> list[Action]:
    """What may be done to `paper` as it stands, in the table's order."""
    found = []
    for action, step in LIFE.items():
        if paper.state not in step.come_from or paper.kind not in step.kinds:
            continue
        if action == Action.SEND and not may_be_sent(paper):
            continue
        handed = paper.handed_over_at is not None
        if (action == Action.HAND_OVER and handed) or (action == Action.KEEP_BACK and not handed):
            continue
        found.append(action)
    return found
