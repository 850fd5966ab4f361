"""Mail out and back for real: SMTP, a relay that replaces ids, IMAP; on both ways to run."""

import datetime as dt
import re
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from notifications.models import Message
from tests.notifications.inbox.imap_server import ImapServer, imap_server
from tests.notifications.inbox.mails_in import reply
from tests.notifications.inbox.test_return_path import FOREIGN_ID, REPORT
from tests.stack import Sink, Stack, embedded_stack, eventually, production_stack, serving
from tests.test_the_whole_way import CONTACT, call, invitations

pytestmark = [pytest.mark.machine_clock, pytest.mark.slow]

OFFICER = "andi@mpp-batam.example"
# The mailbox is looked into once a minute.
A_LOOK = 100
_MARKED = """
from notifications.models import BadAddress
print(*BadAddress.objects.filter(source="report").values_list("address", "answer"))
"""
_ANSWER = """
from visits.models import Assignment
print(*Assignment.objects.filter(visit__reference="{0}").values_list("answer", flat=True))
"""


class Relay(Sink):
    """Keeps mails and their envelopes, and passes them on under an id of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.envelopes: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos[0]))
        answer = await super().handle_DATA(server, session, envelope)
        self.mails[-1].replace_header("Message-ID", FOREIGN_ID)
        return answer


def walk(stack: Stack, relay: Relay, mailbox: ImapServer) -> None:
    """A request confirmed by a mailed code, an invitation answered by mail, and a bounce."""
    key = stack.manage("create_api_key", "uji", "--scope", "visits:read", "visits:write")
    staff = {"Authorization": f"Bearer {key.strip().splitlines()[-1]}"}
    _, slots, _ = call(stack, "GET", "/api/v1/slots/?people=24")
    slot = next(s for s in slots if s["available"])
    body = {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Mempelajari tata kelola mal pelayanan publik.",
        "slots": [slot["id"]],
        "people": 24,
        "leader": {"name": "Ir. Siti Rahma", "position": "Kepala Dinas", "rank": "office_head"},
        "contact": {"name": "Budi Hartono", "phone": "0812-3456-7890", "email": CONTACT},
    }
    status, visit, _ = call(stack, "POST", "/api/v1/visits/", body)
    assert status == 201, visit
    mail = eventually(lambda: stack.mails_to(CONTACT))[0]
    assert mail["Message-ID"] == FOREIGN_ID
    code = re.search(r"^(\d{6})\r?$", text_of(mail), re.MULTILINE)
    assert code
    visits = f"/api/v1/visits/{visit['reference']}/"
    assert call(stack, "POST", f"{visits}verify/", {"code": code[1]})[0] == 200
    assert call(stack, "POST", f"{visits}assign/", {"officers": [OFFICER]}, **staff)[0] == 200
    assert call(stack, "POST", f"{visits}approve/", {}, **staff)[0] == 200

    def of_visit() -> list[dict[str, Any]]:
        found = invitations(stack, OFFICER)
        return [one for one in found if visit["reference"] in str(one["mail"])]

    invitation = eventually(of_visit)[-1]
    eventually(lambda: invitations(stack, CONTACT))
    came_from = {to: sender for sender, to in relay.envelopes}
    assert re.fullmatch(r"balik\+\d+-[0-9a-f]{20}@mpp-batam\.example", came_from[CONTACT])
    assert len({sender for sender, _to in relay.envelopes}) == len(relay.envelopes)

    who = cast(Message, SimpleNamespace(recipient=OFFICER, sequence=invitation["sequence"]))
    mailbox.mails[1] = reply(
        who,
        uid=invitation["uid"],
        start=f"{invitation['start'].astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        stamp=f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}",
        headers={"Authentication-Results": "mx.mpp-batam.example; dmarc=pass"},
    )
    report = REPORT.format(to=came_from[CONTACT], reader=CONTACT, original="")
    mailbox.mails[2] = f"Return-Path: <>\n{report}".encode()
    # One that was guessed, behind them.
    local, _at, domain = came_from[OFFICER].partition("@")
    forged = f"{local[:-1]}{'1' if local[-1] == '0' else '0'}@{domain}"
    mailbox.mails[3] = REPORT.format(to=forged, reader=OFFICER, original="").encode()

    accepted = _ANSWER.format(visit["reference"])
    shell = "shell", "--no-imports", "-c"
    eventually(lambda: "accepted" in stack.manage(*shell, accepted), within=A_LOOK)
    marked = eventually(lambda: stack.manage(*shell, _MARKED).strip(), within=A_LOOK)
    assert marked == f"('{CONTACT}', '5.1.1 550 5.1.1 no such user')"
    assert not [command for command in mailbox.commands if "STORE" in command.upper()]


def text_of(mail: EmailMessage) -> str:
    """The plain part."""
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize(
    "way",
    [
        "embedded",
        pytest.param("production", marks=[pytest.mark.needs_postgres, pytest.mark.needs_redis]),
    ],
)
def test_a_mail_goes_out_comes_back_and_is_understood(
    way: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    relay = Relay()
    with ExitStack() as around:
        mailbox = around.enter_context(imap_server())
        env = {
            **around.enter_context(serving(relay)),
            "INBOX_URL": mailbox.url(),
            "INBOX_AUTHSERV": "mx.mpp-batam.example",
            "EMAIL_RETURN_PATH": "balik@mpp-batam.example",
        }
        if way == "embedded":
            stack = around.enter_context(embedded_stack(tmp_path, **env))
            stack.sink = relay
        else:
            services = {
                name: request.getfixturevalue(name) for name in ("postgres_url", "redis_url")
            }
            stack = around.enter_context(production_stack(tmp_path, sink=relay, **services, **env))
        walk(stack, relay, mailbox)
