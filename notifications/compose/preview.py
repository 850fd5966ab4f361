"""Letters before they are written: of a step about to be taken, and in words about to be stored."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from django.utils import timezone

from notifications.compose import mail, wording
from notifications.compose.around.preparing import sets_out, to_prepare
from notifications.letterhead.frame import bodies
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


@dataclass(frozen=True)
class Trial:
    """A letter to a made-up visit: its subject, and both bodies."""

    subject: str
    plain: str
    html: str


_WITHOUT_NAMES = 6


def trial(name: str, language: str, *, subject: str, text: str, awkward: bool) -> Trial:
    """The letter in own words (blank: built in) as it would arrive, without what stands below all.

    Its names are as `awkward` as names come, or ordinary ones.
    """
    with wording.sample(name, language, awkward=awkward) as context:
        written = wording.filled(name, context, subject=subject, text=text)
        more = ""
        if context["early"] and sets_out(name):
            more = to_prepare(
                context["visit"], context["session"], lacking=_WITHOUT_NAMES, now=timezone.now()
            )
        framed = mail.around(name, written, context, more=more, foot="")
        body = bodies(framed, host=context["host"], subject=written.subject)
    return Trial(subject=written.subject, plain=body.plain, html=body.html)
