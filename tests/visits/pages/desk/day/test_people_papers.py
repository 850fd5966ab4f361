"""Presence taken back on which papers rest: what ends is named first, and why is asked."""

import datetime as dt

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.visits.api.conftest import program
from tests.visits.pages.conftest import SignIn
from visits.models import Paper, PaperKind, Participant, Presence, Visit, VisitEvent
from visits.people import roles

pytestmark = pytest.mark.django_db
NUMBER = "400.14.12/007/XI/2026"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(roles.PROTOCOL)


@pytest.fixture
def ani(today: Visit, now: dt.datetime) -> Participant:
    """Noted as present."""
    person = Participant.objects.create(visit=today, number=1, name="Ani <b>")
    Presence.objects.create(participant=person, visit=today, came_at=now, how="door", noted_at=now)
    Visit.objects.filter(pk=today.pk).update(status="arrived", arrived_at=now)
    return person


def certificate(
    ani: Participant, now: dt.datetime, *, sent: bool, kind: PaperKind = PaperKind.CERTIFICATE
) -> Paper:
    return Paper.objects.create(
        visit=ani.visit,
        kind=kind,
        participant=ani,
        person=ani.number,
        state=Paper.State.SENT if sent else Paper.State.SIGNED,
        number=NUMBER if kind == PaperKind.CERTIFICATE else "",
        data={"basis": {"dated": True}},
        issued_on=now.date(),
        issued_at=now,
        made_at=now,
        sent_at=now if sent else None,
    )


def back(client: Client, ani: Participant, **typed: object) -> tuple[int, str]:
    answer = client.post(f"/petugas/hadir/{ani.visit.reference}/batal/", {"orang": ani.pk, **typed})
    return answer.status_code, answer.content.decode()


def test_what_was_sent_is_named_and_ends_with_a_reason_only(
    desk: Client, ani: Participant, now: dt.datetime
) -> None:
    paper = certificate(ani, now, sent=True)
    status, page = back(desk, ani)
    assert status == 200
    assert NUMBER in page
    assert "sudah dikirim" in page
    assert "Ani &lt;b&gt;" in page
    assert Presence.objects.exists()
    status, page = back(desk, ani, berkas=paper.pk, reason="  ")
    assert status == 422
    assert "field__error" in page
    assert Presence.objects.exists()
    assert back(desk, ani, berkas=paper.pk, reason="Salah orang")[0] == 302
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("withdrawn", "Kehadiran dibatalkan. Salah orang")
    assert not Presence.objects.exists()
    event = ani.visit.events.get(kind=VisitEvent.Kind.PRESENCE_UNDONE)
    assert event.data["reason"] == "Salah orang"


def test_what_nobody_has_yet_is_named_and_needs_no_reason(
    desk: Client, ani: Participant, now: dt.datetime
) -> None:
    paper = certificate(ani, now, sent=False)
    status, page = back(desk, ani)
    assert status == 200
    assert 'name="reason"' not in page
    assert back(desk, ani, berkas=paper.pk)[0] == 302
    paper.refresh_from_db()
    assert paper.state == "withdrawn"


def test_a_paper_that_came_meanwhile_is_asked_about_anew(
    desk: Client, ani: Participant, now: dt.datetime
) -> None:
    first = certificate(ani, now, sent=False)
    second = certificate(ani, now, sent=False, kind=PaperKind.VISUM)
    for named in ([], [first.pk], ["x", "9" * 30]):
        assert back(desk, ani, berkas=named)[0] == 200
    assert Presence.objects.exists()
    assert back(desk, ani, berkas=[first.pk, second.pk])[0] == 302


def test_without_papers_it_stays_one_press(desk: Client, ani: Participant) -> None:
    assert back(desk, ani)[0] == 302
    assert not Presence.objects.exists()


def test_a_program_gives_the_reason_for_what_was_sent(ani: Participant, now: dt.datetime) -> None:
    certificate(ani, now, sent=True)
    client: APIClient = program("visits:write")
    address = f"/api/v1/visits/{ani.visit.reference}/take-back-presence/"
    refused = client.post(address, {"participants": [1]})
    assert refused.status_code in (400, 422), refused.content
    assert Presence.objects.exists()
    agreed = client.post(address, {"participants": [1], "reason": "Salah orang"})
    assert agreed.status_code == 200, agreed.content
    assert not Presence.objects.exists()
