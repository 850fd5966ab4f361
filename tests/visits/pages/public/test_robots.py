"""Made-up people who fill in the request in every order, with every kind of mistake."""

import html
import random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scheduling.availability import Schedule
from scheduling.capacity import Refused
from scheduling.models import BookingRules, CapacityRule, Room
from tests.factories import RegionFactory, TopicFactory
from tests.visits.pages.ask.walk import CONTACT, DELEGATION, LETTER, PARTICIPANTS, PURPOSE
from visits.models import Host, Region, Status, Visit

pytestmark = pytest.mark.django_db
_ODD = [
    "", " ", "0", "-1", "１２", "1e9", "<script>alert(1)</script>", "é" * 300, "\u202egnp.exe",
    "a\u200bb", "=1+1", "x" * 5000, "9999-12-31", "0000-00-00", "%00", "{{ 7*7 }}", "Ir. Siti 🙂",
]  # fmt: skip
STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "delegation": ("/ajukan/", DELEGATION),
    "purpose": ("/ajukan/tujuan/", PURPOSE),
    "contact": ("/ajukan/kontak/", CONTACT),
    "letter": ("/ajukan/surat/", LETTER),
    "participants": ("/ajukan/peserta/", PARTICIPANTS),
}


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    CapacityRule.objects.update(capacity=9)
    BookingRules.objects.update(
        active_per_region_week=0, unconfirmed_per_address=0, unconfirmed_per_network=0
    )
    RegionFactory.create(code="13.72", name="Solok", kind=Region.Kind.CITY)
    TopicFactory.create(code="mpp")


class Robot:
    """One who types, errs, goes back, reloads, changes the language, and sends at last."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.client = Client(HTTP_ACCEPT_LANGUAGE=self.dice.choice(["id", "en", "fr"]))
        self.email = f"robot{seed}@solok.example"
        self.typed: dict[str, dict[str, Any]] = {}

    def press(self, path: str, data: dict[str, Any]) -> Any:
        """Send a form; whatever it holds, there is an answer for people."""
        answer = self.client.post(path, data)
        assert answer.status_code in (200, 302, 409, 422, 429), (path, data, answer.status_code)
        return answer

    def right(self, step: str) -> dict[str, Any]:
        """What this one should have typed there."""
        data = dict(STEPS[step][1])
        if step == "contact":
            data["contact_email"] = self.email
        if step == "delegation":
            data["region"] = self.dice.choice(["13.02", "13.72"])
        return data

    def type_into(self, step: str, *, wrong: bool) -> None:
        """Fill in a step, perhaps wrongly, and press a button; all of it is there after."""
        path, _ = STEPS[step]
        data = self.right(step)
        if wrong:
            name = self.dice.choice(sorted(data))
            data[name] = self.dice.choice(_ODD)
        button = self.dice.choice(["", "", "back", "keep", "search"])
        extra: dict[str, Any] = {button: "1"} if button else {}
        if step == "letter" and self.dice.random() < 0.5:
            content = self.dice.choice([b"%PDF-1.7\n%%EOF\n", b"MZ", b"", b"\x89PNG\r\n"])
            extra["letter_file"] = SimpleUploadedFile("a.pdf", content)
        if step == "participants" and self.dice.random() < 0.5:
            extra["paste"] = self.dice.choice(_ODD)
        self.press(path, {**data, **extra})
        self.typed[step] = data
        self.all_is_there()

    def choose(self) -> None:
        """Press something on the page of sessions."""
        from django.utils import timezone

        slots = [s for s in Schedule.load(now=timezone.now()).slots() if s.available]
        if len(slots) < 4:
            return
        some = [str(s) for s in self.dice.sample(slots, self.dice.randint(1, 4))]
        junk = [*some, "2026-99-99-0900-aula", "x"]
        data: dict[str, Any] = {"shown": junk, "slot": self.dice.choice([some, some[:1], junk])}
        button = self.dice.choice(["", "update", "remove", "first", "day", "month", "back"])
        if button:
            data[button] = self.dice.choice([*some, some[0][:10], some[0][:7], "x"])
        self.press("/ajukan/sesi/", data)

    def all_is_there(self) -> None:
        """Each step shows what was typed in it last."""
        for step, data in self.typed.items():
            page = html.unescape(self.shown(STEPS[step][0]))
            for name, value in data.items():
                if name in ("region", "leader_rank"):
                    continue  # chosen, not typed: what is not among the choices has no place
                for word in value if isinstance(value, list) else [value]:
                    assert word.strip() in page, (step, word)

    def shown(self, path: str) -> str:
        """The page; from a look at names that were pasted one goes back to the list first."""
        answer = self.client.get(path)
        look = answer.context.get("look", None)
        if look is not None:
            answer = self.press(path, {"look": look.carried, "press": "list"})
        return str(answer.content.decode())

    def live(self) -> Visit | None:
        """Wander about, then do it right and send; gives the visit unless all is full."""
        for _ in range(self.dice.randint(2, 6)):
            what = self.dice.choice([*STEPS, "sessions", "check", "language", "look"])
            if what == "sessions":
                self.choose()
            elif what == "check":
                self.press("/ajukan/periksa/", {"ask_id": self.dice.choice(["", "x"])})
            elif what == "language":
                language = self.dice.choice(["id", "en"])
                self.client.post("/i18n/setlang/", {"language": language, "next": "/ajukan/"})
            elif what == "look":
                self.client.get(self.dice.choice(["/", "/jadwal/", "/ajukan/terkirim/"]))
            else:
                self.type_into(what, wrong=self.dice.random() < 0.6)
        for step in self.dice.sample([*STEPS], len(STEPS)):
            self.press(STEPS[step][0], self.right(step))
        return self.send()

    def send(self) -> Visit | None:
        """Choose what is free and send; where it has just gone, take another."""
        from django.utils import timezone

        for _ in range(3):
            people = int(DELEGATION["people"])
            slots = Schedule.load(now=timezone.now()).slots(people=people)
            free = [str(s) for s in slots if s.available]
            if not free:
                return None
            one = self.dice.choice(free)
            self.press("/ajukan/sesi/", {"shown": [one], "slot": [one]})
            page = self.client.get("/ajukan/periksa/")
            assert page.status_code == 200, page.headers.get("Location")
            sent = self.press("/ajukan/periksa/", {"ask_id": page.context["ask_id"]})
            if sent.status_code == 302:
                assert sent["Location"] == "/ajukan/terkirim/"
                return Visit.objects.get(contact_email=self.email)
        raise Refused("week_full", one)  # type: ignore[arg-type]


def _people(seeds: range) -> None:
    sent = 0
    for seed in seeds:
        visit = Robot(seed).live()
        if visit is None:
            continue
        sent += 1
        assert visit.status == Status.UNVERIFIED
        assert visit.institution == DELEGATION["institution"]
        assert visit.people == int(DELEGATION["people"])
        assert visit.purpose == PURPOSE["purpose"]
        assert visit.letter_number == LETTER["letter_number"]
        assert list(visit.participants.values_list("name", flat=True)) == PARTICIPANTS["name"][:1]
    assert sent > len(seeds) / 4


def test_some_people_fill_it_in_in_any_order() -> None:
    _people(range(1000, 1004))


@pytest.mark.slow
def test_two_hundred_people_fill_it_in_in_any_order() -> None:
    _people(range(200))
