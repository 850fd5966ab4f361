"""The examples in the documents work: they are run against the whole system, as they stand."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.stack import ROOT, Stack

pytestmark = pytest.mark.machine_clock

SCOPES = ("visits:read", "visits:write", "visits:submit", "schedule:write", "reports:read")
# The examples wait for a mail as a person would.
_READ_MAIL = r"""
for _ in $(seq 100); do
  MAIL=$(grep -l "$REFERENCE" "$MAILS"/*.eml 2>/dev/null | head -1) && [ -n "$MAIL" ] && break
  sleep 0.2
done
CODE=$(tr -d '\r' < "$MAIL" | grep -xE '[0-9]{6}' | head -1)
"""


def blocks(document: str, language: str) -> str:
    """All blocks in that language, one after the other."""
    text = (ROOT / "docs" / document).read_text()
    found = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found, f"{document} shows nothing in {language}"
    return "\n".join(found)


@pytest.fixture(scope="module")
def run(embedded: Stack, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Runs a command with the address and a key in its environment; gives what it printed."""
    made = embedded.manage("create_api_key", "Contoh", "--scope", *SCOPES)
    environment = {
        **os.environ,
        "BASE": embedded.base_url,
        "KEY": made.splitlines()[-1],
        "MAILS": str(embedded.data_dir / "mail"),
    }
    folder = tmp_path_factory.mktemp("contoh")

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=90,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.slow
@pytest.mark.needs_curl
def test_the_examples_with_curl(run: Callable[..., str], tmp_path: Path) -> None:
    script = tmp_path / "contoh.sh"
    text = blocks("api.md", "sh")
    assert text.count("CODE=402913 # alone on a line of the mail") == 1
    text = text.replace("CODE=402913 # alone on a line of the mail", _READ_MAIL)
    script.write_text("set -eu\n" + text)
    out = run("bash", script)
    assert '"status":"cancelled"' in out
    assert '"file":true' in out
    assert '"status":"completed"' in out
    assert '"people_came":11' in out


def test_the_example_in_python(run: Callable[..., str], tmp_path: Path) -> None:
    script = tmp_path / "contoh.py"
    script.write_text(blocks("api.md", "python"))
    out = run(sys.executable, script)
    assert out.startswith("confirmed\n")
    assert "Dinas Penanaman Modal Kota Solok" in out


@pytest.mark.needs_node
def test_the_example_in_javascript(run: Callable[..., str], tmp_path: Path) -> None:
    script = tmp_path / "contoh.mjs"
    script.write_text(blocks("api.md", "js"))
    out = run("node", script)
    assert "submitted" in out


@pytest.fixture
def signed(db: None, now: Any) -> tuple[str, dict[str, str], bytes]:
    """A secret, and headers and body as a webhook is sent them."""
    from notifications.models.webhooks import Webhook
    from notifications.webhooks.secrets import secret_of, signatures

    webhook, body = Webhook(name="x", url="https://x.example/"), '{"a":"é"}'.encode()
    stamp = str(int(now.timestamp()))
    signature = signatures(webhook, message_id="event_1", body=body, now=now)
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = dict(zip(names, ("event_1", stamp, f"v1,other {signature}"), strict=True))
    return secret_of(webhook), headers, body


def test_the_check_of_a_webhook_in_python(signed: tuple[str, dict[str, str], bytes]) -> None:
    shown: dict[str, Any] = {}
    exec(blocks("webhooks.md", "python"), shown)
    secret, headers, body = signed
    assert shown["is_ours"](secret, headers, body)
    assert not shown["is_ours"](secret, headers, body + b" ")
    assert not shown["is_ours"](secret, headers | {"webhook-timestamp": "1"}, body)


@pytest.mark.needs_node
def test_the_check_of_a_webhook_in_javascript(
    signed: tuple[str, dict[str, str], bytes], tmp_path: Path
) -> None:
    secret, headers, body = signed
    script = tmp_path / "cek.mjs"
    ask = f"""
    const headers = {json.dumps(headers)}, body = {json.dumps(body.decode())};
    const check = (body) => isOurs({json.dumps(secret)}, headers, body);
    console.log(check(body), check(body + " "));
    """
    script.write_text(blocks("webhooks.md", "js") + ask)
    done = subprocess.run(["node", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "true false\n"


def test_the_payload_shown_is_the_one_of_the_description() -> None:
    from tests.visits.api.schema.write_openapi import committed

    [example] = committed()["components"]["schemas"]["WebhookMessage"]["examples"]
    assert json.loads(blocks("webhooks.md", "json")) == example
