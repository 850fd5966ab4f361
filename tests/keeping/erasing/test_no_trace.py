"""After erasing, nothing of the person stands anywhere: every column, every file is looked into."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings

from keeping.due import erase_due
from keeping.erasing import letters
from keeping.erasing.people import Person, erase, export
from notifications.due import run_due
from notifications.models import Attempt, BadAddress, Message, ReceivedMail, ResetRequest, Webhook
from scheduling.models import Room
from tests.factories import UserFactory
from tests.keeping.erasing.scanning import traces
from tests.visits.api.conftest import bearer, program, request_body
from tests.visits.pages.ask.walk import answer_all
from tests.visits.pages.conftest import bring_to, speaker  # noqa: F401 - a fixture
from visits.conversation import dispositions, messages
from visits.files.materials import add_material
from visits.history.events import DELEGATION, staff
from visits.life import amending, attendance, deciding
from visits.life.requesting import Person as Guest
from visits.models import Host, Officer, Paper, Presence, Region, Status, Visit
from visits.people import roles
from visits.presence import guests, noting, objections

pytestmark = pytest.mark.django_db
EMAIL = "wirayuda@dinasuji.example"
NAME, FORMER, LEADER, MEMBER = "Wirayuda", "Hasudungan", "Marlindawati", "Puspaloka"
PHONE, NIP = "81277788899", "198503302003121004"
WORDS = (EMAIL, NAME, FORMER, LEADER, MEMBER, PHONE, NIP)
Commit = Callable[..., object]


def asked(idempotent: str) -> Visit:
    """A request by the API, with everything that a delegation gives."""
    body = request_body(
        leader={"name": LEADER, "position": "Kepala Dinas", "rank": "office_head"},
        contact={"name": FORMER, "phone": f"0{PHONE}", "email": EMAIL},
        participants=[{"name": MEMBER, "nip": NIP}],
        notes=f"Tolong hubungi {FORMER}.",
    )
    once = {"HTTP_IDEMPOTENCY_KEY": idempotent}
    api = program("visits:submit", "visits:read", "visits:write")
    made = api.post("/api/v1/visits/", body, format="json", **once).json()
    own = bearer(made["token"])
    words = {"text": f"Salam, {FORMER}, telepon 0{PHONE}"}
    address = f"/api/v1/visits/{made['reference']}/messages/"
    assert own.post(address, words, format="json", HTTP_IDEMPOTENCY_KEY="m").status_code < 300
    return Visit.objects.get(reference=made["reference"])


@pytest.fixture
def everything(
    host: Host,
    room: Room,
    solok: Region,
    speaker: Officer,  # noqa: F811 - the fixture
    settings: Settings,
    now: dt.datetime,
) -> Visit:
    """A visit from request to thanks, in which everybody writes the person's name everywhere."""
    Webhook.objects.create(name="Dasbor", url="https://hook.example/", kinds=[])
    by = staff(person := UserFactory.create(first_name="Dewi"))
    person.groups.add(roles.ensure_groups()[roles.PROTOCOL])
    visit = asked("everything")
    visit.letter_file.save("surat.pdf", ContentFile(f"%PDF-1.7 {LEADER}".encode()))
    visit = amending.amend(visit, changes={"contact_name": NAME}, by=by, now=now)
    visit = messages.ask_missing(visit, text=f"Surat {NAME}?", by=by, now=now)
    visit = messages.give_missing(visit, by=DELEGATION, now=now)
    messages.write(visit, text=f"Kata {NAME}", by=by, now=now, internal=True)
    dispositions.give(visit, to=person, text=f"Jemput {NAME}", due=now.date(), by=by, now=now)
    visit = amending.assign(visit, officers=[speaker], by=by, now=now)
    visit = deciding.approve(visit, by=by, now=now)
    run_due(now=now)
    bring_to(visit, now.date())
    listed = list(visit.participants.values_list("pk", flat=True))
    noting.note(visit, listed, how=Presence.How.DOOR, by=by, now=now, reason=f"kata {NAME}")
    guests.add(visit, Guest(f"{MEMBER} Dua"), by=by, now=now)
    objections.contest(visit, text=f"{MEMBER} tidak hadir", by=DELEGATION, now=now)
    objections.answer(visit, text=f"{MEMBER} hadir", by=by, now=now)
    visit.refresh_from_db()
    visit = attendance.complete(visit, by=by, now=now)
    run_due(now=now)
    add_material(
        visit,
        file=ContentFile(f"Untuk {NAME}".encode(), name="materi.pdf"),
        title=f"Untuk {NAME}",
        photo=False,
        by=person,
        now=now,
    )
    issued = {"issued_at": now, "issued_on": now.date()}
    for kind, state, when in (("thanks", "sent", issued), ("certificate", "draft", {})):
        visit.papers.create(
            kind=kind, state=state, made_at=now, data={"to": LEADER}, reason=f"Kata {NAME}", **when
        )
    visit.agenda.create(
        starts_at=now,
        ends_at=now + dt.timedelta(hours=1),
        title=f"Sambutan {NAME}",
        speaker=NAME,
    )
    ReceivedMail.objects.create(digest="1", at=now, kind="reply", visit=visit, sender=EMAIL)
    sent = Message.objects.filter(recipient=EMAIL).first()
    assert sent is not None
    Attempt.objects.create(message=sent, at=now, answer=f"550 <{EMAIL}> unknown")
    BadAddress.objects.create(address=EMAIL, source="smtp", at=now, message=sent)
    ResetRequest.objects.create(address=EMAIL, language="id", asked_at=now)
    export(Person.find(EMAIL), io.BytesIO(), by="Dewi", now=now)
    # A second request, typed and never sent.
    answer_all(Client(), contact_name=NAME, contact_email=EMAIL, leader_name=LEADER)
    assert visit.status == Status.COMPLETED
    return visit


def left(settings: Settings) -> dict[str, set[str]]:
    return traces(WORDS, Path(settings.DATA_DIR))


def test_a_person_who_is_erased_stands_nowhere_any_more(
    everything: Visit,
    settings: Settings,
    now: dt.datetime,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    before = left(settings)
    assert {word for found in before.values() for word in found} == {w.lower() for w in WORDS}
    places = {place.partition(".")[0] for place in before}
    assert {"django_session", "visits_idempotencyrecord", "notifications_message"} <= places
    assert any(place.startswith("mail/") for place in before)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        erase(Person.find(EMAIL), by="Dewi", now=now)
    # Letters and papers are archives, which the office decides on.
    archives = {"visits_paper.data", everything.letter_file.name}
    assert {p for p in left(settings) if p.removeprefix("media/") not in archives} == set()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        letters.destroy(Visit.objects.all(), by="Dewi", reason="BA 1", now=now)
    assert left(settings) == {}
    assert Paper.objects.exists()


def test_what_is_too_old_stands_nowhere_any_more(
    everything: Visit,
    settings: Settings,
    now: dt.datetime,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    later = now + dt.timedelta(days=800)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        run_due(now=later)
        erase_due(now=later)
    archives = {"visits_paper.data", everything.letter_file.name}
    assert {p for p in left(settings) if p.removeprefix("media/") not in archives} == set()


def test_the_scanner_finds_what_is_coded(tmp_path: Path, client: Client) -> None:
    session = client.session
    session["typed"] = {"contact_email": EMAIL}
    session.save()
    (tmp_path / "a").write_text("Telepon 0812-777 888-99")
    assert traces([EMAIL, PHONE], tmp_path) == {
        "django_session.session_data": {EMAIL},
        "a": {PHONE},
    }
