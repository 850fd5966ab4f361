"""What was written about one visit: to whom, in which state, and the words of one message."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from config.logs.masking import mask
from notifications.models import Message
from notifications.plan.readers import readers
from notifications.plan.recipients import Letter, letters
from notifications.plan.table import PLAN, To
from notifications.plan.titles import NOTICES, READERS, TITLES
from visits.language.emails import mail_address
from visits.models import Host, Officer, Visit

MOST = 200
# The code that confirms an address stands alone on its line.
_CODE = re.compile(r"^\s*\d{6}\s*$", re.MULTILINE)


class State(TextChoices):
    """How far a message came."""

    WAITING = "waiting", pgettext_lazy("what became of a message", "waiting")
    DELIVERED = "delivered", pgettext_lazy("what became of a message", "delivered")
    FAILED = "failed", pgettext_lazy("what became of a message", "failed")
    CAME_BACK = "came_back", pgettext_lazy("what became of a message", "came back")


@dataclass(frozen=True)
class Told:
    """A message to one reader; `at` (aware) is since when it is in its state.

    `message` is None for what is not written yet: an event of this moment. `why` are the words of
    whoever refused it or sent it back.
    """

    title: str
    reader: str
    address: str
    state: State
    at: dt.datetime
    why: str = ""
    message: Message | None = None


def told(visit: Visit) -> list[Told]:
    """All about `visit`, the newest first, MOST at most; two queries if nothing is under way."""
    host = mail_address(Host.load().email)
    rows = Message.objects.filter(visit=visit).select_related("officer").defer("body")
    return [*_about_to_be(visit), *(_told(row, visit, host) for row in rows[:MOST])]


@dataclass(frozen=True)
class Text:
    """A message's plain words, their language (`id`, `en`), and the names of its files."""

    words: str = ""
    language: str = "id"
    files: tuple[str, ...] = ()


def text_of(message: Message) -> Text:
    """What a message says, without what opens something: links that are keys, and codes.

    Staff see what was said; they do not become the delegation by it. Empty where it never was made.
    """
    if not message.body:
        return Text()
    if message.channel != "email":
        return Text(mask(bytes(message.body).decode()))
    mail = message_from_bytes(bytes(message.body), policy=policy.default)
    plain = mail.get_body(preferencelist=("plain",))
    words = str(plain.get_content()) if plain else ""
    return Text(
        words=mask(_CODE.sub("••••••", words)).strip(),
        language=str(mail["Content-Language"] or "id"),
        files=tuple(part.get_filename() or "" for part in mail.iter_attachments()),
    )


def told_as(message: Message, visit: Visit) -> Told:
    """One message of the visit."""
    return _told(message, visit, mail_address(Host.load().email))


def reader_words(template: str, officer: Officer | None) -> str:
    """Who reads this letter: an officer by name, others by what they are."""
    if officer is not None:
        return officer.name
    to = readers().get(template)
    return str(READERS[to]) if to else ""


def title_of(template: str) -> str:
    """What the letter is."""
    known = TITLES.get(template) or NOTICES.get(template)
    return str(known or _("A message that could not be written"))


def _told(row: Message, visit: Visit, host: str) -> Told:
    state, at, why = _state(row)
    reader = reader_words(row.template, row.officer)
    if row.channel != "email":
        reader = _("The host's chats")
    elif not reader and row.recipient == host:
        reader = str(READERS[To.HOST])
    return Told(
        title=title_of(row.template),
        reader=reader,
        address="" if row.channel != "email" else row.recipient,
        state=state,
        at=at,
        why=why,
        message=row,
    )


def _state(row: Message) -> tuple[State, dt.datetime, str]:
    if row.returned_at is not None:
        return State.CAME_BACK, row.returned_at, row.returned_words
    if row.state == Message.State.SENT and row.sent_at is not None:
        return State.DELIVERED, row.sent_at, ""
    if row.state == Message.State.DEAD:
        return State.FAILED, row.created_at, row.last_error
    return State.WAITING, row.created_at, row.last_error


def _about_to_be(visit: Visit) -> Iterator[Told]:
    """What the next pass will write about events that nobody was told of yet."""
    host = Host.load()
    untold = visit.events.filter(told_at=None).exclude(recent__undone=True)
    for event in untold.order_by("-id"):
        event.visit = visit
        planned: list[Letter] = letters(event, visit, host) if event.kind in PLAN else []
        for letter in planned:
            yield Told(
                title=title_of(letter.template),
                reader=reader_words(letter.template, letter.officer),
                address=letter.recipient,
                state=State.WAITING,
                at=event.at,
            )
