"""Who looks on while others ask: `locust` runs it in an environment of its own (make load).

A working day of fifty hosts like MPP Batam, eight hours in ten minutes. Known of Batam are three to
four delegations a week; how often people look is an assumption, and stands in DAY.
"""

import os
import re

from locust import FastHttpUser, constant_throughput, events, task

# Calls in a day of one host.
DAY = {
    "calendars": 300,  # subscribers of feeds, each hourly
    "guests": 400,  # pages of the public site
    "portals": 120,  # other systems that read the API
    "desk": 60,  # pages of staff
    "door": 20,  # the day's page
    "forms": 30,  # steps of a request that go no further
}
HOSTS, SECONDS = 50, 600
# Users of each kind; each calls so often that all together make the day.
USERS = 10
PASSWORD = os.environ["LOAD_PASSWORD"]
_TOKEN = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')


def pace(kind: str) -> object:
    """How long one of the users of a kind waits."""
    return constant_throughput(DAY[kind] * HOSTS / SECONDS / USERS)


class Calendars(FastHttpUser):
    """Programs that ask again and again whether a feed changed."""

    fixed_count, wait_time = USERS, pace("calendars")
    etag = ""

    @task
    def feed(self) -> None:
        """As calendars do: with the ETag of the last answer."""
        headers = {"If-None-Match": self.etag} if self.etag else {}
        answer = self.client.get("/kalender/publik.ics", headers=headers)
        self.etag = answer.headers.get("ETag", self.etag) if answer.headers else self.etag


class Guests(FastHttpUser):
    """People who look at the public site."""

    fixed_count, wait_time = USERS, pace("guests")

    @task(4)
    def front(self) -> None:
        """The landing page."""
        self.client.get("/")

    @task(3)
    def schedule(self) -> None:
        """The weeks."""
        self.client.get("/jadwal/")

    @task(1)
    def privacy(self) -> None:
        """Words alone."""
        self.client.get("/privasi/")


class Portals(FastHttpUser):
    """Other systems."""

    fixed_count, wait_time = USERS, pace("portals")

    @task(3)
    def weeks(self) -> None:
        """Open weeks."""
        self.client.get("/api/v1/weeks/")

    @task(1)
    def slots(self) -> None:
        """Free sessions."""
        self.client.get("/api/v1/slots/?people=25", name="/api/v1/slots/")


class Forms(FastHttpUser):
    """People who begin a request."""

    fixed_count, wait_time = USERS, pace("forms")

    @task
    def begin(self) -> None:
        """The first step, sent with a mistake."""
        page = self.client.get("/ajukan/")
        found = _TOKEN.search(page.text or "")
        if not found:
            return
        form = {"csrfmiddlewaretoken": found[1], "institution": "", "people": "0"}
        with self.client.post(
            "/ajukan/", data=form, headers=self.referer, catch_response=True
        ) as answer:
            # It is shown again, with what is wrong.
            if answer.status_code == 422:
                answer.success()

    @property
    def referer(self) -> dict[str, str]:
        """What browsers send along."""
        return {"Referer": f"{self.host}/ajukan/", "Origin": str(self.host)}


class Staff(FastHttpUser):
    """Somebody signed in."""

    abstract = True

    def on_start(self) -> None:
        """Sign in once."""
        found = _TOKEN.search(self.client.get("/akun/").text or "")
        if found:
            form = {"csrfmiddlewaretoken": found[1], "login": "protokol", "password": PASSWORD}
            headers = {"Referer": f"{self.host}/akun/", "Origin": str(self.host)}
            self.client.post("/akun/", data=form, headers=headers, name="sign in")


class Desk(Staff):
    """Protocol staff at work."""

    fixed_count, wait_time = USERS, pace("desk")

    @task(3)
    def inbox(self) -> None:
        """What waits."""
        self.client.get("/petugas/")

    @task(2)
    def visits(self) -> None:
        """The list, and one of it."""
        page = self.client.get("/petugas/kunjungan/")
        if found := re.search(r'"(/petugas/kunjungan/[A-Z0-9-]+/)"', page.text or ""):
            self.client.get(found[1], name="/petugas/kunjungan/…/")

    @task(1)
    def board(self) -> None:
        """The week."""
        self.client.get("/petugas/minggu/")


class Door(Staff):
    """Whoever lets delegations in."""

    fixed_count, wait_time = USERS, pace("door")

    @task
    def today(self) -> None:
        """Who comes today."""
        self.client.get("/petugas/hari-ini/")


@events.quitting.add_listener
def _end(environment: object, **_given: object) -> None:
    """What failed is judged by whoever started this."""
    environment.process_exit_code = 0  # type: ignore[attr-defined]
