"""Addresses that mail does not reach: what the desk shows, and what marks and clears them."""

import datetime as dt

from notifications.models import BadAddress, Message
from visits.language.emails import mail_address
from visits.models import Visit

Source = BadAddress.Source


def mark(message: Message, *, source: str, answer: str, now: dt.datetime) -> None:
    """Note that mail to this message's reader does not arrive, in the other side's words.

    What a report says of it stays with the message itself, whatever becomes of the mark.
    """
    if source == Source.REPORT:
        note_return(message, answer=answer, now=now)
    BadAddress.objects.update_or_create(
        address=message.recipient,
        defaults={"source": source, "answer": answer[:500], "at": now, "message": message},
    )


def note_return(message: Message, *, answer: str, now: dt.datetime) -> None:
    """Note that this message came back, without saying that its reader's address is at fault."""
    Message.objects.filter(pk=message.pk).update(returned_at=now, returned_words=answer[:500])


def mark_good(*addresses: str, source: str | None = None) -> None:
    """Forget the marks of addresses that work after all; with `source` only such marks."""
    marked = BadAddress.objects.filter(source=source) if source else BadAddress.objects.all()
    known = set(marked.values_list("address", flat=True)) if addresses else set()
    marked.filter(address__in=known & set(addresses)).delete()


def of_visit(visit: Visit) -> list[BadAddress]:
    """The marked addresses of a visit's contact and officers: they may not know what was told."""
    emails = [visit.contact_email, *visit.officers.values_list("email", flat=True)]
    return list(BadAddress.objects.filter(address__in=[mail_address(email) for email in emails]))
