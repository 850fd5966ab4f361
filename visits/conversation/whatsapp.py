"""What staff pass on by WhatsApp: a link with the words written, for a person to look at and send.

Chats are passed on in turn, so it names no person and holds no link that opens anything. Who has no
e-mail address gets the sessions proposed, what is missing and the reasons there as well.
"""

from urllib.parse import quote

from django.utils import translation
from django.utils.translation import gettext as _

from scheduling.slots import SlotId
from visits.conversation.missing import missing_words
from visits.language.dates import day_words, hours_words, moment_words, time_words, until_words
from visits.language.web_addresses import unlinked
from visits.life.letters.due import awaited_until
from visits.life.table import LIFE, Action
from visits.models import Host, Status, Visit
from visits.phrases.strangers_words import as_told
from visits.queries.visits import Session


def whatsapp_link(visit: Visit, session: Session | None, host: Host) -> str:
    """Opens WhatsApp with `whatsapp_text` to the contact; nothing is sent by itself.

    Note the press by conversation.passed_on(channel="whatsapp"). In the host's time zone.
    """
    text = whatsapp_text(visit, session, host)
    return f"https://wa.me/{visit.contact_phone.lstrip('+')}?text={quote(text, safe='')}"


def whatsapp_text(visit: Visit, session: Session | None, host: Host) -> str:
    """How the visit stands, in the delegation's language."""
    with translation.override(visit.language):
        region = {"institution": as_told(visit).institution, "region": visit.origin.label}
        lines = [
            _("Dear Sir or Madam,"),
            "",
            _("About the study visit of %(institution)s, %(region)s") % region
            + f" ({visit.reference}):",
            _standing(visit),
        ]
        if session and not session.given_back:
            hours = hours_words(session.starts_at, session.ends_at)
            lines += [
                "",
                f"{day_words(session.date)}, {hours}",
                f"{session.room_name}, {host.name}",
            ]
        if visit.contact_email:
            last = _("You have our letter by e-mail, with the link to your visit's page.")
        else:
            lines += _in_full(visit)
            last = _("Please answer by WhatsApp or phone.") if _asks(visit) else ""
        lines += ["", last, ""] if last else [""]
        return "\n".join([*lines, host.name]).strip()


def _in_full(visit: Visit) -> list[str]:
    """What the letter would have said: this is all that the delegation gets."""
    if _lacks(visit):
        return ["", missing_words(visit)]
    if due := awaited_until(visit):
        words = _("Please send your official letter by %(until)s: else the place is released.")
        return ["", words % {"until": until_words(due)}]
    if visit.status == Status.PROPOSED:
        slots = (SlotId.parse(text) for text in visit.proposed_slots)
        offers = [f"– {day_words(slot.date)}, {time_words(slot.starts_at)}" for slot in slots]
        until = visit.offer_expires_at or visit.answer_due_at
        if until:
            offers.append(_("Please answer by %(until)s.") % {"until": moment_words(until)})
        return ["", *offers, *([visit.reason] if visit.reason else [])]
    if visit.status == Status.DECLINED and visit.reason:
        return ["", visit.reason]
    if visit.status == Status.CANCELLED and visit.reason:
        return ["", unlinked(visit.reason)]  # perhaps the delegation's own
    return []


def _asks(visit: Visit) -> bool:
    """Whether there is something to answer: nobody is asked to answer a refusal or a receipt."""
    waits = visit.status in (Status.UNVERIFIED, Status.PROPOSED)
    return waits or _lacks(visit) or awaited_until(visit) is not None


def _lacks(visit: Visit) -> bool:
    """Whether what was asked for still matters."""
    return bool(visit.missing) and visit.status in LIFE[Action.GIVE_MISSING].come_from


def _standing(visit: Visit) -> str:
    if _lacks(visit):
        return _("We still need something from you.")
    return {
        Status.UNVERIFIED: _("Please confirm your e-mail address, so that your place is kept."),
        Status.REQUESTED: _("We have received your request and will answer it."),
        Status.PROPOSED: _("We propose other sessions; please choose one."),
        Status.WAITLISTED: _("The week is full; you are on the waiting list."),
        Status.CONFIRMED: _("The visit is approved; we look forward to receiving you."),
        Status.DECLINED: _("To our regret we cannot receive the visit as requested."),
        Status.CANCELLED: _("It has been cancelled."),
        Status.EXPIRED: _("The request has lapsed; you are welcome to make a new one."),
        Status.COMPLETED: _("Thank you for coming."),
    }.get(Status(visit.status), _("We have news for you."))


def visit_to_group(visit: Visit, session: Session, host: Host, url: str) -> str:
    """Opens WhatsApp with `url`, the page for the group, for the delegation to send to it."""
    words = _("Our study visit to %(host)s: %(day)s, %(hours)s. Place, rundown and what to bring:")
    text = words % {
        "host": host.name,
        "day": day_words(session.date),
        "hours": hours_words(session.starts_at, session.ends_at),
    }
    return f"https://wa.me/?text={quote(f'{text} {url}', safe='')}"


def names_to_group(url: str, *, until: str) -> str:
    """Opens WhatsApp with `url`, by which each of the group writes their own name."""
    if until:
        words = _("For our study visit: please write your name here by %(until)s.")
    else:
        words = _("For our study visit: please write your name here.")
    text = words % {"until": until}
    return f"https://wa.me/?text={quote(f'{text} {url}', safe='')}"


def to_protocol(visit: Visit, host: Host) -> str:
    """Opens WhatsApp to the host's protocol with the reference written; "" without a number."""
    if not host.whatsapp:
        return ""
    text = _("To the protocol staff, about the visit of %(institution)s (%(reference)s):") % {
        "institution": visit.institution,
        "reference": visit.reference,
    }
    return f"https://wa.me/{host.whatsapp.lstrip('+')}?text={quote(f'{text} ', safe='')}"


def survey_to_group(url: str) -> str:
    """Opens WhatsApp with the survey's address `url`, for the delegation to send to its own group.

    That link is meant to be handed round, and opens nothing but the survey.
    """
    text = _("Please answer the survey about our visit: nine short questions, no names.")
    return f"https://wa.me/?text={quote(f'{text} {url}', safe='')}"
