"""One pass over all that is due: what beat does, for a task, cron or a test."""

import datetime as dt
from dataclasses import dataclass

from notifications.inbox import read_inbox
from notifications.outbox import account_mail, delivery
from notifications.outbox.delivery import deliver
from notifications.outbox.relay import relay
from notifications.outbox.reminding import remind
from notifications.webhooks.calling import make_calls
from visits.files.orphans import sweep_orphans
from visits.history import recent
from visits.inbox import counting
from visits.life import deciding, moving, waiting_list
from visits.life.address import expire_due, lapsed_since
from visits.life.letter_steps import deciding as letters
from visits.life.step import pass_on
from visits.life.undo import undoing
from visits.models import VisitEvent
from visits.pages.ask.answers import forget_unsent
from visits.papers.life import making
from visits.search import index


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


def run_due(*, now: dt.datetime) -> Done:
    """Let holds and offers lapse, end what waits for nothing, pass places on, tell, and deliver.

    Whoever is due is reminded, and what came back is read. Answers of requests that were never
    sent are forgotten, and files that no row names; what waits for staff is counted.
    Safe to run twice at once. Other people's servers come last: they hold up nothing of ours.
    """
    forget_unsent(now=now)
    account_mail.answer_reset_requests(now=now)
    sweep_orphans(now=now)
    index.fill()
    undoing.let_go_due(now=now)
    # Before the mails that take them along.
    making.make_due()
    done = Done(
        lapsed=expire_due(now=now) + waiting_list.lapse_due(now=now),
        ended=(
            deciding.end_due(now=now)
            + waiting_list.end_due(now=now)
            + moving.end_wishes_due(now=now)
            + letters.lapse_due(now=now)
        ),
        offered=pass_on(now=now),
        told=relay(now=now),
        # After what happened: whoever was just invited, or called off, needs no reminder.
        reminded=remind(now=now),
        delivered=deliver(now=now),
        received=read_inbox(now=now),
        called=make_calls(now=now),
    )
    # Last: what stood still until this pass is no alarm any more.
    counting.count_anew(now=now)
    return done


def waiting_since(*, now: dt.datetime) -> dt.datetime | None:
    """Since when the oldest thing that is due has been waiting for a pass, or None.

    Whatever stands still (beat, the workers, the broker between them), this grows old.
    """
    message = delivery.due(now).order_by("next_attempt_at").first()
    untold = VisitEvent.objects.filter(told_at=None)
    event = untold.exclude(visit__in=recent.waiting(now=now).values("visit")).order_by("at").first()
    moments = [
        message.next_attempt_at if message else None,
        event.at if event else None,
        lapsed_since(now=now),
    ]
    return min((moment for moment in moments if moment), default=None)
