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
    "door": 20,  # the day's page, and each delegation that comes noted
    "forms": 30,  # steps of a request that go no further
}
HOSTS, SECONDS = 50, 600
# Users of each kind; each calls so often that all together make the day.
USERS = 10
PASSWORD = os.environ["LOAD_PASSWORD"]
_EXPECTED = re.compile(r'action="(/petugas/hari-ini/[A-Z0-9-]+/datang/)"')
_HERE = re.compile(
    r'action="(/petugas/hari-ini/[A-Z0-9-]+/tarik-kembali/)".*?name="version" value="(\d+)"',
    re.DOTALL,
)
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

    @task(3)
    def today(self) -> None:
        """Who comes today."""
        self.client.get("/petugas/hari-ini/")

    @task(1)
    def arrives(self) -> None:
        """Note the arrival of the first that is expected; where all are here, take one back.

        So the door has work all day long, however few come.
        """
        page = self.client.get("/petugas/hari-ini/").text or ""
        token = _TOKEN.search(page)
        came, taken_back = _EXPECTED.search(page), _HERE.search(page)
        if token and came:
            self._press(came[1], {"csrfmiddlewaretoken": token[1], "people": "5"})
        elif token and taken_back:
            self._press(taken_back[1], {"csrfmiddlewaretoken": token[1], "version": taken_back[2]})

    def _press(self, path: str, form: dict[str, str]) -> None:
        step = path.rstrip("/").rpartition("/")[2]
        headers = {"Referer": f"{self.host}/petugas/hari-ini/", "Origin": str(self.host)}
        with self.client.post(
            path,
            data=form,
            headers=headers,
            name=f"/petugas/hari-ini/…/{step}/",
            catch_response=True,
        ) as answer:
            # Another of the door was a moment quicker, and the page says so.
            if answer.status_code == 422:
                answer.success()


@events.quitting.add_listener
def _end(environment: object, **_given: object) -> None:
    """What failed is judged by whoever started this."""
    environment.process_exit_code = 0  # type: ignore[attr-defined]
