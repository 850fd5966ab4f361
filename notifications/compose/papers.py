"""Papers in mails: which one an event is about, what it is called, and its bytes as attachment."""

import re

from visits.models import Paper, VisitEvent

# Larger ones (scans of many pages) stay on the visit's page: mail servers refuse them.
MOST_BYTES = 8_000_000
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def paper_of(event: VisitEvent) -> Paper | None:
    """The paper that the event is about, as its letter's reader knows it."""
    pk = event.data.get("sent_before") or event.data.get("paper")
    return Paper.objects.filter(pk=pk, visit=event.visit).first() if pk else None


def called(paper: Paper | None) -> str:
    """Its kind and number, in the active language."""
    if paper is None:
        return ""
    return f"{paper.get_kind_display()} {paper.number}".strip()


def attachment(event: VisitEvent) -> tuple[str, bytes] | None:
    """The name and bytes of the paper that is sent with the event's letter; signed where it is.

    None where it was withdrawn meanwhile, or is too large for a mail.
    """
    if event.kind != VisitEvent.Kind.PAPER_SENT:
        return None
    paper = paper_of(event)
    if paper is None or paper.state != Paper.State.SENT:
        return None
    file = paper.signed_file or paper.file
    if file.size > MOST_BYTES:
        return None
    with file.open("rb") as opened:
        content = bytes(opened.read())
    name = _NOT_IN_NAMES.sub("-", called(paper)).strip("-")
    return f"{name}.pdf", content
