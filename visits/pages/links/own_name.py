"""`/i/<token>/`: each of a group writes their own name, and sees nobody else's."""

from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from visits.language.dates import day_words, wait_words
from visits.life.requesting import Person
from visits.models import Host, ParticipantEntry, Status, Visit
from visits.models.people.entry import new_key
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.too_many import too_many
from visits.pages.links.name_form import NameForm
from visits.pages.own.access import unlisted
from visits.pages.people.removed import forget, note_removed, removed_of
from visits.people import filling
from visits.people.filling import Link, NotOpen, Settled
from visits.people.lists.rows import FIELDS, Row
from visits.people.participants import cut_off_of, last_day
from visits.queries.visits import session_of

# A whole office behind one address opens it and writes; who fills it with nonsense gets no further.
_OPENED_AN_HOUR, _WRITTEN_AN_HOUR = 600, 90
_WRITTEN_BY_LINK = 400
_COOKIE, _SALT = "isian", "participants.entries"
_PATH = "/i/"
_MOST_OF_ONE_DEVICE = 12
_KEPT_SECONDS = 120 * 24 * 3600


@dataclass
class _Here:
    """The visit as one device meets it: `closed` where its link opens nothing any more.

    `keys` are of the entries that the device wrote, for whatever visit; the first is the device's
    own, and what its forms carry is signed with it; `new` where it was made just now. `mine` are
    its entries of this visit.
    """

    request: HttpRequest
    visit: Visit
    token: str
    keys: list[str]
    mine: list[ParticipantEntry]
    closed: bool
    new: bool

    @property
    def link(self) -> Link:
        """How the link stands for this device."""
        return Link.CLOSED if self.closed else filling.link_of(self.visit, now=timezone.now())

    @property
    def whose(self) -> str:
        """Under what the session keeps what was deleted here."""
        return f"/i/{self.visit.public_id}"

    def own(self, key: str) -> ParticipantEntry | None:
        """The entry of this device with `key`, settled or not."""
        return next((entry for entry in self.mine if entry.key == key), None)

    def offered(self) -> str:
        """What a form carries: a key for one entry, which this device alone can give back."""
        return self._signer.sign(new_key())

    def carried(self) -> tuple[str, str]:
        """What the form carried, and its key: two presses on one form write one name.

        Another one where it was made for another device or another visit.
        """
        carried = self.request.POST.get("key", "")
        try:
            return carried, self._signer.unsign(carried)
        except signing.BadSignature:
            carried = self.offered()
            return carried, self._signer.unsign(carried)

    @property
    def _signer(self) -> signing.Signer:
        return signing.Signer(salt=f"{_SALT}.{self.keys[0]}.{self.visit.pk}")

    def remembered(self, response: HttpResponse, *keys: str) -> HttpResponse:
        """The answer with the cookie that says what was written here."""
        own, *others = dict.fromkeys([*self.keys, *keys])
        kept = [own, *others[1 - _MOST_OF_ONE_DEVICE :]]
        response.set_signed_cookie(
            _COOKIE, ".".join(kept), salt=_SALT, max_age=_KEPT_SECONDS, path=_PATH,
            secure=self.request.is_secure(), httponly=True, samesite="Lax",
        )  # fmt: skip
        return response


@require_http_methods(["GET", "HEAD", "POST"])
def own_name(request: HttpRequest, token: str) -> HttpResponse:
    """The form, and what was written on this device."""
    if seconds_to_wait(request, "fill", most=_OPENED_AN_HOUR, now=timezone.now()):
        return unlisted(too_many(request))
    here = _here(request, token)
    if request.method == "POST":
        return unlisted(_known(here, _pressed(here)))
    edited = here.own(request.GET.get("ubah", ""))
    if edited is not None and edited.state != filling.Waiting:
        edited = None
    form = NameForm(initial={name: getattr(edited, name) for name in FIELDS} if edited else None)
    return unlisted(_known(here, _page(here, form, key=here.offered(), edited=edited)))


def _known(here: _Here, response: HttpResponse) -> HttpResponse:
    """The answer to a device that comes for the first time tells it who it is."""
    written = _COOKIE in response.cookies
    return response if written or not here.new else here.remembered(response)


def _here(request: HttpRequest, token: str) -> _Here:
    """Raises Http404 for an unknown link, and a closed one by which nothing was written here."""
    cookie = str(request.get_signed_cookie(_COOKIE, "", salt=_SALT))
    keys = [key for key in cookie.split(".") if key]
    new, keys = not keys, keys or [new_key()]
    visit = filling.visit_filled_by(token)
    closed = visit is None
    visit = visit or filling.visit_of_own(token, keys)
    if visit is None:
        raise Http404
    mine = list(visit.entries.filter(key__in=keys).order_by("written_at", "pk"))
    return _Here(request, visit, token, keys, mine, closed, new)


def _pressed(here: _Here) -> HttpResponse:
    request, now = here.request, timezone.now()
    named = request.POST.get("entry", "")
    edited = here.own(named)
    if "remove" in request.POST:
        return _removed(here, edited)
    if "restore" in request.POST:
        return _restored(here)
    form, (carried, key) = NameForm(request.POST), here.carried()
    key = named or key
    wait = seconds_to_wait(request, "fill-write", most=_WRITTEN_AN_HOUR, now=now) or (
        seconds_to_wait(
            request, "fill-link", most=_WRITTEN_BY_LINK, now=now, whose=str(here.visit.pk)
        )
    )
    if wait:
        words = gettext("Very many names came by this link. Please try again %(when)s.")
        words %= {"when": wait_words(wait)}
        response = _page(here, form, key=carried, edited=edited, problem=words, status=429)
        response["Retry-After"] = str(wait)
        return response
    former = edited or here.visit.entries.filter(key=key).first()
    if (named and not edited) or (former is not None and former.state != filling.Waiting):
        return _settled(here, form, gone=former is None)
    if here.closed:
        return _page(here, form, key=carried, edited=edited, status=409)
    if not form.is_valid():
        return _page(here, form, key=carried, edited=edited, status=422)
    person: Person = form.cleaned_data["person"]
    if "anyway" not in request.POST and filling.is_known(here.visit, person, but=key):
        return _page(here, form, key=carried, edited=edited, asks=True, status=422)
    try:
        if edited:
            filling.mend(edited, person, now=now)
        else:
            filling.write(here.visit, person, key=key, now=now)
    except NotOpen:
        # What was typed stays in the form, under what is said of the link.
        return _page(here, form, key=carried, edited=edited, status=409)
    except Settled:
        return _settled(here, form)
    return here.remembered(redirect("own-name", token=here.token), key)


def _settled(here: _Here, form: NameForm, *, gone: bool = False) -> HttpResponse:
    """Nothing is written of an entry that does not wait any more; what was typed can be read."""
    words = gettext("This entry was deleted meanwhile, so nothing was stored.")
    if not gone:
        words = gettext(
            "Nothing was stored: your contact person has settled this entry meanwhile. Tell them "
            "what is to change."
        )
    return _page(here, form, key=here.offered(), problem=words, shut=True, status=409)


def _removed(here: _Here, entry: ParticipantEntry | None) -> HttpResponse:
    """Delete what waits: it is its writer's, also once the link is closed."""
    if entry is not None and filling.withdraw(entry):
        here.mine.remove(entry)
        row = Row(entry.name, entry.position, entry.grade, entry.nip)
        if here.link == Link.CLOSED:
            messages.success(here.request, gettext("Your entry is removed."))
        else:
            note_removed(here.request, here.whose, (0, row))
    elif entry is not None:
        words = gettext("Your contact person has settled this entry. Tell them what is to change.")
        messages.warning(here.request, words)
    if here.closed and not here.mine:
        # Without entries this device proves nothing any more: the address opens nothing to it.
        return _page(here, NameForm(), key=here.offered())
    return redirect("own-name", token=here.token)


def _restored(here: _Here) -> HttpResponse:
    """Write what was deleted here once more."""
    number, there = here.request.POST["restore"], removed_of(here.request, here.whose)
    back = redirect("own-name", token=here.token)
    if here.closed or not (number.isascii() and number.isdigit() and int(number[:3]) < len(there)):
        return back
    row, key = there[int(number[:3])].row, new_key()
    person = Person(row.name, row.position, row.grade, row.nip)
    try:
        filling.write(here.visit, person, key=key, now=timezone.now())
    except NotOpen:
        messages.warning(here.request, gettext("No more names are taken here."))
        return back
    forget(here.request, here.whose)
    return here.remembered(back, key)


def _page(
    here: _Here,
    form: NameForm,
    *,
    key: str,
    edited: ParticipantEntry | None = None,
    asks: bool = False,
    problem: str = "",
    shut: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page; `shut` where what was typed can be read and not be sent."""
    visit, now = here.visit, timezone.now()
    cut_off, link = cut_off_of(visit), here.link
    opens = link == Link.OPEN or (edited is not None and link == Link.FULL)
    context = {
        "visit": visit,
        "token": here.token,
        "session": session_of(visit),
        "host": Host.load(),
        "form": form,
        "edited": edited,
        "key": edited.key if edited else key,
        "asks": asks,
        "problem": problem,
        "mine": [entry for entry in here.mine if entry is not edited],
        "removed": removed_of(here.request, here.whose) if opens else [],
        "written": bool(here.mine) and not edited and not form.is_bound,
        "link": link,
        "renewed": here.closed,
        "ended": _ended_words(visit),
        "opens": opens and not shut,
        "editable": not here.closed and filling.may_fill(visit, now=now),
        "count": visit.participants.count() + filling.waiting_of(visit).count(),
        "until": day_words(last_day(cut_off)) if cut_off else "",
    }
    return render(here.request, "own/own_name.html", context, status=status)


def _ended_words(visit: Visit) -> str:
    """Why no names are needed any more; empty while the visit is to come."""
    match visit.status:
        case Status.CANCELLED:
            return gettext("This visit has been cancelled.")
        case Status.DECLINED | Status.EXPIRED:
            return gettext("This visit does not take place.")
        case Status.COMPLETED | Status.NO_SHOW:
            return gettext("This visit is over.")
    return ""
