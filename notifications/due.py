"""One pass over all that is due: what beat does, for a task, cron or a test."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import OperationalError

from notifications.inbox import read_inbox
from notifications.outbox import account_mail, claiming
from notifications.outbox.delivery import deliver
from notifications.outbox.relay import relay, untold
from notifications.outbox.reminding import Which, remind
from notifications.webhooks.calling import make_calls
from scheduling.database.contention import gave_way
from visits.files.orphans import sweep_orphans
from visits.inbox import counting
from visits.life import deciding, moving, waiting_list
from visits.life.address import expire_due, lapsed_since
from visits.life.letter_steps import deciding as letters
from visits.life.step import pass_on
from visits.life.undo import undoing
from visits.pages.ask.answers import forget_unsent
from visits.papers.life import making
from visits.search import index

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Done:
    """How many visits lapsed, ended or got an offer, events were told, and so on."""

    lapsed: int
    ended: int
    offered: int
    told: int
    reminded: int
    delivered: int
    received: int
    called: int


def run_due(*, now: dt.datetime, reminders: Which = Which.ALL) -> Done:
    """Let holds and offers lapse, end what waits for nothing, pass places on, tell, and deliver.

    Whoever is due is reminded (of `reminders`), and what came back is read. Answers of requests
    that were never sent are forgotten, and files that no row names; what waits for staff is
    counted.
    Safe to run twice at once: what another pass or change has in hand is left to it, and looked at
    again by the next. Other people's servers come last: they hold up nothing of ours.
    """

    def look(*parts: Callable[..., int | None]) -> int:
        return sum(_unless_busy(part, now=now) for part in parts)

    look(forget_unsent, account_mail.answer_reset_requests, sweep_orphans)
    _unless_busy(index.fill)
    look(undoing.let_go_due)
    # Before the mails that take them along.
    look(making.make_due)
    done = Done(
        lapsed=look(expire_due, waiting_list.lapse_due),
        ended=look(
            deciding.end_due, waiting_list.end_due, moving.end_wishes_due, letters.lapse_due
        ),
        offered=look(pass_on),
        told=look(relay),
        # After what happened: whoever was just invited, or called off, needs no reminder.
        reminded=_unless_busy(remind, now=now, which=reminders),
        delivered=look(deliver),
        received=look(read_inbox),
        called=look(make_calls),
    )
    # Last: what stood still until this pass is no alarm any more.
    look(counting.count_anew)
    return done


def _unless_busy(part: Callable[..., int | None], **given: object) -> int:
    """What `part` did; 0 where another change was in its way for longer than one waits for it.

    That is no fault: the next pass makes up for it.
    """
    try:
        return part(**given) or 0
    except OperationalError as error:
        if not gave_way(error):
            raise
        log.info("left_to_the_next_pass", part=f"{part.__module__}.{part.__name__}")
        return 0


def waiting_since(*, now: dt.datetime) -> dt.datetime | None:
    """Since when the oldest thing that is due has been waiting for a pass, or None.

    Whatever stands still (beat, the workers, the broker between them), this grows old.
    """
    message = claiming.due(now).order_by("next_attempt_at").first()
    event = untold(now).order_by("at").first()
    moments = [
        message.next_attempt_at if message else None,
        event.at if event else None,
        lapsed_since(now=now),
        letters.lapsed_since(now=now),
    ]
    return min((moment for moment in moments if moment), default=None)
