"""While an upgrade is under way the release before goes on serving on the migrated database."""

import re
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.faults.system import call
from tests.ready import PASSWORD
from tests.stack import Sink, eventually, plain_of, serving
from tests.upgrade.before import Side, code, sides, submit  # noqa: F401 - a fixture

pytestmark = [pytest.mark.slow, pytest.mark.machine_clock]
PUBLIC = ("/", "/ajukan/", "/poster/", "/akun/", "/api/v1/weeks/", "/api/v1/slots/")
DESK = ("/petugas/", "/petugas/kunjungan/", "/petugas/pengaturan/")


def signed_in(address: str) -> httpx.Client:
    """The administrator of the demo, signed in over the pages."""
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=30)
    page = client.get("/akun/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.url
    answer = client.post(
        "/akun/",
        data={"login": "admin", "password": PASSWORD, "csrfmiddlewaretoken": token[1]},
        headers={"Referer": f"{address}/akun/"},
    )
    assert answer.status_code == 200
    return client


def both_serve(before: str, now: str) -> None:
    """Pages of guests and of the desk, on both; a session of one is one of the other too."""
    for address in (before, now):
        for path in PUBLIC:
            assert call(address + path)[0] == 200, address + path
    for first, second in ((before, now), (now, before)):
        client = signed_in(first)
        for address in (first, second):
            for path in DESK:
                found = client.get(address + path)
                assert (found.status_code, found.url.path) == (200, path), address


def test_on_sqlite_both_serve(code: Path, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    old, new = sides(code, tmp_path)
    old.manage("migrate", "-v0")
    old.manage("seed_demo", "-v0")
    with old.web() as before:
        assert call(f"{before}/healthz/ready")[0] == 200
        said = new.manage("upgrade")
        assert re.search(r"^Backup: .*before-upgrade-", said, re.MULTILINE)
        with new.web() as now:
            assert call(f"{now}/healthz/ready")[0] == 200
            both_serve(before, now)
            for address in (before, now):
                submit(address, email=f"budi@{'lama' if address == before else 'baru'}.example")
    assert new.manage("audit_capacity")
    assert old.manage("audit_capacity")


@pytest.mark.needs_postgres
@pytest.mark.needs_redis
def test_on_postgresql_a_visit_goes_from_one_to_the_other_and_old_tasks_are_understood(
    code: Path,  # noqa: F811 - the fixture
    tmp_path: Path,
    postgres_url: str,
    redis_url: str,
) -> None:
    sink = Sink()
    with serving(sink) as mail, ExitStack() as running:
        old, new = sides(code, tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_url, **mail)
        old.manage("migrate", "-v0")
        old.manage("seed_demo", "-v0")
        before = running.enter_context(old.web())
        # No worker takes what these leave in the queue.
        first = submit(before, email="budi@sebelum.example")
        beats_of(old)
        new.manage("upgrade")
        second = submit(before, email="budi@sesudah.example")
        key = new.manage("create_api_key", "uji", "--scope", "visits:read", "visits:write")
        staff = {"Authorization": f"Bearer {key.strip().splitlines()[-1]}"}
        now = running.enter_context(new.web())
        running.enter_context(new.running("worker"))
        third = submit(now, email="budi@baru.example")
        both_serve(before, now)

        for visit, verified_at, decided_at in (
            (first, now, before), (second, before, now), (third, before, before),
        ):  # fmt: skip
            path = f"/api/v1/visits/{visit['reference']}"
            code_of = code_sent_to(sink, visit["contact"]["email"])
            status, answer = call(f"{verified_at}{path}/verify/", "POST", {"code": code_of})
            assert (status, answer["status"]) == (200, "requested")
            status, answer = call(f"{decided_at}{path}/approve/", "POST", {}, **staff)
            assert (status, answer["status"]) == (200, "confirmed")
            eventually(lambda to=visit: invited(sink, to["contact"]["email"]), within=60)
            status, _ = call(f"{before}{path}/cancel/", "POST", {"reason": "Uji"}, **staff)
            assert status == 200
        assert "unregistered" not in new.log.read_text(errors="replace").lower()
        both_serve(before, now)
        for side in (old, new):
            assert side.manage("audit_capacity")
    taken = [str(mail["Message-ID"]) for mail in sink.mails]
    assert len(taken) == len(set(taken)), "nothing twice"


def beats_of(side: Side) -> None:
    """Put what beat of that release sends into the queue."""
    said = side.python(
        "-c",
        "from config.celery import app\n"
        "for entry in app.conf.beat_schedule.values():\n"
        "    app.send_task(entry['task']); print(entry['task'])\n",
    )
    assert "deliver_due" in said


def code_sent_to(sink: Sink, address: str) -> str:
    """The code of the mail that asks for it."""

    def look() -> str:
        for mail in sink.mails:
            found = re.search(r"^(\d{6})\r?$", plain_of(mail), re.MULTILINE)
            if found and address in str(mail["To"]):
                return found[1]
        return ""

    return eventually(look, within=60)


def invited(sink: Sink, address: str) -> bool:
    """Whether an invitation went there."""
    return any(
        address in str(mail["To"]) and "text/calendar" in mail.as_string() for mail in sink.mails
    )
