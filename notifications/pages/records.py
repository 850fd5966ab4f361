"""What was mailed to whom, and addresses that mail does not reach: records on the desk."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.models import BadAddress, Message
from notifications.plan.titles import TITLES
from visits.language.dates import moment_words
from visits.pages.desk.frame.access import for_deciders
from visits.pages.desk.logbook import Line, Records, asked, records_page, some
from visits.pages.desk.settings.index import RECORDS, Entry
from visits.people.roles import Right

MAILS = Entry(
    "settings-mails",
    gettext_lazy("Mails sent"),
    gettext_lazy("What went to whom, when, and what became of it."),
    RECORDS,
    (Right.DECIDE,),
)
ADDRESSES = Entry(
    "settings-addresses",
    gettext_lazy("Addresses that fail"),
    gettext_lazy("Where mail does not arrive, and why."),
    RECORDS,
    (Right.DECIDE,),
)


@never_cache
@require_safe
@for_deciders
def mails(request: HttpRequest) -> HttpResponse:
    """Messages, the newest first; searched by reader, subject and the visit's number."""
    found = Message.objects.select_related("visit").defer("body")
    state = request.GET.get("state", "")
    if state in Message.State.values:
        found = found.filter(state=state)
    if q := asked(request):
        reader = Q(recipient__icontains=q) | Q(subject__icontains=q)
        found = found.filter(reader | Q(visit__reference__icontains=q))
    rows, older = some(request, found)
    records = Records(
        title=str(MAILS.title),
        about=_("What went to whom, when, and what became of it; the newest first."),
        lines=[_mail(message) for message in rows],
        older=older,
        choices=[(value, str(label)) for value, label in Message.State.choices],
        state=state,
    )
    return records_page(request, records)


def _mail(message: Message) -> Line:
    dead = message.state == Message.State.DEAD
    link = press = ""
    if message.visit:
        link = reverse("desk-visit", args=[message.visit.reference])
    elif dead:
        link = reverse("desk-message", args=[message.pk])
    if dead:
        press = reverse("desk-message-again", args=[message.pk])
    title = str(TITLES.get(message.template, ""))
    return Line(
        name=message.subject or title or message.recipient,
        words=(
            " · ".join(part for part in (message.recipient, title) if part),
            moment_words(message.sent_at or message.created_at),
            message.last_error if dead else "",
        ),
        link=link,
        mark=message.get_state_display(),
        press=press,
        button=_("Send again"),
    )


@never_cache
@require_safe
@for_deciders
def addresses(request: HttpRequest) -> HttpResponse:
    """Addresses that mail does not reach; one press believes one again."""
    found = BadAddress.objects.select_related("message__visit")
    if q := asked(request):
        found = found.filter(address__icontains=q)
    rows, older = some(request, found)
    records = Records(
        title=str(ADDRESSES.title),
        about=_("Where mail does not arrive. Call them: they may not know what was written."),
        lines=[_address(bad) for bad in rows],
        older=older,
    )
    return records_page(request, records)


def _address(bad: BadAddress) -> Line:
    visit = bad.message.visit if bad.message else None
    return Line(
        name=bad.address,
        words=(
            f"{bad.get_source_display()}, {moment_words(bad.at)}",
            bad.answer,
            f"{visit.reference} {visit.institution}" if visit else "",
        ),
        link=reverse("desk-visit", args=[visit.reference]) if visit else "",
        press=reverse("desk-address", args=[bad.pk]),
        button=_("The address works"),
    )
