"""A mail's two bodies, made from one text: framed as HTML, and plain, in the same order."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from notifications.letterhead import marks
from notifications.letterhead.colours import Tone, by_day, by_night
from notifications.letterhead.marks import Kind
from visits.language.phones import show_phone
from visits.models import Host


@dataclass(frozen=True)
class Headline:
    """What a letter brings: in one line, a sentence more where there is one, and its tone."""

    words: str
    lead: str = ""
    tone: Tone = Tone.INFO


@dataclass(frozen=True)
class Reach:
    """How to reach the host: a sentence, then phone and address where it has them."""

    words: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Framed:
    """What a mail says: `text` and `more` are marked (marks.py), `foot` stands below every mail."""

    headline: Headline
    text: str
    more: str = ""
    reach: Reach | None = None
    foot: str = ""


@dataclass(frozen=True)
class Bodies:
    """The same mail twice."""

    plain: str
    html: str


def bodies(framed: Framed, *, host: Host, subject: str) -> Bodies:
    """Both bodies in the active language. Raises what a template raises."""
    return Bodies(plain=_plain(framed, host), html=html(framed, host=host, subject=subject))


def _plain(framed: Framed, host: Host) -> str:
    headline, reach = framed.headline, framed.reach
    above = [headline.words, headline.lead, framed.text, framed.more]
    text = "\n\n".join(marks.plain(marks.tidy(part)).strip("\n") for part in above if part.strip())
    if reach:
        ways = ", ".join(filter(None, (show_phone(reach.phone), reach.email)))
        text += f"\n\n{reach.words} {ways}".rstrip()
    below = [framed.foot, ", ".join(filter(None, (host.office or host.name, host.address)))]
    # Below the mark that mail programs know (RFC 3676, 4.3).
    return f"{text}\n-- \n" + "\n".join(filter(None, below)) + "\n"


def html(framed: Framed, *, host: Host, subject: str) -> str:
    """The framed letter."""
    parts = marks.parts_of(marks.tidy(framed.text))
    pressed = [part.rows[0].link for part in parts if part.kind == Kind.BUTTON]
    pages = [link for link in pressed if not link.startswith("mailto:")]
    tone = framed.headline.tone
    return render_to_string(
        "mail/letterhead/frame.html",
        {
            "language": get_language(),
            "subject": subject,
            "host": host,
            "headline": framed.headline,
            "parts": parts,
            "more": marks.parts_of(marks.tidy(framed.more)),
            "reach": framed.reach,
            "foot": framed.foot,
            # For programs in which the button does nothing; where the foot has it, not twice.
            "in_full": [link for link in pages if link not in framed.foot],
            "day": by_day(host.accent, tone),
            "night": by_night(host.accent, tone),
        },
    )
