"""Every address of the desk with every role: what visits/people/roles.py says, and no more."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from notifications.feeds import contents
from scheduling.models import CapacityRule, Closure, Reservation, Room, Timetable
from tests.factories import AgencyFactory, TopicFactory
from tests.pdfs import page
from tests.visits.pages.conftest import SignIn
from visits.access.tokens import arrival_code
from visits.models import AgendaTemplate, JourneyPicture, Material, Officer, Paper, Signatory, Visit
from visits.people import roles
from visits.people.roles import RIGHTS, Right
from visits.sign_in.keys import make_key

pytestmark = pytest.mark.django_db

READ, OWN = (Right.READ,), (Right.OWN_TASKS,)
DECIDE, RECEIVE = (Right.DECIDE,), (Right.RECEIVE,)
SCHEDULE, LISTS, OFFICE = (Right.SET_SCHEDULE,), (Right.SET_LISTS,), (Right.SET_OFFICE,)
# An officer who opens a page of all visits is led to the own ones.
LED = "led"

# Posts that ask for what is missing.
ASKS = {
    *("officer-material-add", "desk-papers-issue", "desk-reorder", "desk-arrival-another-day"),
    "tasks-answer",
}
# By the name of the address: the method that it is for, and who may.
TABLE: dict[str, tuple[str, tuple[Right, ...], str]] = {
    "desk": ("get", READ, LED),
    "desk-visits": ("get", READ, LED),
    "desk-visits-file": ("get", READ, LED),
    "desk-count": ("get", READ, LED),
    "desk-incoming": ("post", READ, ""),
    "desk-search": ("get", READ, LED),
    "desk-visit": ("get", READ, LED),
    "desk-letter": ("get", READ, LED),
    "desk-assignment-letter": ("get", READ, LED),
    "desk-letter-readable": ("get", READ, LED),
    "desk-step": ("post", DECIDE, ""),
    "desk-leader": ("get", (Right.DIRECT,), ""),
    "desk-disposition-give": ("get", (Right.DIRECT,), ""),
    "desk-disposition": ("post", READ, ""),
    "desk-queue": ("get", READ, LED),
    "desk-bulk": ("post", DECIDE, ""),
    "desk-undo-all": ("post", DECIDE, ""),
    "desk-view-save": ("post", READ, ""),
    "desk-view-delete": ("post", READ, ""),
    "desk-board": ("get", READ, LED),
    "desk-week": ("get", READ, LED),
    "desk-week-capacity": ("post", (Right.SET_WEEK,), ""),
    "desk-month": ("get", READ, LED),
    "desk-year": ("get", READ, LED),
    "desk-report": ("get", (Right.REPORT,), ""),
    "desk-survey": ("get", (Right.REPORT,), ""),
    "desk-waiting": ("get", READ, LED),
    "desk-past": ("get", (Right.PAST,), ""),
    "desk-past-file": ("get", (Right.PAST,), ""),
    "desk-past-import": ("get", (Right.PAST,), ""),
    "desk-past-columns": ("get", (Right.PAST,), ""),
    "desk-reorder": ("post", DECIDE, ""),
    "desk-entry": ("get", DECIDE, ""),
    "desk-move": ("get", DECIDE, ""),
    "desk-sessions": ("get", DECIDE, ""),
    "desk-contact": ("get", DECIDE, ""),
    "desk-edit": ("get", DECIDE, ""),
    "desk-participants": ("get", DECIDE, ""),
    "desk-letter-reading": ("get", DECIDE, ""),
    "desk-rundown": ("get", DECIDE, ""),
    "desk-rundown-press": ("post", DECIDE, ""),
    "desk-slip": ("get", READ, LED),
    "desk-openings": ("get", OFFICE, ""),
    "settings-elsewhere": ("get", OFFICE, ""),
    "desk-register": ("get", READ, LED),
    "desk-register-file": ("get", READ, LED),
    "desk-day-package": ("get", READ, LED),
    "desk-paper-new": ("get", DECIDE, ""),
    "desk-paper-look": ("get", READ, LED),
    "desk-paper-waive": ("post", DECIDE, ""),
    "desk-paper": ("get", READ, LED),
    "desk-paper-file": ("get", READ, LED),
    "desk-paper-step": ("post", DECIDE, ""),
    "desk-papers-all": ("get", READ, LED),
    "desk-papers-people": ("get", READ, LED),
    "desk-papers-issue": ("post", DECIDE, ""),
    "desk-papers-again": ("post", DECIDE, ""),
    "desk-papers-hand-over": ("post", DECIDE, ""),
    "desk-papers-together": ("get", READ, LED),
    "desk-messages": ("get", READ, LED),
    "desk-message-text": ("get", READ, LED),
    "desk-reminder-send": ("post", DECIDE, ""),
    "desk-message": ("get", DECIDE, ""),
    "desk-message-again": ("post", DECIDE, ""),
    "desk-message-address": ("get", DECIDE, ""),
    "desk-address": ("post", DECIDE, ""),
    "desk-day": ("get", READ, ""),
    "desk-day-sheet": ("get", READ, ""),
    "desk-day-step": ("post", RECEIVE, ""),
    "desk-arrival-find": ("get", RECEIVE, ""),
    "desk-arrival": ("get", RECEIVE, ""),
    "desk-arrival-another-day": ("post", RECEIVE, ""),
    "desk-building": ("get", READ, ""),
    "desk-people": ("get", READ, ""),
    "desk-people-step": ("post", RECEIVE, ""),
    "desk-signing": ("get", OWN, ""),
    "desk-signing-scan": ("get", OWN, ""),
    "desk-signing-file": ("get", OWN, ""),
    "officer-tasks": ("get", OWN, ""),
    "tasks-answer": ("post", OWN, ""),
    "tasks-undo": ("post", OWN, ""),
    "my-feed": ("get", OWN, ""),
    "officer-visit": ("get", OWN, ""),
    "officer-answer": ("post", OWN, ""),
    "officer-material-add": ("post", OWN, ""),
    "officer-material": ("get", OWN, ""),
    "officer-material-remove": ("post", OWN, ""),
    "desk-state": ("get", OFFICE, ""),
    "start": ("get", OFFICE, ""),
    "start-week": ("post", OFFICE, ""),
    "start-open": ("post", OFFICE, ""),
    "start-shut": ("post", OFFICE, ""),
    "start-mail": ("post", OFFICE, ""),
    "settings": ("get", (Right.SET_WEEK, Right.SET_LISTS), ""),
    "settings-kept": ("get", OFFICE, ""),
    "settings-kept-terms": ("get", OFFICE, ""),
    "settings-kept-begin": ("post", OFFICE, ""),
    "settings-kept-letters": ("get", OFFICE, ""),
    "settings-log": ("get", LISTS, ""),
    "settings-mails": ("get", DECIDE, ""),
    "settings-addresses": ("get", DECIDE, ""),
    "settings-capacity": ("get", (Right.SET_SCHEDULE, Right.SET_WEEK), ""),
    "settings-capacity-new": ("get", SCHEDULE, ""),
    "settings-capacity-edit": ("get", SCHEDULE, ""),
    "settings-capacity-remove": ("get", SCHEDULE, ""),
    "settings-week": ("get", (Right.SET_WEEK,), ""),
    "settings-sessions": ("get", SCHEDULE, ""),
    "settings-sessions-new": ("get", SCHEDULE, ""),
    "settings-sessions-edit": ("get", SCHEDULE, ""),
    "settings-sessions-remove": ("get", SCHEDULE, ""),
    "settings-rooms": ("get", SCHEDULE, ""),
    "settings-room-new": ("get", SCHEDULE, ""),
    "settings-room": ("get", SCHEDULE, ""),
    "settings-closures": ("get", SCHEDULE, ""),
    "settings-closures-new": ("get", SCHEDULE, ""),
    "settings-closures-edit": ("get", SCHEDULE, ""),
    "settings-closures-remove": ("get", SCHEDULE, ""),
    "settings-holidays": ("get", SCHEDULE, ""),
    "settings-holidays-confirm": ("post", SCHEDULE, ""),
    "settings-rules": ("get", SCHEDULE, ""),
    "settings-profile": ("get", OFFICE, ""),
    "settings-journey": ("get", OFFICE, ""),
    "settings-journey-picture": ("get", OFFICE, ""),
    "settings-journey-picture-remove": ("get", OFFICE, ""),
    "settings-agencies": ("get", LISTS, ""),
    "settings-agency-new": ("get", LISTS, ""),
    "settings-agency": ("get", LISTS, ""),
    "settings-topics": ("get", LISTS, ""),
    "settings-topic-new": ("get", LISTS, ""),
    "settings-topic": ("get", LISTS, ""),
    "settings-rundowns": ("get", LISTS, ""),
    "settings-rundown-new": ("get", LISTS, ""),
    "settings-rundown": ("get", LISTS, ""),
    "settings-rundown-remove": ("get", LISTS, ""),
    "settings-papers": ("get", LISTS, ""),
    "settings-stationery": ("get", LISTS, ""),
    "settings-signatory-new": ("get", LISTS, ""),
    "settings-signatory": ("get", LISTS, ""),
    "settings-paper": ("get", LISTS, ""),
    "settings-paper-numbers": ("get", LISTS, ""),
    "settings-paper-words": ("get", LISTS, ""),
    "settings-paper-sample": ("get", LISTS, ""),
    "settings-paper-sample-pdf": ("get", LISTS, ""),
    "settings-officers": ("get", LISTS, ""),
    "settings-officer-new": ("get", LISTS, ""),
    "settings-officer": ("get", LISTS, ""),
    "settings-people": ("get", OFFICE, ""),
    "settings-person-new": ("get", OFFICE, ""),
    "settings-person": ("get", OFFICE, ""),
    "settings-person-invite": ("post", OFFICE, ""),
    "settings-person-factors": ("post", OFFICE, ""),
    "settings-person-sessions": ("post", OFFICE, ""),
    "settings-keys": ("get", OFFICE, ""),
    "settings-key-revoke": ("post", OFFICE, ""),
    "settings-feeds": ("get", LISTS, ""),
    "settings-feed-revoke": ("post", LISTS, ""),
    "settings-words": ("get", LISTS, ""),
    "settings-word": ("get", LISTS, ""),
    "settings-word-built-in": ("get", LISTS, ""),
}


def desk_names(patterns: Any = None, before: str = "") -> Iterator[str]:
    """The names of all addresses under /petugas/."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from desk_names(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("petugas/"):
            assert pattern.name, f"{route} has no name"
            yield pattern.name


def test_every_page_of_the_desk_has_a_row() -> None:
    assert set(desk_names()) == set(TABLE)


@pytest.fixture
def addresses(approved: Visit, room: Room, speaker: Officer) -> dict[str, str]:
    """An address that exists for each name."""
    picture = JourneyPicture.objects.create(file="host/x.jpg", alt="Lobi")
    material = Material.objects.create(
        visit=approved,
        title="Paparan",
        file=ContentFile(b"%PDF-1.7\n%%EOF", name="x.pdf"),
        size=15,
        added_at=timezone.now(),
    )
    now = timezone.now()
    sheet = Paper.objects.create(
        visit=approved, kind="visum", person=1, state="issued", issued_on=timezone.localdate(),
        issued_at=now, made_at=now, sha256="0" * 64, file=ContentFile(page(), name="p.pdf"),
    )  # fmt: skip
    day = timezone.localdate()
    closure = Closure.objects.create(name="Acara", kind="own_event", starts_on=day, ends_on=day)
    visit, pk = {"reference": approved.reference}, {"pk": room.pk}
    template = {"pk": AgendaTemplate.objects.create(name="Singkat", minutes=60).pk}
    letter = {"name": "approved", "language": "id"}
    paper = {"kind": "reply", "language": "id"}
    signatory = Signatory.objects.create(name="Drs. Fauzi", position="Kepala Dinas")
    values: dict[str, dict[str, Any]] = {
        "desk-visit": visit,
        "desk-letter": visit,
        "desk-assignment-letter": visit,
        "desk-letter-readable": visit,
        "desk-step": {**visit, "step": "tidak-ada"},
        "desk-incoming": {**visit, "step": "tidak-ada"},
        "desk-disposition-give": visit,
        "desk-disposition": {"pk": 99, "step": "tidak-ada"},
        "desk-move": visit,
        "desk-contact": visit,
        "desk-edit": visit,
        "desk-participants": visit,
        "desk-letter-reading": visit,
        "desk-rundown": visit,
        "desk-rundown-press": visit | {"step": "kosongkan"},
        "desk-slip": visit,
        "desk-openings": visit,
        "desk-view-delete": {"pk": 99},
        "desk-paper-new": {**visit, "kind": "reply"},
        "desk-paper-waive": {**visit, "kind": "reply"},
        "desk-paper-look": {**visit, "kind": "attendance"},
        "desk-paper": {**visit, "pk": sheet.pk},
        "desk-paper-file": {**visit, "pk": sheet.pk},
        "desk-paper-step": {**visit, "pk": sheet.pk, "step": "tidak-ada"},
        "desk-papers-all": {**visit, "form": "zip"},
        "desk-papers-people": {**visit, "kind": "visum"},
        "desk-papers-issue": {**visit, "kind": "visum"},
        "desk-papers-again": {**visit, "kind": "visum"},
        "desk-papers-hand-over": {**visit, "kind": "visum"},
        "desk-papers-together": {**visit, "kind": "visum"},
        "desk-messages": visit,
        "desk-message-text": {**visit, "pk": 99},
        "desk-reminder-send": visit,
        "desk-message": {"pk": 99},
        "desk-message-again": {"pk": 99},
        "desk-message-address": {"pk": 99},
        "desk-address": {"pk": 99},
        "desk-week": {"week": "2030-W10"},
        "desk-week-capacity": {"week": "2030-W10"},
        "desk-reorder": visit,
        "desk-day-step": {**visit, "step": "tidak-ada"},
        "desk-people": visit,
        "desk-people-step": {**visit, "step": "tidak-ada"},
        "desk-arrival-another-day": visit,
        "desk-arrival": {"code": arrival_code(approved)},
        "desk-signing-scan": {"pk": 99},
        "desk-past-import": {"pk": 99},
        "desk-past-columns": {"pk": 99},
        "desk-signing-file": {"pk": 99},
        "officer-visit": visit,
        "officer-answer": visit,
        "officer-material-add": visit,
        "officer-material": {**visit, "pk": material.pk},
        "officer-material-remove": {**visit, "pk": material.pk},
        "settings-holidays-confirm": {"year": 2027},
        "settings-capacity-edit": {"pk": CapacityRule.objects.get().pk},
        "settings-capacity-remove": {"pk": CapacityRule.objects.get().pk},
        "settings-sessions-edit": {"pk": Timetable.objects.get().pk},
        "settings-sessions-remove": {"pk": Timetable.objects.get().pk},
        "settings-room": pk,
        "settings-closures-edit": {"pk": closure.pk},
        "settings-closures-remove": {"pk": closure.pk},
        "settings-agency": {"pk": AgencyFactory.create().pk},
        "settings-topic": {"pk": TopicFactory.create().pk},
        "settings-officer": {"pk": speaker.pk},
        "settings-rundown": template,
        "settings-journey-picture-remove": {"pk": picture.pk},
        "settings-rundown-remove": template,
        "settings-person": {"pk": speaker.user_id},
        "settings-person-invite": {"pk": speaker.user_id},
        "settings-person-factors": {"pk": speaker.user_id},
        "settings-person-sessions": {"pk": speaker.user_id},
        "settings-key-revoke": {"pk": make_key(name="Portal", scopes=["visits:read"])[0].pk},
        "settings-feed-revoke": {"pk": contents.create("staff")[0].pk},
        "settings-signatory": {"pk": signatory.pk},
        "settings-paper": {"kind": "reply"},
        "settings-paper-numbers": {"kind": "reply"},
        "settings-paper-words": paper,
        "settings-paper-sample": paper,
        "settings-paper-sample-pdf": paper,
        "settings-word": letter,
        "settings-word-built-in": letter,
    }
    found = {name: reverse(name, kwargs=values.get(name)) for name in TABLE}
    # Without a query it leads a leader to the leader's page.
    return {**found, "desk": f"{found['desk']}?jenis="}


def call(client: Client, name: str, address: str) -> int:
    method = TABLE[name][0]
    return int(getattr(client, method)(address).status_code)


def test_who_is_not_signed_in_is_sent_to_sign_in(addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        answer = getattr(Client(), TABLE[name][0])(address)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/akun/"), name


def test_an_account_without_a_role_gets_nowhere(addresses: dict[str, str]) -> None:
    from tests.factories import UserFactory

    client = Client()
    client.force_login(UserFactory.create())
    assert {call(client, name, address) for name, address in addresses.items()} == {403}


# In each run all that is refused to a role, and each third of what it may open.
@pytest.mark.parametrize("each", [3, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("role", roles.ALL)
def test_a_role_opens_what_the_table_says(
    role: str, each: int, addresses: dict[str, str], sign_in: SignIn
) -> None:
    client = sign_in(role)
    # What is nobody's own visit, has no letter, or no such step, is not there for those who may.
    not_found = {
        *(
            "desk-letter",
            "desk-assignment-letter",
            "desk-letter-readable",
            "desk-letter-reading",
            "desk-step",
            "desk-day-step",
            "desk-people-step",
            "desk-arrival-find",
            "officer-answer",
        ),
        *(
            "desk-bulk",
            "desk-incoming",
            "desk-disposition",
            "desk-view-delete",
            "desk-message",
            "desk-message-text",
            "desk-paper-step",
            "desk-message-again",
            "desk-message-address",
            "desk-address",
            "desk-signing-scan",
            "desk-signing-file",
            "desk-past-import",
            "desk-past-columns",
        ),
    }
    if not {role} & RIGHTS[Right.RECEIVE]:
        not_found |= {name for name in TABLE if name.startswith("officer-") and name[8:] != "tasks"}
    expected, found = {}, {}
    for turn, (name, address) in enumerate(addresses.items()):
        method, rights, led = TABLE[name]
        if any(role in RIGHTS[right] for right in rights):
            if (turn + roles.ALL.index(role)) % each:
                continue
            usual = {200, 422} if method == "get" or name in ASKS else {302}
            if name == "desk-arrival-find":
                usual, missing = {400}, {400}
            else:
                missing = {404}
            expected[name] = missing if name in not_found else usual
        else:
            expected[name] = {302} if led and role == roles.OFFICER else {403}
        found[name] = call(client, name, address)
    wrong = {n: (found[n], expected[n]) for n in found if found[n] not in expected[n]}
    assert not wrong


def test_a_buttons_address_opened_leads_to_the_page_that_it_stands_on(
    addresses: dict[str, str], approved: Visit, sign_in: SignIn
) -> None:
    """As after a refused form by Enter in the address bar, a phone's old tab, or signing in."""
    admin, before = sign_in(roles.ADMIN), Visit.objects.filter(pk=approved.pk).values().get()
    for name, address in addresses.items():
        if TABLE[name][0] != "post":
            continue
        led = admin.get(address, follow=True)
        assert [status for _, status in led.redirect_chain] == [302], name
        assert led.status_code == 200, name
        assert admin.head(address).status_code == 302, name
        assert admin.put(address).status_code == 405, name
    assert Visit.objects.filter(pk=approved.pk).values().get() == before
    day = admin.get(f"/petugas/hari-ini/{approved.reference}/datang/")["Location"]
    place = Reservation.objects.get(owner=approved.owner_key)
    assert day == f"/petugas/hari-ini/?tanggal={place.date}#{approved.reference}"


def test_an_officer_sees_the_own_visit_and_no_other(approved: Visit, speaker: Officer) -> None:
    from tests.factories import a_visit

    other = a_visit(trusted=True, institution="Bappeda Kota Lain")
    client = Client()
    assert speaker.user is not None
    client.force_login(speaker.user)
    page = client.get("/petugas/tugas/").content.decode()
    assert approved.institution in page
    assert other.institution not in page
    assert client.get(f"/petugas/tugas/{approved.reference}/").status_code == 200
    assert client.get(f"/petugas/tugas/{other.reference}/").status_code == 404
    own = client.get(f"/petugas/tugas/{approved.reference}/").content.decode()
    assert approved.contact_email not in own
    assert approved.contact_phone not in own
    led = client.get(f"/petugas/kunjungan/{approved.reference}/")
    assert led["Location"] == f"/petugas/tugas/{approved.reference}/"


def test_templates_show_only_what_may_be_opened(sign_in: SignIn) -> None:
    page = sign_in(roles.LEADER).get("/petugas/pengaturan/").content.decode()
    assert "/petugas/pengaturan/kuota/" in page
    assert "/petugas/pengaturan/orang/" not in page
    assert "/petugas/pengaturan/ruang/" not in page
