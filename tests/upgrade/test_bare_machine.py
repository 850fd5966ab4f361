"""Whoever types what docs/operations.md says on an empty machine has a first visit booked."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.write_env import read_env
from tests.config import units
from tests.ready import ROOT
from tests.stack import Sink, eventually, free_port, plain_of, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.machine_clock,
    pytest.mark.needs_postgres,
    pytest.mark.needs_redis,
]
SITE = "https://kunjungan.example.go.id"
# What a machine of one's own has is only noted here: packages, users, the database's makers, the
# manager of services. The rest of the lines is run as it stands.
_NOTED = ("apt-get", "useradd", "chown", "systemctl", "createuser", "createdb")
_NOTE = '#!/bin/sh\necho "$(basename "$0") $*" >> "$NOTED"\n'
_RUNUSER = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n'
_INSTALL = """#!/bin/bash
words=()
while (($#)); do case $1 in -o|-g) shift 2;; *) words+=("$1"); shift;; esac; done
exec /usr/bin/install "${words[@]}"
"""
_MINUTES = 10


def lines_of_the_document() -> str:
    """The shell blocks of the section, one after the other."""
    text = (ROOT / "docs" / "operations.md").read_text()
    section = text.split("### On a machine of your own, with systemd", 1)[1].split("\n### ", 1)[0]
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL))


class Proxy(httpx.BaseTransport):
    """The proxy that speaks TLS: hands on to the web server on loopback what came for the site."""

    def __init__(self, port: int) -> None:
        self.port, self.inner = port, httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As deploy/nginx.conf does."""
        headers = [*request.headers.raw]
        headers += [(b"X-Forwarded-Proto", b"https"), (b"X-Forwarded-For", b"203.0.113.7")]
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return self.inner.handle_request(
            httpx.Request(request.method, url, headers=headers, content=request.read())
        )


class Fields(HTMLParser):
    """What a browser would send of the forms of a page, all in one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs as they stand, and the option that is chosen."""
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name and kind not in ("file", "submit"):
            if kind not in ("checkbox", "radio"):
                self.values[name] = given.get("value", "")
            elif "checked" in given:
                self.values[name] = given.get("value", "on")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """A text area or a list of options ends."""
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


class Person(httpx.Client):
    """Somebody with a browser."""

    def press(self, page: str, at: str = "", **fields: str) -> httpx.Response:
        """Fill in what is on `page` and send it there, or to `at`."""
        shown = self.get(page)
        assert shown.status_code == 200, (page, shown.status_code, str(shown.url))
        values = Fields(shown.text).values | fields
        answer = self.post(at or page, data=values, headers={"Referer": f"{SITE}{page}"})
        assert answer.status_code == 200, (page, answer.status_code, answer.text[-3000:])
        return answer


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty machine under `tmp_path`: the environment of its first shell."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (tmp_path / "etc" / "systemd" / "system").mkdir(parents=True)
    for folder in ("opt", "var/lib", "var/backups", "root"):
        (tmp_path / folder).mkdir(parents=True)
    scripts = dict.fromkeys(_NOTED, _NOTE) | {"runuser": _RUNUSER, "install": _INSTALL}
    for name, script in scripts.items():
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    python = Path(sys.base_prefix) / "bin"
    yield {
        "PATH": f"{programs}:{python}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path / "root"),
        "LANG": "C.UTF-8",
        "NOTED": str(tmp_path / "noted"),
        "SINGGAH_ENV": str(tmp_path / "etc" / "singgah" / "env"),
        "DATA_DIR": str(tmp_path / "var" / "lib" / "singgah"),
        # Where libraries come from, and whom to trust.
        "PIP_CONFIG_FILE": str(Path.home() / ".config" / "pip" / "pip.conf"),
        **{k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_"))},
    }
    shutil.rmtree(tmp_path / "opt", ignore_errors=True)


def test_from_an_empty_machine_to_the_first_visit(
    machine: dict[str, str], tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    began = time.monotonic()
    sink = Sink()
    with serving(sink) as mail, ExitStack() as running:
        script = lines_of_the_document()
        moved = {
            "https://git.example.go.id/singgah.git": str(ROOT),
            "smtp+tls://user:password@mail.example.go.id:587": mail["EMAIL_URL"],
            "postgres:///singgah": postgres_url,
            "redis://127.0.0.1:6379/0": redis_url,
        }
        for said, here in moved.items():
            assert said in script, said
            script = script.replace(said, here)
        script = re.sub(r"(?<![\w/.])/(opt|etc|var)/", rf"{tmp_path}/\1/", script)
        done = subprocess.run(
            ["bash", "-eu"], input=script, cwd=tmp_path, env=machine,
            capture_output=True, text=True, check=False, timeout=60 * _MINUTES,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        noted = (tmp_path / "noted").read_text()
        assert [line.split()[0] for line in noted.splitlines()] == [
            "apt-get", "useradd", "createuser", "createdb", "chown", "systemctl", "systemctl",
        ]  # fmt: skip
        for name in ("web", "worker"):
            assert f"singgah-{name}" in noted
            assert (tmp_path / "etc/systemd/system" / f"singgah-{name}.service").is_file()

        home, port = tmp_path / "opt" / "singgah", free_port()
        file = read_env(Path(machine["SINGGAH_ENV"]).read_text())
        env = units.environment(Path(machine["DATA_DIR"]), **file)
        log = (tmp_path / "log").open("ab")
        running.callback(log.close)
        for name in units.SERVICES:
            command = units.command(name, env, port, programs=home / ".venv" / "bin")
            process = subprocess.Popen(command, cwd=home, env=env, stdout=log, stderr=log)
            running.callback(process.wait, 30)
            running.callback(process.terminate)
            if name == "migrate":
                assert process.wait(120) == 0, (tmp_path / "log").read_text()
        office = Person(
            transport=Proxy(port), base_url=SITE, follow_redirects=True, timeout=30,
            headers={"Accept-Language": "id"},
        )  # fmt: skip
        eventually(lambda: answers(office), within=60)
        link = done.stdout.strip().splitlines()[-1]
        assert link.startswith(f"{SITE}/mulai/")
        open_the_doors(office, link.removeprefix(SITE), sink)
        book_a_visit(office, sink)
    minutes = (time.monotonic() - began) / 60
    # For whoever runs it with -s.
    print(f"from an empty machine to a booked visit: {minutes:.1f} minutes")  # noqa: T201
    assert minutes < _MINUTES


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz/ready").status_code == 200
    except httpx.HTTPError:
        return False


def open_the_doors(office: Person, link: str, sink: Sink) -> None:
    """What the checklist asks of the first administrator."""
    office.press(
        link, name="Rina Wijaya", email="rina@mpp.batam.go.id", password="tiga kata panjang"
    )
    office.press(
        "/petugas/pengaturan/profil/",
        name="MPP Kota Batam", short_name="MPP Batam", office="DPMPTSP Kota Batam",
        address="Jl. Engku Putri 1", phone="0778 123456", email="tamu@mpp.batam.go.id",
    )  # fmt: skip
    office.press("/petugas/pengaturan/ruang/baru/", name="Aula", people_limit="80", active="on")
    office.press("/petugas/mulai/", "/petugas/mulai/pola/", template="usual")
    office.press("/petugas/mulai/", "/petugas/mulai/surat/")
    assert [str(m["To"]) for m in sink.mails if "rina@" in str(m["To"])]
    office.press("/petugas/mulai/", "/petugas/mulai/buka/")


def book_a_visit(office: Person, sink: Sink) -> None:
    """A delegation asks and confirms its address; the office approves; both have a mail."""
    guest = httpx.Client(transport=office._transport, base_url=SITE, timeout=30)
    slots = guest.get("/api/v1/slots/?people=5").json()
    body: dict[str, Any] = {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Studi tiru",
        "slots": [next(slot["id"] for slot in slots if slot["available"])],
        "people": 5,
        "leader": {"name": "Siti", "position": "Kepala"},
        "contact": {"name": "Budi", "phone": "081234567890", "email": "budi@solokkab.go.id"},
    }
    made = guest.post("/api/v1/visits/", json=body)
    assert made.status_code == 201, made.text
    path = f"/api/v1/visits/{made.json()['reference']}"
    code = eventually(lambda: code_in(sink), within=60)
    assert guest.post(f"{path}/verify/", json={"code": code}).json()["status"] == "requested"
    token = Fields(office.get("/petugas/").text).values["csrfmiddlewaretoken"]
    approved = office.post(
        f"{path}/approve/", json={}, headers={"X-CSRFToken": token, "Referer": f"{SITE}/petugas/"}
    )
    assert approved.json().get("status") == "confirmed", approved.text
    eventually(
        lambda: [
            m for m in sink.mails if "budi@" in str(m["To"]) and "text/calendar" in m.as_string()
        ],
        within=90,
    )


def code_in(sink: Sink) -> str:
    """The code that the delegation was sent."""
    for mail in sink.mails:
        found = re.search(r"^(\d{6})\r?$", plain_of(mail), re.MULTILINE)
        if found and "budi@" in str(mail["To"]):
            return found[1]
    return ""
