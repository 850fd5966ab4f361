"""What is kept of people, how long, and how it ends: the one table.

`erase_due` walks it, the desk's page counts by it, the privacy page is written from it, and a test
holds that every table of the database stands in it once (`holds`, or NOT_ABOUT_PEOPLE).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from keeping.erasing import letters, mail_folder, photographs, visits
from keeping.models import Terms
from keeping.terms import Kept, Term
from notifications.models import BadAddress, Message
from visits.imports import drafts
from visits.models import Opening
from visits.search import index


def _anonymise(found: Callable[[dt.datetime], Iterable[Any]]) -> Callable[..., int]:
    def erase(before: dt.datetime, now: dt.datetime) -> int:
        count = sum(visits.anonymise(visit, now=now) for visit in found(before))
        if count:
            # Names stood among the words that slips are compared with.
            index.prune()
        return count

    return erase


def _deleted(found: Callable[[dt.datetime], QuerySet[Any]]) -> Callable[..., int]:
    def erase(before: dt.datetime, now: dt.datetime) -> int:
        old = found(before)
        count = old.count()
        old.delete()
        return count

    return erase


def _erase_mails(before: dt.datetime, now: dt.datetime) -> int:
    old = list(mail_folder.older_than(before))
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _account_mails(before: dt.datetime) -> QuerySet[Message]:
    return Message.objects.filter(account__isnull=False, created_at__lt=before)


def _bad_addresses(before: dt.datetime) -> QuerySet[BadAddress]:
    return BadAddress.objects.filter(at__lt=before)


def _log(before: dt.datetime) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(action_time__lt=before)


def _openings(before: dt.datetime) -> QuerySet[Opening]:
    return Opening.objects.filter(last_at__lt=before)


def _people(terms: Terms) -> Term:
    return Term(months=terms.people_months)


def _records(terms: Terms) -> Term:
    return Term(months=terms.records_months)


TABLE = (
    Kept(
        "unsent",
        _("Answers of a request that was not sent"),
        _("what was typed so far, and names just taken off a list, in the browser's own row"),
        _("erased"),
        holds=("sessions.Session",),
        fixed=_("24 hours"),
    ),
    Kept(
        "repeats",
        _("Answers to programs and to phones at the door"),
        _("what was answered to what may be sent twice"),
        _("erased"),
        holds=("visits.IdempotencyRecord",),
        fixed=_("24 hours"),
    ),
    Kept(
        "past-files",
        _("Files with past visits that were not taken in"),
        _("what was read of a file that staff were looking at"),
        _("erased"),
        holds=("visits.ImportBatch",),
        term=lambda _terms: Term(days=1),
        find=drafts.old_drafts,
        erase=drafts.erase_old,
    ),
    Kept(
        "unconfirmed",
        _("Requests that nobody confirmed"),
        _("as below, where the e-mail address was never confirmed"),
        _("made anonymous"),
        term=lambda terms: Term(days=terms.unconfirmed_days),
        find=visits.unconfirmed_before,
        erase=_anonymise(visits.unconfirmed_before),
    ),
    Kept(
        "people",
        _("Contact person, leader and participants"),
        _(
            "names, positions, phone number, e-mail address, civil-service numbers, who was there,"
            " messages, mails, photographs and material, since the visit was over"
        ),
        _("made anonymous: institution, region, purpose, day and number of people stay"),
        holds=(
            *("visits.Visit", "visits.ImportedVisit", "visits.Participant"),
            *("visits.ParticipantEntry", "visits.Presence"),
            *("visits.PresenceObjection", "visits.Note", "visits.Disposition"),
            *("visits.AgendaItem", "visits.VisitEvent"),
            "visits.FieldChange",
            "visits.RecentDecision",
            "visits.Incoming",
            "visits.Material",
            "visits.SearchEntry",
            "visits.SearchWord",
            "notifications.Message",
            "notifications.Attempt",
            "notifications.ReceivedMail",
        ),
        term=_people,
        find=visits.over_before,
        erase=_anonymise(visits.over_before),
    ),
    Kept(
        "photographs",
        _("Photographs that are no longer allowed"),
        _(
            "photographs of guests who took back that they may be photographed; from then on we"
            " show them to nobody"
        ),
        _("erased"),
        term=lambda _terms: Term(days=3),
        find=photographs.withdrawn_before,
        erase=photographs.erase,
    ),
    Kept(
        "mail-folder",
        _("Mails in folders"),
        _("what a demo writes into a folder instead of sending it"),
        _("erased"),
        term=_people,
        find=mail_folder.older_than,
        erase=_erase_mails,
    ),
    Kept(
        "letters",
        _("Official letters and papers"),
        _("letters that came, and the papers that we issued, with the names on them"),
        _("put on a list; our office decides by the law on archives and records what it decided"),
        holds=("visits.Paper",),
        term=lambda terms: Term(months=terms.letters_months),
        find=letters.to_review,
    ),
    Kept(
        "account-mails",
        _("Mails about accounts"),
        _("what was mailed to staff about their own account"),
        _("erased"),
        term=_records,
        find=_account_mails,
        erase=_deleted(_account_mails),
    ),
    Kept(
        "addresses",
        _("Addresses that mail does not reach"),
        _("the address, and what the mail server said"),
        _("erased"),
        holds=("notifications.BadAddress", "notifications.ResetRequest"),
        term=_people,
        find=_bad_addresses,
        erase=_deleted(_bad_addresses),
    ),
    Kept(
        "log",
        _("Log of settings"),
        _("which member of staff changed which setting"),
        _("erased"),
        holds=("admin.LogEntry",),
        term=_records,
        find=_log,
        erase=_deleted(_log),
    ),
    Kept(
        "openings",
        _("Log of who opened what"),
        _("who opened a visit, a letter, a list of participants or a paper, when and from where"),
        _("erased"),
        holds=("visits.Opening",),
        term=_records,
        find=_openings,
        erase=_deleted(_openings),
    ),
    Kept(
        "staff",
        _("Staff, officers and signatories"),
        _("name, position, address, phone number, and how they sign in"),
        _("erased by an administrator; in the history of visits the name stays"),
        holds=(
            "auth.User",
            "auth.User_groups",
            "auth.User_user_permissions",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "usersessions.UserSession",
            "visits.Officer",
            "visits.Assignment",
            "visits.ListKey",
            "visits.Signatory",
            "visits.SavedView",
            "notifications.Feed",
        ),
        fixed=_("as long as they serve"),
    ),
    Kept(
        "receipts",
        _("Receipts of erasing"),
        _("when what was erased and why, without names and addresses"),
        _("kept"),
        holds=("keeping.Receipt",),
        fixed=_("always"),
    ),
    Kept(
        "notices",
        _("Which privacy notice came with a request"),
        _("its version, when, in which language and by which way; without names and addresses"),
        _("kept"),
        holds=("visits.NoticeShown",),
        fixed=_("always"),
    ),
    Kept(
        "statistics",
        _("Statistics"),
        _("how many visits from where, and the survey, whose answers hold no name"),
        _("kept"),
        holds=("visits.SurveyAnswer",),
        fixed=_("always"),
    ),
)

# Rules, lists of the office, counters and places: nobody is named in them.
NOT_ABOUT_PEOPLE = frozenset(
    {
        *("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"),
        *("scheduling.ChangeMark", "scheduling.BookingRules", "scheduling.Room"),
        *("scheduling.Timetable", "scheduling.SessionPattern", "scheduling.Closure"),
        *("scheduling.OpenHoliday", "scheduling.CapacityRule", "scheduling.Week"),
        *("scheduling.Reservation", "scheduling.Share", "scheduling.Waiting"),
        *("visits.ApiKey", "visits.Host", "visits.Journey", "visits.JourneyPicture"),
        *("visits.Agency", "visits.Topic", "visits.Region"),
        *("visits.Visit_topics", "visits.Visit_agencies", "visits.EventCounter"),
        *(
            "visits.PrivacyNotice",
            "visits.DeskCount",
            "visits.AgendaTemplate",
            "visits.Stationery",
            "visits.PaperForm",
        ),
        *("visits.NumberSequence", "visits.NumberStart", "visits.PaperNotNeeded"),
        *("notifications.MessageTemplate", "notifications.MailboxMark"),
        *("notifications.Listing", "notifications.Neighbour"),
        *("notifications.Webhook", "notifications.Call", "notifications.CallAttempt"),
        *("keeping.Terms", "keeping.Run", "keeping.Beginning"),
    }
)


def in_words(counts: Mapping[str, int]) -> str:
    """How much of each kind, by its title; a key that is no kind any more stands as it is."""
    titles = {kept.key: kept.what for kept in TABLE}
    return "; ".join(f"{titles.get(key, key)}: {count}" for key, count in counts.items())
