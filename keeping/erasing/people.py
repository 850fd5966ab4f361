"""One person by their e-mail address: what we have, all of it for them, and the end of it.

A contact person is found by the address of their visits, a former one by the history of those that
have another contact now (visits/history/former.py). Who serves here (an account, an officer)
is named, and removed where accounts and officers are: what they decided is the office's.
"""

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.utils.crypto import salted_hmac

from keeping.erasing import mail_folder, visits
from keeping.models import Receipt
from notifications.models import BadAddress, Message, ResetRequest
from scheduling.models import Reservation
from visits.history import former
from visits.language.emails import mail_address
from visits.models import Officer, Opening, Status, Visit
from visits.openings.noting import Reader, note
from visits.pages.ask.answers import forget_typed_by
from visits.search import index

# Over for good, whatever day it was.
_OVER = (
    Status.COMPLETED,
    Status.DECLINED,
    Status.CANCELLED,
    Status.EXPIRED,
    Status.NO_SHOW,
)
# Ours and the host's own thoughts: no data that the person gave, and no secret leaves.
_NOT_GIVEN_OUT = frozenset(
    {"nonce", "share_nonce", "fill_nonce", "key", "network", "code_attempts_by_network"}
)


@dataclass(frozen=True)
class Person:
    """What is found by an address."""

    address: str
    visits: list[Visit]
    # Others have these now; the history still says what was known of this person.
    former: list[Visit]
    officer: Officer | None
    accounts: list[str]

    @classmethod
    def find(cls, email: str) -> "Person":
        """Look for `email`, however it is typed."""
        address = mail_address(email)
        return cls(
            address=address,
            visits=list(Visit.objects.filter(contact_email=address).order_by("pk")),
            former=list(former.visits_of(address)),
            officer=Officer.objects.filter(email=address).first(),
            accounts=list(
                User.objects.filter(email__iexact=address).values_list("username", flat=True)
            ),
        )

    @property
    def mails(self) -> QuerySet[Message]:
        """Every mail to the address, of whichever visit."""
        return Message.objects.filter(recipient=self.address).order_by("pk")


def subject(address: str) -> str:
    """The address on a receipt: a keyed hash."""
    return salted_hmac("singgah.receipt", mail_address(address), algorithm="sha256").hexdigest()


def export(person: Person, target: IO[bytes], *, by: str, now: dt.datetime) -> int:
    """Write a ZIP: `data.json`, letters, papers and material, mails. Gives how many files.

    That `by` did so is noted first; raises DatabaseError, and gives nothing out, where it cannot.
    """
    reader = Reader(f"command:{by}", Opening.Door.COMMAND, by)
    visits = person.visits + person.former
    for reference in [visit.reference for visit in visits] or [""]:
        note(reader, Opening.Thing.EXPORT, now=now, reference=reference)
    names: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        data = {
            "address": person.address,
            "visits": [_told(visit) for visit in person.visits],
            "formerly_contact_of": [
                {"reference": visit.reference, "known": former.known_of(visit, person.address)}
                for visit in person.former
            ],
            "officer": _row(person.officer) if person.officer else None,
            "accounts": person.accounts,
            "opened_by_these_accounts": _opened_by(person),
            "mails": list(
                person.mails.values("subject", "template", "state", "created_at", "sent_at")
            ),
            "mail_failed": list(BadAddress.objects.filter(address=person.address).values()),
        }
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        box.writestr("data.json", text)
        for visit in person.visits:
            for path in _files(visit):
                inside = f"{visit.reference}/{path.partition('/')[0]}-{path.rpartition('/')[2]}"
                if default_storage.exists(path) and inside not in names:
                    names.add(inside)
                    with default_storage.open(path) as file, box.open(inside, "w") as entry:
                        for piece in file.chunks():
                            entry.write(piece)
        for mail in person.mails.iterator(chunk_size=50):
            if mail.body:
                names.add(f"mails/{mail.pk}.eml")
                box.writestr(f"mails/{mail.pk}.eml", bytes(mail.body))
    return len(names)


def _files(visit: Visit) -> Iterator[str]:
    yield from filter(None, [visit.letter_file.name, visit.assignment_letter.name])
    yield from filter(None, (material.file.name for material in visit.materials.all()))
    for paper in visit.papers.exclude(state="draft"):
        yield from filter(None, [paper.file.name, paper.signed_file.name])


def _told(visit: Visit) -> dict[str, Any]:
    return _row(visit) | {
        "participants": [_row(one) for one in visit.participants.all()],
        "names_that_wait": [_row(one) for one in visit.entries.filter(state="waiting")],
        "presences": [_row(one) for one in visit.presences.all()],
        "objections": [_row(one) for one in visit.presence_objections.all()],
        "messages": [_row(one) for one in visit.written.filter(internal=False)],
        "papers": [_row(one) for one in visit.papers.exclude(state="draft")],
        "openings": _openings(visit),
        "history": list(visit.events.exclude(kind="noted").values("kind", "at", "actor_kind")),
    }


def _openings(visit: Visit) -> list[dict[str, Any]]:
    """Who opened the visit's data, by kind: names of staff are told by the office, if asked."""
    found = Opening.objects.filter(reference=visit.reference).order_by("pk")
    columns = ("thing", "door", "day", "first_at", "last_at", "times")
    return [
        {"by": row.pop("who").partition(":")[0], **row} for row in found.values("who", *columns)
    ]


def _opened_by(person: Person) -> list[dict[str, Any]]:
    users = User.objects.filter(email__iexact=person.address).values_list("pk", flat=True)
    found = Opening.objects.filter(who__in=[f"user:{pk}" for pk in users]).order_by("pk")
    told = found.values("reference", "thing", "door", "day", "network", "times")
    return [dict(row) for row in told]


def _row(one: Model) -> dict[str, Any]:
    fields = (f for f in one._meta.concrete_fields if f.name not in _NOT_GIVEN_OUT)
    found = ((f, _value(one, f.attname)) for f in fields)
    return {
        f.attname: str(value) if f.is_relation and value is not None else value
        for f, value in found
    }


def _value(one: Model, name: str) -> Any:
    value = getattr(one, name)
    return value.name if hasattr(value, "storage") else value


@dataclass
class Erased:
    """What was erased of a person, what stays, and why."""

    visits: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    mails: int = 0
    unsent: int = 0
    serves: bool = False
    receipt: int = 0


def erase(person: Person, *, by: str, now: dt.datetime) -> Erased:
    """Erase all that may go, and leave a receipt; what is still to come stays and is named.

    Letters and papers are archives: they stay until they are reviewed (letters.py).
    """
    done = Erased(serves=bool(person.officer or person.accounts))
    upcoming = set(
        Reservation.objects.exclude(state=Reservation.State.RELEASED)
        .filter(date__gte=now.date(), owner__in=[visit.owner_key for visit in person.visits])
        .values_list("owner", flat=True)
    )
    told: set[str] = set()
    for visit in person.visits:
        # Also what staff and officers were mailed names the person.
        mailed = set(visit.messages.values_list("message_id", flat=True))
        if visit.status not in _OVER or (
            visit.owner_key in upcoming and visit.status != Status.COMPLETED
        ):
            done.open.append(visit.reference)
        elif visits.anonymise(visit, now=now):
            told |= mailed
            done.visits.append(visit.reference)
            if visit.letter_file or visit.assignment_letter or visit.papers.exists():
                done.letters.append(visit.reference)
    for visit in person.former:
        former.forget(visit, person.address)
        done.former.append(visit.reference)
    if not done.open and not done.serves:
        done.mails = person.mails.count()
        person.mails.delete()
    for path in list(mail_folder.of(person.address, messages=told)):
        path.unlink(missing_ok=True)
        done.mails += 1
    done.unsent = forget_typed_by(person.address)
    BadAddress.objects.filter(address=person.address).delete()
    ResetRequest.objects.filter(address=person.address).delete()
    index.prune()
    receipt = Receipt.objects.create(
        kind=Receipt.Kind.PERSON,
        at=now,
        by=by,
        subject=subject(person.address),
        content={
            "visits": done.visits,
            "former": done.former,
            "open": done.open,
            "letters": done.letters,
            "mails": done.mails,
            "unsent": done.unsent,
        },
    )
    done.receipt = receipt.pk
    return done
