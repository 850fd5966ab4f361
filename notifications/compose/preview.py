"""What a step would make us write, for whoever is about to take it."""

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage

from notifications.compose import mail
from notifications.plan.recipients import letters
from notifications.plan.table import PLAN
from visits.life.dry_run import Telling
from visits.models import Host, Visit, VisitEvent


def tellings(event: VisitEvent, now: dt.datetime) -> Iterator[Telling]:
    """The messages that `event` makes, as the relay would make them now; nothing is stored."""
    if event.kind not in PLAN:
        return
    visit = Visit.objects.select_related("region__province").get(pk=event.visit_id)
    host = Host.load()
    for letter in letters(event, visit, host):
        made = mail.render(
            letter,
            event=event,
            visit=visit,
            host=host,
            own_id=mail.message_id(event, letter.recipient, host),
            first_id="",
            now=now,
        )
        yield Telling(reader=letter.recipient, subject=str(made["Subject"]), text=_text(made))


def _text(made: EmailMessage) -> str:
    plain = made.get_body(preferencelist=("plain",))
    return str(plain.get_content()) if plain else ""
