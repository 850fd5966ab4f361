"""One pass over all that is due: what beat does, for a task, cron or a test."""

import datetime as dt
from dataclasses import dataclass

from notifications.delivery import deliver
from notifications.relay import relay
from visits.workflow import expire_due


@dataclass(frozen=True)
class Done:
    """How many visits lapsed, events were told and messages delivered."""

    lapsed: int
    told: int
    delivered: int


def run_due(*, now: dt.datetime) -> Done:
    """Let holds lapse, turn events into messages, deliver; safe to run twice at once."""
    return Done(lapsed=expire_due(now=now), told=relay(now=now), delivered=deliver(now=now))
